namespace IcqBots.Capture;

/// <summary>Who sent a packet.</summary>
public enum PacketSender
{
    /// <summary>A client, to the server.</summary>
    Client,

    /// <summary>The server, to a client.</summary>
    Server,

    /// <summary>A client, to another client.</summary>
    Peer,
}
