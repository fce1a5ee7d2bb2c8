namespace IcqBots.Protocol.FromClient;

/// <summary>The COMMAND codes of packets from a client to the server, with their names in the 0.91 specification.</summary>
public enum ClientCommand : ushort
{
    /// <summary>ACK: acknowledges a packet of the server.</summary>
    Ack = 0x000A,

    /// <summary>SEND_MESSAGE: a message that the server shall pass on.</summary>
    SendMessage = 0x010E,

    /// <summary>LOGIN: begins a session.</summary>
    Login = 0x03E8,

    /// <summary>NEW_USER_REG: asks for a new UIN.</summary>
    NewUserRegister = 0x03FC,

    /// <summary>CONTACT_LIST: whose presence the server shall tell.</summary>
    ContactList = 0x0406,

    /// <summary>KEEP_ALIVE: the session is still in use.</summary>
    KeepAlive = 0x042E,

    /// <summary>SEND_TEXT_CODE: log-off, or a request for an answer.</summary>
    SendTextCode = 0x0438,

    /// <summary>CMD_X1: the stored messages have arrived and can be deleted.</summary>
    OfflineMessagesAck = 0x0442,

    /// <summary>LOGIN_1: asks for the stored messages.</summary>
    OfflineMessagesRequest = 0x044C,

    /// <summary>STATUS_CHANGE: a new status.</summary>
    StatusChange = 0x04D8,

    /// <summary>A second keep-alive, which the specification lacks; icqlib and mICQ send it beside KEEP_ALIVE.</summary>
    KeepAlive2 = 0x051E,
}
