namespace IcqBots.Protocol;

/// <summary>A packet was not delivered: its receiver did not answer in time, has refused it, or the session ended first.</summary>
public sealed class DeliveryException(string message) : IOException(message)
{
    /// <summary>True when there is no session, or no more: in the next one it may succeed.</summary>
    public bool SessionEnded { get; init; }

    /// <summary>True when the receiver's program has got it, and has refused it.</summary>
    public bool IsRefused { get; init; }
}
