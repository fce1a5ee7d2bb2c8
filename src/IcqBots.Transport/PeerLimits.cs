namespace IcqBots.Transport;

/// <summary>
/// What strangers may do on connections between peers. People's programs stay far below all of it; whoever does not loses his
/// connection, and a message that he really has then comes on a new one, or through the server.
/// </summary>
public sealed record PeerLimits
{
    /// <summary>How long a connection that a peer opens may take until CHANNEL_INIT is there.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a frame may take from its first byte to its last. The longest one takes 40 s through a modem of the time.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a peer may be silent. People's programs keep connections open, and open another when they need one.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a peer may take nothing of what is sent to it.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long both sides of a chat may be silent.</summary>
    public TimeSpan ChatIdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Chats and files that all peers together have asked for and that have not ended, whether they wait for an answer or have been
    /// accepted. Further ones are refused.
    /// </summary>
    public int MaxRequests { get; init; } = 32;

    /// <summary>The same for those from one address; from a loopback address, where all bots of a machine are, for those of one UIN.</summary>
    public int MaxRequestsPerPeer { get; init; } = 4;

    /// <summary>
    /// Connections that peers may have open at a time. A further one takes the place of one on which no CHANNEL_INIT has come yet, or
    /// which has been silent for longest; while all are in use it is closed at once.
    /// </summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>
    /// The same for the connections from one address. Loopback addresses have no such limit: all bots of a machine come from one, and
    /// whoever runs programs there has nothing to gain here.
    /// </summary>
    public int MaxConnectionsPerAddress { get; init; } = 32;

    /// <summary>Frames that a peer may send in a second, lasting.</summary>
    public int FramesPerSecond { get; init; } = 200;

    /// <summary>Bytes that a peer may send in a second, lasting.</summary>
    public int BytesPerSecond { get; init; } = 128 * 1024;

    /// <summary>After a pause so much may come at once as both rates allow in this time.</summary>
    public TimeSpan Burst { get; init; } = TimeSpan.FromSeconds(10);
}
