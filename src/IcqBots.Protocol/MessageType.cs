namespace IcqBots.Protocol;

/// <summary>The TYPE of a message, 2 bytes on the wire.</summary>
public enum MessageType : ushort
{
    /// <summary>Plain text.</summary>
    Text = 0x0001,

    /// <summary>A request to chat (between peers).</summary>
    ChatRequest = 0x0002,

    /// <summary>A request to send files (between peers).</summary>
    FileRequest = 0x0003,

    /// <summary>A web address: description, FE, address.</summary>
    Url = 0x0004,

    /// <summary>Somebody asks to be allowed to add the receiver to a contact list.</summary>
    AuthorizationRequest = 0x0006,

    /// <summary>The request for authorization was denied.</summary>
    AuthorizationDenied = 0x0007,

    /// <summary>The request for authorization was granted.</summary>
    AuthorizationGranted = 0x0008,

    /// <summary>A text from the server.</summary>
    ServerMessage = 0x0009,

    /// <summary>"You were added" to somebody's contact list.</summary>
    YouWereAdded = 0x000C,

    /// <summary>A message from a web page.</summary>
    WebPager = 0x000D,

    /// <summary>A message that was sent by e-mail.</summary>
    EmailExpress = 0x000E,

    /// <summary>A list of contacts.</summary>
    ContactList = 0x0013,

    /// <summary>A question for the away message (between peers).</summary>
    ReadAwayMessage = 0x03E8,

    /// <summary>A question for the message of status occupied (between peers).</summary>
    ReadOccupiedMessage = 0x03E9,

    /// <summary>A question for the message of status N/A (between peers).</summary>
    ReadNotAvailableMessage = 0x03EA,

    /// <summary>A question for the message of status DND (between peers).</summary>
    ReadDoNotDisturbMessage = 0x03EB,

    /// <summary>A question for the message of status free for chat (between peers).</summary>
    ReadFreeForChatMessage = 0x03EC,

    /// <summary>The flag that marks a message to several recipients; it goes with any of the others.</summary>
    MultipleRecipients = 0x8000,
}

/// <summary>What the number of a message type means.</summary>
public static class MessageTypeWord
{
    extension(MessageType type)
    {
        /// <summary>The type without the flag for several recipients.</summary>
        public MessageType Kind => type & ~MessageType.MultipleRecipients;

        /// <summary>True when the text consists of fields: everything that is neither a person's words nor a request between peers.</summary>
        public bool IsStructured => type.Kind is MessageType.Url or >= MessageType.AuthorizationRequest and <= MessageType.AuthorizationGranted
            or >= MessageType.YouWereAdded and <= MessageType.EmailExpress or MessageType.ContactList;

        /// <summary>True for the five questions for an away message.</summary>
        public bool IsAwayRead => type.Kind is >= MessageType.ReadAwayMessage and <= MessageType.ReadFreeForChatMessage;
    }
}
