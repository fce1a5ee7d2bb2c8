namespace IcqBots.Transport;

/// <summary>When a packet is sent again, and when its receiver counts as lost. The defaults are those of the 0.91 specification.</summary>
public sealed record RetransmissionPolicy
{
    /// <summary>How long to wait for an acknowledgement after each send.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sends in a round, the first one included.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>Rounds before the receiver counts as lost.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>Whether a client asks the server for an answer with B_MESSAGE_ACK at the end of each round.</summary>
    public bool MessageAck { get; init; } = true;

    /// <summary>Packets that may be under way at a time; further ones wait until one of them is acknowledged.</summary>
    public int Window { get; init; } = 64;
}
