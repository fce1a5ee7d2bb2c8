namespace IcqBots.Client;

/// <summary>Why a session ended, or did not begin.</summary>
public enum SessionEnd
{
    /// <summary>We logged off.</summary>
    LoggedOff,

    /// <summary>The server does not answer any more.</summary>
    NoAnswer,

    /// <summary>The server knows no such session (00F0): it was restarted, or somebody else logged in with the UIN.</summary>
    NotConnected,

    /// <summary>The server sent us away (0028).</summary>
    ForcedOffline,

    /// <summary>The server is busy (00FA).</summary>
    Busy,

    /// <summary>The server refused UIN and password (0064).</summary>
    WrongPassword,
}
