namespace IcqBots.Protocol.BetweenPeers;

/// <summary>How a message between peers is meant, and the sender's own state: CMD_TYPE, 2 bytes. Unknown bits are ignored.</summary>
[Flags]
public enum ChannelCommandType : ushort
{
    /// <summary>No flag: the value in an acknowledgement.</summary>
    None = 0,

    /// <summary>A message that a person sent.</summary>
    Normal = 0x0010,

    /// <summary>To the contact list: shown without a sound, also while the receiver is occupied.</summary>
    ToContactList = 0x0020,

    /// <summary>Urgent: shown also while the receiver is occupied.</summary>
    Urgent = 0x0040,

    /// <summary>The sender is invisible.</summary>
    Invisible = 0x0080,

    /// <summary>The sender is away.</summary>
    Away = 0x0100,

    /// <summary>The sender is occupied.</summary>
    Occupied = 0x0200,

    /// <summary>The sender is not available.</summary>
    NotAvailable = 0x0800,

    /// <summary>The sender does not want to be disturbed.</summary>
    DoNotDisturb = 0x1000,
}
