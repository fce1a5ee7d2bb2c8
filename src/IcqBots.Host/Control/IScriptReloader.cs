namespace IcqBots.Host.Control;

/// <summary>Loads scripts anew while their bots stay online.</summary>
internal interface IScriptReloader
{
    /// <summary>Puts the present versions of scripts live, whether their files have changed or not.</summary>
    /// <param name="target">The name of a bot (all of its scripts), or of a script as <c>ScriptFile.Name</c> has it; null for all scripts.</param>
    /// <param name="cancellationToken">Gives up; a script that is being switched over is switched over.</param>
    /// <returns>What came of each script; nothing where no bot and no script has that name.</returns>
    Task<IReadOnlyList<ReloadResult>> ReloadAsync(string? target, CancellationToken cancellationToken);
}

/// <summary>What came of loading a script anew.</summary>
/// <param name="Script">The script's name.</param>
/// <param name="Bots">The names of the bots that it serves.</param>
/// <param name="Took">From the beginning until the new version was live.</param>
/// <param name="Mistakes">Why the old version goes on, as <c>file:line:column: …</c>; empty when the new one is live.</param>
internal sealed record ReloadResult(string Script, IReadOnlyList<string> Bots, TimeSpan Took, IReadOnlyList<string> Mistakes);
