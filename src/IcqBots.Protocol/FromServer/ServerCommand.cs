namespace IcqBots.Protocol.FromServer;

/// <summary>The COMMAND codes of packets from the server to a client, with their names in the 0.91 specification if any.</summary>
public enum ServerCommand : ushort
{
    /// <summary>ACK: acknowledges a packet of the client.</summary>
    Ack = 0x000A,

    /// <summary>Go away: the server ends the session.</summary>
    ForcedOffline = 0x0028,

    /// <summary>UIN and password of a pre-login check are right.</summary>
    PreLoginReply = 0x0032,

    /// <summary>NEW_USER_UIN: the number of a new user.</summary>
    NewUserUin = 0x0046,

    /// <summary>LOGIN_REPLY: the session has begun.</summary>
    LoginReply = 0x005A,

    /// <summary>The login was refused.</summary>
    WrongPassword = 0x0064,

    /// <summary>USER_ONLINE: a contact has logged in, or was online already.</summary>
    UserOnline = 0x006E,

    /// <summary>USER_OFFLINE: a contact has logged off.</summary>
    UserOffline = 0x0078,

    /// <summary>QUERY_REPLY: the answer to QUERY_SERVERS or QUERY_ADDONS. No source knows its layout.</summary>
    QueryReply = 0x0082,

    /// <summary>USER_FOUND: a hit of a search.</summary>
    UserFound = 0x008C,

    /// <summary>END_OF_SEARCH: no more hits follow.</summary>
    EndOfSearch = 0x00A0,

    /// <summary>NEW_USER_REPLY: NEW_USER_INFO is done.</summary>
    NewUserReply = 0x00B4,

    /// <summary>NEW_USER_INFO has failed.</summary>
    NewUserInfoFailed = 0x00BE,

    /// <summary>UPDATE_EXT_REPLY: UPDATE_EXT_INFO is done.</summary>
    UpdateExtReply = 0x00C8,

    /// <summary>UPDATE_EXT_INFO has failed.</summary>
    UpdateExtFailed = 0x00D2,

    /// <summary>RECEIVE_MESSAGE: a message that was stored.</summary>
    ReceiveMessage = 0x00DC,

    /// <summary>REPLY_X2: all stored messages have been sent.</summary>
    OfflineMessagesDone = 0x00E6,

    /// <summary>The server knows no session of the sender.</summary>
    NotConnected = 0x00F0,

    /// <summary>The server is busy; try again later.</summary>
    Busy = 0x00FA,

    /// <summary>A message from somebody who is online now; the specification lacks it.</summary>
    OnlineMessage = 0x0104,

    /// <summary>INFO_REPLY: a user's basic information.</summary>
    InfoReply = 0x0118,

    /// <summary>EXT_INFO_REPLY: a user's extended information.</summary>
    ExtInfoReply = 0x0122,

    /// <summary>Nobody has this UIN.</summary>
    InvalidUin = 0x012C,

    /// <summary>CHANGE_PASSWORD is done. Only servers of later versions send it.</summary>
    PasswordChanged = 0x0140,

    /// <summary>STATUS_UPDATE: a contact has another status.</summary>
    StatusUpdate = 0x01A4,

    /// <summary>SYSTEM_MESSAGE: a message with a button. No source knows its layout.</summary>
    SystemMessage = 0x01C2,

    /// <summary>UPDATE_REPLY: UPDATE_INFO is done.</summary>
    UpdateReply = 0x01E0,

    /// <summary>UPDATE_INFO has failed.</summary>
    UpdateFailed = 0x01EA,

    /// <summary>The authorization mode is set. Only servers of later versions send it.</summary>
    AuthorizationModeChanged = 0x01F4,

    /// <summary>Several packets in one. Only servers of later versions send it.</summary>
    MultiplePackets = 0x0212,

    /// <summary>REPLY_X1: the presence of all contacts has been told.</summary>
    ContactListDone = 0x021C,
}
