using IcqBots.Scripting.Running;
using IcqBots.Testing;

namespace IcqBots.Scripting.Tests;

/// <summary>A script of one bot on its script thread, by a clock that the test advances.</summary>
internal sealed class GuardedScript : IDisposable
{
    private readonly ScriptWatch _watch;
    private readonly LoadedScript _script;
    private ScriptInstance? _instance;

    public GuardedScript(string text)
        : this(LoadedScriptTests.Load(text))
    {
    }

    public GuardedScript(LoadedScript script)
    {
        _watch = new ScriptWatch(Clock);
        Thread = new ScriptThread(_watch);
        _script = script;
    }

    public ManualTimeProvider Clock { get; } = new();

    public ScriptThread Thread { get; }

    public RecordingBot Bot { get; } = new();

    public ScriptLimits Limits { get; init; } = ScriptLimits.Default;

    public async Task<ScriptInstance> StartAsync() =>
        _instance ??= await AdvanceAsync(
            Thread.RunAsync(() => _script.StartAsync(Bot, new RecordingEnvironment()), Limits, _script.Path));

    /// <summary>Starts the script if need be, and runs its handlers for a message while time goes by.</summary>
    public async Task HearAsync(string text = "hi")
    {
        var instance = await StartAsync();
        await AdvanceAsync(Thread.RunAsync(
            async () =>
            {
                await Bot.HearAsync(instance, 1001, text);
                return true;
            },
            Limits,
            "scripts/test.csx:1"));
    }

    /// <summary>What stops the script's handler, as the host shows it.</summary>
    public async Task<string> FaultAsync()
    {
        var exception = await Assert.ThrowsAsync<ScriptStoppedException>(() => HearAsync());
        return ScriptFault.From(exception, "scripts/test.csx").ToString();
    }

    public void Dispose()
    {
        _instance?.Dispose();
        _script.Dispose();
        _watch.Dispose();
    }

    // Half of a second at a time, as a handler that the machine keeps waiting for a moment is not to be stopped for it.
    public Task<T> AdvanceAsync<T>(Task<T> task) => Clock.AdvanceUntilAsync(task, TimeSpan.FromMilliseconds(20), TimeSpan.FromDays(1));
}
