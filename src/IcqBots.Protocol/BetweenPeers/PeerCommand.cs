namespace IcqBots.Protocol.BetweenPeers;

/// <summary>The MSG_COMMAND codes of channel frames.</summary>
public enum PeerCommand : ushort
{
    /// <summary>Withdraws a request.</summary>
    Cancel = 0x07D0,

    /// <summary>Acknowledges a message; carries the away message.</summary>
    Ack = 0x07DA,

    /// <summary>CHANNEL_MESSAGE.</summary>
    Message = 0x07EE,
}
