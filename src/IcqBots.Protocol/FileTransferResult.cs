namespace IcqBots.Protocol;

/// <summary>How a file that was offered has ended.</summary>
public enum FileTransferOutcome
{
    /// <summary>The other side has taken all of it.</summary>
    Taken,

    /// <summary>The other side did not want it.</summary>
    Refused,

    /// <summary>It has ended on the way: the other side has stopped it, has gone, or has taken nothing any more.</summary>
    Stopped,
}

/// <summary>What has become of files that were offered.</summary>
/// <param name="Outcome">How it has ended.</param>
/// <param name="Files">The names of those that the other side has taken to their end.</param>
/// <param name="Reason">What the other side says to a refusal, or why it was stopped; may be empty.</param>
public sealed record FileTransferResult(FileTransferOutcome Outcome, IReadOnlyList<string> Files, string Reason)
{
    /// <summary>True when the other side has taken all of it.</summary>
    public bool IsTaken => Outcome == FileTransferOutcome.Taken;
}
