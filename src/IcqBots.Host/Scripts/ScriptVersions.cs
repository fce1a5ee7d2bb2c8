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
    ScriptSchedules schedules)
    : IDisposable
{
    /// <summary>How long the top-level code of a script, and what it waits for, may take.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);

    /// <summary>How long OnStart may keep the bot's first messages waiting, and OnStop its end.</summary>
    private static readonly TimeSpan HandlerTime = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly TaskCompletionSource _allRunning = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableHashSet<ScriptFile> _files = [];
    private bool _hasBegun;

    /// <summary>The scripts that were started, or that were tried and did not start.</summary>
    public IReadOnlySet<ScriptFile> Files => _files;

    /// <summary>Ends when every script of the bot has started, which may be now.</summary>
    public Task AllRunning => _allRunning.Task;

    /// <summary>Starts a script, or replaces it by a new version; the mistakes that prevented it, none where it runs.</summary>
    public async Task<IReadOnlyList<string>> StartAsync(ScriptFile file, Func<LoadedScript> load)
    {
        await _changing.WaitAsync();
        try
        {
            _files = _files.Add(file);
            var environment = new BotEnvironment(file, entry, storeOf(file), schedules, runner.RunAsync, bot.Log);
            var after = await StartAsync(file, load(), environment);
            var before = scripts.Running.FirstOrDefault(script => script.Path == file.Name);
            await scripts.SwapAsync(before, after, [.. entry.ScriptFiles().Select(each => each.Name)]);
            await runner.InvokeAsync(environment.Activate);
            await StopAsync(before);
            CheckAllRunning();
            return [];
        }
        catch (ScriptCompilationException e)
        {
            return e.Mistakes;
        }
        catch (OperationCanceledException) when (bot.Stopping.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception e)
        {
            return [ScriptFault.From(e, file.Name).ToString()];
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>True when some version of it runs.</summary>
    public bool IsRunning(ScriptFile file) => scripts.Running.Any(script => script.Path == file.Name);

    /// <summary>Ends a script whose file is gone.</summary>
    public async Task RemoveAsync(ScriptFile file)
    {
        await _changing.WaitAsync();
        try
        {
            var before = scripts.Running.FirstOrDefault(script => script.Path == file.Name);
            _files = _files.Remove(file);
            await scripts.SwapAsync(before, null, [.. scripts.Running.Select(script => script.Path)]);
            await StopAsync(before);
            CheckAllRunning();
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Runs what the scripts registered with OnStart; the task ends with the last of it, or after a few seconds. From now on a new version's
    /// OnStart runs before it takes over.
    /// </summary>
    public async Task BeginAsync()
    {
        await _changing.WaitAsync();
        _hasBegun = true;
        _changing.Release();
        await RunAsync(scripts.Running.SelectMany(script => script.Handlers.ForStart()));
    }

    /// <summary>Runs what the scripts registered with OnStop, and ends them; takes a few seconds at the most.</summary>
    public async Task StopAllAsync()
    {
        await Task.WhenAll(scripts.Running.Select(StopAsync));
    }

    /// <summary>Nothing can be started any more.</summary>
    public void Dispose() => _changing.Dispose();

    private async Task<ScriptInstance> StartAsync(ScriptFile file, LoadedScript code, BotEnvironment environment)
    {
        var starting = runner.RunAsync(() => code.StartAsync(bot, environment), file.Name);
        ScriptInstance instance;
        try
        {
            instance = await starting.WaitAsync(StartTime, bot.Clock, bot.Stopping);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !starting.IsCompleted)
        {
            // Should it come to its end after all, nobody wants it any more.
            _ = DisposeLateAsync(starting);
            bot.Stopping.ThrowIfCancellationRequested();
            throw new TimeoutException(
                $"the script has not started within {StartTime.TotalSeconds} s; what waits for people or for the login belongs into a handler", e);
        }

        if (_hasBegun)
        {
            try
            {
                foreach (var run in instance.Handlers.ForStart())
                {
                    await runner.RunOrThrowAsync(run).WaitAsync(StartTime, bot.Clock);
                }
            }
            catch
            {
                await DisposeAsync(instance);
                throw;
            }
        }

        return instance;
    }

    private async Task StopAsync(ScriptInstance? script)
    {
        if (script is not null)
        {
            await RunAsync(script.Handlers.ForStop());
            await DisposeAsync(script);
        }
    }

    private async Task DisposeLateAsync(Task<ScriptInstance> starting)
    {
        try
        {
            await DisposeAsync(await starting);
        }
        catch (Exception e)
        {
            runner.LogFault(e, "the start of a script");
        }
    }

    private Task DisposeAsync(ScriptInstance script) => runner.InvokeAsync(script.Dispose);

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
}
