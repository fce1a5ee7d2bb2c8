namespace IcqBots.Protocol;

/// <summary>The way by which a message came.</summary>
public enum MessagePath
{
    /// <summary>Through the server, while the receiver was online (0104).</summary>
    Server,

    /// <summary>Stored by the server while the receiver was offline (RECEIVE_MESSAGE, 00DC).</summary>
    Stored,

    /// <summary>Directly from the sender's program (CHANNEL_MESSAGE).</summary>
    Peer,
}
