namespace IcqBots.Protocol.FromServer;

/// <summary>The COMMAND codes of packets from the server to a client, with their names in the 0.91 specification if any.</summary>
public enum ServerCommand : ushort
{
    /// <summary>ACK: acknowledges a packet of the client.</summary>
    Ack = 0x000A,

    /// <summary>Go away: the server ends the session.</summary>
    ForcedOffline = 0x0028,

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

    /// <summary>STATUS_UPDATE: a contact has another status.</summary>
    StatusUpdate = 0x01A4,

    /// <summary>REPLY_X1: the presence of all contacts has been told.</summary>
    ContactListDone = 0x021C,
}
