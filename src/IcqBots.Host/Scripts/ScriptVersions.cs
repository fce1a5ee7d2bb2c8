using System.Collections.Concurrent;
using System.Collections.Immutable;
using IcqBots.Host.Configuration;
using IcqBots.Host.Scheduling;
using IcqBots.Scripting;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Host.Scripts;

/// <summary>
/// Brings the versions of one bot's scripts to life and to their end: a new one takes over when it has started, and where it does not start
/// the one before goes on.
/// </summary>
internal sealed class ScriptVersions(
    IScriptBot bot,
    BotEntry entry,
    BotScripts scripts,
    HandlerRunner runner,
    Func<ScriptFile, IScriptStore> storeOf,
    ScriptJobs jobs,
    ScriptSchedules schedules)
{
    /// <summary>How long the top-level code of a script, and what it waits for, may take.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);

    /// <summary>How long OnStart may keep the bot's first messages waiting, and OnStop its end.</summary>
    private static readonly TimeSpan HandlerTime = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _allRunning = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<ScriptFile, Slot> _slots = [];
    private readonly ConcurrentDictionary<ScriptInstance, LoadedScript> _codes = [];

    /// <summary>Those whose OnStart has been run. This and the next are touched on the script thread only.</summary>
    private readonly HashSet<ScriptInstance> _begun = [];
    private bool _hasBegun;
    private ImmutableHashSet<ScriptFile> _files = [];

    /// <summary>The scripts that were started, or that were tried and did not start.</summary>
    public IReadOnlySet<ScriptFile> Files => _files;

    /// <summary>Ends when every script of the bot has started, which may be now.</summary>
    public Task AllRunning => _allRunning.Task;

    /// <summary>A script that is about to be started counts among <see cref="Files"/>.</summary>
    public void Expect(ScriptFile file) => ImmutableInterlocked.Update(ref _files, files => files.Add(file));

    /// <summary>
    /// Starts a script, or replaces it by a new version; a version that is starting is given up. The task ends when the new one has taken
    /// over, or will not.
    /// </summary>
    public async Task<ScriptStart> StartAsync(ScriptFile file, Func<LoadedScript> load)
    {
        Expect(file);
        var slot = _slots.GetOrAdd(file, _ => new Slot());
        var givenUp = new CancellationTokenSource();
        slot.GiveUp(givenUp);
        await slot.Gate.WaitAsync();
        try
        {
            givenUp.Token.ThrowIfCancellationRequested();
            var code = slot.Starting = load();
            var environment = new BotEnvironment(file, entry, storeOf(file), jobs.Of(file.Name), schedules, runner.RunAsync, bot.Log);
            var after = await StartAsync(file, code, environment, givenUp);
            if (!slot.TryKeep(givenUp))
            {
                await DisposeAsync(after);
                return new ScriptStart([], Task.CompletedTask) { IsOutdated = true };
            }

            _codes[after] = code;
            var before = Running(file);
            await scripts.SwapAsync(before, after, [.. entry.ScriptFiles().Select(each => each.Name)]);
            var isLate = await runner.InvokeAsync(() =>
            {
                environment.Activate();
                return _hasBegun && _begun.Add(after);
            });
            slot.HasFailed = false;
            CheckAllRunning();
            return new ScriptStart([], Task.WhenAll(isLate ? RunAsync(after.Handlers.ForStart()) : Task.CompletedTask, StopAsync(before)));
        }
        catch (Exception e) when (bot.Stopping.IsCancellationRequested || (e is OperationCanceledException && givenUp.IsCancellationRequested))
        {
            // The host takes the code away while the bot stops.
            return new ScriptStart([], Task.CompletedTask) { IsOutdated = true };
        }
        catch (Exception e)
        {
            slot.HasFailed = true;
            return new ScriptStart(e is ScriptCompilationException compiling ? compiling.Mistakes : [ScriptFault.From(e, file.Name).ToString()], Task.CompletedTask);
        }
        finally
        {
            slot.Starting = null;
            slot.Gate.Release();
        }
    }

    /// <summary>True when the newest version of it did not start, be it for something outside of the script.</summary>
    public bool HasFailed(ScriptFile file) => _slots.GetValueOrDefault(file) is { HasFailed: true };

    /// <summary>True when a version with this code runs, is starting or is about to end.</summary>
    public bool Uses(LoadedScript code) => _slots.Values.Any(slot => slot.Starting == code) || _codes.Values.Contains(code);

    /// <summary>True when some version of it runs.</summary>
    public bool IsRunning(ScriptFile file) => Running(file) is not null;

    /// <summary>Takes away a script whose file is gone; the task that comes out ends when the script has ended.</summary>
    public async Task<Task> RemoveAsync(ScriptFile file)
    {
        ImmutableInterlocked.Update(ref _files, files => files.Remove(file));
        var slot = _slots.GetOrAdd(file, _ => new Slot());
        slot.GiveUp(null);
        await slot.Gate.WaitAsync();
        try
        {
            var before = Running(file);
            slot.HasFailed = false;
            await scripts.SwapAsync(before, null, [.. scripts.Running.Select(script => script.Path)]);
            CheckAllRunning();
            return StopAsync(before);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>
    /// Runs what the scripts registered with OnStart; the task ends with the last of it, or after a few seconds. From now on a new version's
    /// OnStart runs before it takes over.
    /// </summary>
    public async Task BeginAsync() => await RunAsync(await runner.InvokeAsync(() =>
    {
        _hasBegun = true;
        return scripts.Running.Where(_begun.Add).SelectMany(script => script.Handlers.ForStart()).ToList();
    }));

    /// <summary>Runs what the scripts registered with OnStop, and ends them; takes a few seconds at the most.</summary>
    public async Task StopAllAsync()
    {
        await Task.WhenAll(scripts.Running.Select(StopAsync));
    }

    private ScriptInstance? Running(ScriptFile file) => scripts.Running.FirstOrDefault(script => script.Path == file.Name);

    private async Task<ScriptInstance> StartAsync(
        ScriptFile file, LoadedScript code, BotEnvironment environment, CancellationTokenSource givenUp)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bot.Stopping, givenUp.Token);
        var starting = runner.RunAsync(() => code.StartAsync(bot, environment, givenUp.Token), file.Name);
        ScriptInstance instance;
        try
        {
            instance = await starting.WaitAsync(StartTime, bot.Clock, either.Token);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !starting.IsCompleted)
        {
            // Should it come to its end after all, nobody wants it any more.
            _ = DisposeLateAsync(starting);
            either.Token.ThrowIfCancellationRequested();
            _ = givenUp.CancelAsync();
            throw new TimeoutException(
                $"the script has not started within {StartTime.TotalSeconds} s; what waits for people or for the login belongs into a handler", e);
        }

        try
        {
            if (await runner.InvokeAsync(() => _hasBegun && _begun.Add(instance)))
            {
                foreach (var run in instance.Handlers.ForStart())
                {
                    await runner.RunOrThrowAsync(run).WaitAsync(StartTime, bot.Clock, either.Token);
                }
            }
        }
        catch
        {
            await DisposeAsync(instance);
            throw;
        }

        return instance;
    }

    private async Task StopAsync(ScriptInstance? script)
    {
        if (script is not null)
        {
            await RunAsync(script.Handlers.ForStop());
            await DisposeAsync(script);
            _codes.TryRemove(script, out _);
        }
    }

    private async Task DisposeLateAsync(Task<ScriptInstance> starting)
    {
        try
        {
            await DisposeAsync(await starting);
        }
        catch (Exception e) when (e is OperationCanceledException || bot.Stopping.IsCancellationRequested)
        {
            // It has noticed that it was given up, or that the host takes its code away.
        }
        catch (Exception e)
        {
            runner.LogFault(e, "the start of a script");
        }
    }

    private Task DisposeAsync(ScriptInstance script) => runner.InvokeAsync(() =>
    {
        _begun.Remove(script);
        script.Dispose();
    });

    private async Task RunAsync(IEnumerable<HandlerRun> runs) =>
        await Task.WhenAny(Task.WhenAll(runs.Select(runner.RunAsync)), Task.Delay(HandlerTime, bot.Clock, CancellationToken.None));

    /// <summary>Ends <see cref="AllRunning"/> where every script of the bot runs.</summary>
    public void CheckAllRunning()
    {
        var running = scripts.Running.Select(script => script.Path).ToHashSet();
        if (entry.ScriptFiles().All(file => running.Contains(file.Name)))
        {
            _allRunning.TrySetResult();
        }
    }

    /// <summary>The place of one script, in which its versions follow each other.</summary>
    private sealed class Slot
    {
        private CancellationTokenSource? _newest;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public LoadedScript? Starting { get; set; }

        public bool HasFailed { get; set; }

        /// <summary>False when it was given up, or is being so; from now on it cannot be.</summary>
        public bool TryKeep(CancellationTokenSource started) => Interlocked.CompareExchange(ref _newest, null, started) == started;

        /// <summary>What is starting, or waits for that, has come too late. What a script does then, nobody waits for.</summary>
        public void GiveUp(CancellationTokenSource? newer) => _ = Interlocked.Exchange(ref _newest, newer)?.CancelAsync();
    }
}
