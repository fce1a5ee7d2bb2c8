namespace IcqBots.Scripting.Running;

/// <summary>One handler with the event that it shall handle: what the host runs on the bot's script thread.</summary>
/// <param name="Instance">The script that has registered it; null only where a test made it.</param>
/// <param name="Place">Where it was registered, as <c>scripts/echo.csx:12</c>.</param>
/// <param name="Run">Runs it, on the caller's scheduler.</param>
/// <param name="TimeLimit">What it may run itself, if it has a limit of its own.</param>
public sealed record HandlerRun(ScriptInstance? Instance, string Place, Func<Task> Run, TimeSpan? TimeLimit = null)
{
    /// <summary>True when it is only for people who were named, so that others may want to pass for them.</summary>
    public bool NeedsProof { get; init; }
}
