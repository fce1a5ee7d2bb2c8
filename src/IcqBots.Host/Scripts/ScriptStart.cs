namespace IcqBots.Host.Scripts;

/// <summary>What came of starting a version of a script.</summary>
/// <param name="Mistakes">What prevented it; none where it runs, or where a newer version came first.</param>
/// <param name="BeforeEnded">Ends when the version before it has ended, a few seconds after the new one took over at the most.</param>
internal sealed record ScriptStart(IReadOnlyList<string> Mistakes, Task BeforeEnded)
{
    /// <summary>True when a newer version came, or the file went, before this one had started.</summary>
    public bool IsOutdated { get; init; }
}
