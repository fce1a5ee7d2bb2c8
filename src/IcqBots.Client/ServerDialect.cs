namespace IcqBots.Client;

/// <summary>What kind of server it is: the two differ in what they do with packets that they understand alike.</summary>
public enum ServerDialect
{
    /// <summary>The original server, and those that behave like it, the embedded one too: duplicates are filtered, answers repeated.</summary>
    Mirabilis,

    /// <summary>
    /// Open OSCAR Server: it executes a repeated packet twice, never repeats an answer, takes B_MESSAGE_ACK for a log-off, keeps only the
    /// last contact packet, and may crash at EXT_INFO_REQ for a UIN that does not exist.
    /// </summary>
    OpenOscar,
}
