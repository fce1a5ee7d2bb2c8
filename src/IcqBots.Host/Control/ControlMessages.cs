namespace IcqBots.Host.Control;

/// <summary>What a program asks of the running host.</summary>
/// <param name="Command">The name of an <see cref="IControlCommand"/>.</param>
/// <param name="Target">What it is about: the name of a bot or of a script; null for everything.</param>
public sealed record ControlRequest(string Command, string? Target = null);

/// <summary>Where a conversation with the host stands: the host waits for a line, or it has ended.</summary>
/// <param name="Prompt">What to show a person before the next line; null when the conversation has ended.</param>
/// <param name="ExitCode">How it has ended, as the program's exit code; null when the host waits for a line.</param>
public sealed record ControlTurn(string? Prompt, int? ExitCode);

/// <summary>How far something is that takes long.</summary>
public sealed record ControlProgress
{
    /// <summary>So much is done.</summary>
    public int Done { get; init; }

    /// <summary>Of so much.</summary>
    public int Total { get; init; }

    /// <summary>So much of it in vain.</summary>
    public int Failed { get; init; }
}

/// <summary>The next line for the host.</summary>
/// <param name="Text">The line; null when there are no more.</param>
internal sealed record ControlInput(string? Text = null);

/// <summary>Something that the host says: a line, or where the conversation stands.</summary>
internal sealed record ControlReply
{
    public string? Line { get; init; }

    public bool IsError { get; init; }

    public string? Prompt { get; init; }

    public ControlProgress? Progress { get; init; }

    public int? ExitCode { get; init; }
}

/// <summary>Exit codes that commands answer, as the program has them.</summary>
internal static class ControlExit
{
    public const int Ok = 0;

    public const int Failure = 1;

    public const int Mistake = 2;
}
