namespace IcqBots.Client;

/// <summary>A login did not succeed.</summary>
public sealed class LoginException(SessionEnd reason) : IOException(Describe(reason))
{
    /// <summary>Why not.</summary>
    public SessionEnd Reason => reason;

    private static string Describe(SessionEnd reason) => reason switch
    {
        SessionEnd.WrongPassword => "the server refused the UIN and password",
        SessionEnd.Busy => "the server is busy",
        SessionEnd.ForcedOffline => "the server sent us away",
        SessionEnd.NoAnswer => "the server does not answer",
        _ => "the session ended during the login",
    };
}
