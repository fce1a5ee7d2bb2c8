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

    /// <summary>A check of UIN and password before LOGIN, which the specification lacks; the "existing user" page of the wizard sends it.</summary>
    PreLogin = 0x03F2,

    /// <summary>NEW_USER_REG: asks for a new UIN.</summary>
    NewUserRegister = 0x03FC,

    /// <summary>CONTACT_LIST: whose presence the server shall tell.</summary>
    ContactList = 0x0406,

    /// <summary>SEARCH_UIN: who has this UIN?</summary>
    SearchUin = 0x041A,

    /// <summary>SEARCH_USER: who has this name or e-mail address?</summary>
    SearchUser = 0x0424,

    /// <summary>KEEP_ALIVE: the session is still in use.</summary>
    KeepAlive = 0x042E,

    /// <summary>SEND_TEXT_CODE: log-off, or a request for an answer.</summary>
    SendTextCode = 0x0438,

    /// <summary>CMD_X1: the stored messages have arrived and can be deleted.</summary>
    OfflineMessagesAck = 0x0442,

    /// <summary>LOGIN_1: asks for the stored messages.</summary>
    OfflineMessagesRequest = 0x044C,

    /// <summary>REQ_ADD_TO_LIST and MSG_TO_NEW_USER: a message to somebody who need not be on the contact list.</summary>
    MessageToNewUser = 0x0456,

    /// <summary>INFO_REQ: a user's basic information.</summary>
    InfoRequest = 0x0460,

    /// <summary>EXT_INFO_REQ: a user's extended information.</summary>
    ExtInfoRequest = 0x046A,

    /// <summary>CHANGE_PASSWORD: a new password.</summary>
    ChangePassword = 0x049C,

    /// <summary>NEW_USER_INFO: the sender's own basic information.</summary>
    NewUserInfo = 0x04A6,

    /// <summary>UPDATE_EXT_INFO: the sender's own extended information.</summary>
    UpdateExtInfo = 0x04B0,

    /// <summary>QUERY_SERVERS: asks for other servers. No source knows its layout.</summary>
    QueryServers = 0x04BA,

    /// <summary>QUERY_ADDONS: asks for add-ons. No source knows its layout.</summary>
    QueryAddons = 0x04C4,

    /// <summary>STATUS_CHANGE: a new status.</summary>
    StatusChange = 0x04D8,

    /// <summary>NEW_USER_1: asks for permission to register; the first page of the wizard sends it.</summary>
    NewUserPermission = 0x04EC,

    /// <summary>UPDATE_INFO: the sender's own basic information, in the form of later clients.</summary>
    UpdateInfo = 0x050A,

    /// <summary>Whether others must ask before they add the sender; the specification lacks it, later versions have it.</summary>
    AuthorizationMode = 0x0514,

    /// <summary>A second keep-alive, which the specification lacks; icqlib and mICQ send it beside KEEP_ALIVE.</summary>
    KeepAlive2 = 0x051E,

    /// <summary>LOGIN_2: sent during login; no open client does.</summary>
    Login2 = 0x0528,

    /// <summary>ADD_TO_LIST: somebody is on the contact list from now on.</summary>
    AddToList = 0x053C,

    /// <summary>Who must not see the sender. The specification lacks it.</summary>
    InvisibleList = 0x06A4,

    /// <summary>Who sees the sender also while it is invisible. The specification lacks it.</summary>
    VisibleList = 0x06AE,
}
