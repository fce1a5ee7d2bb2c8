namespace IcqBots.Protocol;

/// <summary>A packet was not acknowledged: its receiver did not answer in time, or the session ended first.</summary>
public sealed class DeliveryException(string message) : IOException(message)
{
    /// <summary>True when there is no session, or no more: in the next one it may succeed.</summary>
    public bool SessionEnded { get; init; }
}
