namespace IcqBots.Protocol;

/// <summary>How a message is meant. Only peers are told; a message through the server is always a normal one. The values
/// are the bits of CMD_TYPE.</summary>
public enum MessageUrgency : ushort
{
    /// <summary>A message. One who is occupied or does not want to be disturbed finds it in the contact list.</summary>
    Normal = 0x0010,

    /// <summary>To be shown at once, whatever the receiver's status.</summary>
    Urgent = 0x0040,

    /// <summary>To be left in the contact list without a sound.</summary>
    ToContactList = 0x0020,
}
