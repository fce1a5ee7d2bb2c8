namespace IcqBots.Protocol;

/// <summary>How a message is meant. Only peers are told; a message through the server is always a normal one.</summary>
public enum MessageUrgency
{
    /// <summary>A message. One who is occupied or does not want to be disturbed finds it in the contact list.</summary>
    Normal,

    /// <summary>To be shown at once, whatever the receiver's status.</summary>
    Urgent,

    /// <summary>To be left in the contact list without a sound.</summary>
    ToContactList,
}
