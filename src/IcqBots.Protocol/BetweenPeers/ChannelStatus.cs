namespace IcqBots.Protocol.BetweenPeers;

/// <summary>What became of a message between peers: X3 of an acknowledgement, 2 bytes.</summary>
public enum ChannelStatus : ushort
{
    /// <summary>Taken, and the receiver is online.</summary>
    Accepted = 0x0000,

    /// <summary>A request was refused; the text is the reason.</summary>
    Refused = 0x0001,

    /// <summary>Taken; the receiver is away.</summary>
    Away = 0x0004,

    /// <summary>Returned: the receiver is occupied and takes urgent messages, or messages to the contact list.</summary>
    Occupied = 0x0009,

    /// <summary>Returned: do not disturb.</summary>
    DoNotDisturb = 0x000A,

    /// <summary>Taken; the receiver is not available.</summary>
    NotAvailable = 0x000E,
}
