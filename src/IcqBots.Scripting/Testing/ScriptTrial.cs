using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Testing;

/// <summary>Starts scripts on stages, to see whether they start: without a network, with a clock that stands still, within the limits of handlers.</summary>
/// <param name="services">What the host lends to stages.</param>
public sealed class ScriptTrial(StageServices services) : IDisposable
{
    private readonly ScriptWatch _watch = new(TimeProvider.System);

    /// <summary>Runs the top-level code of a script for a bot, and none of the handlers that it registers.</summary>
    public async Task<ScriptTrialResult> StartAsync(LoadedScript script, StageRole role)
    {
        await using var stage = new Stage(services, script, _watch);
        try
        {
            return new ScriptTrialResult(await stage.TryAsync(role), Mistake: null, Missed: null);
        }
        catch (Exception e)
        {
            var fault = ScriptFault.From(e, script.Path);
            return stage.Missed is { } missed
                ? new ScriptTrialResult([], Mistake: null, $"{fault.Place}: the start needs {missed}, which is not tried here")
                : new ScriptTrialResult([], e is ScriptTestException ? $"{fault.Place}: {fault.Message}" : fault.ToString(), Missed: null);
        }
    }

    /// <summary>Ends the watch over the scripts.</summary>
    public void Dispose() => _watch.Dispose();
}

/// <summary>How a script has started on a stage.</summary>
/// <param name="Commands">The commands that it has registered.</param>
/// <param name="Mistake">Why it does not start, with file and line; null where it does.</param>
/// <param name="Missed">Why nobody knows whether it starts; null where it is known.</param>
public sealed record ScriptTrialResult(IReadOnlyList<Command> Commands, string? Mistake, string? Missed);
