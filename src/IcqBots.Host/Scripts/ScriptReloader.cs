using System.Collections.Concurrent;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scripts;

/// <summary>
/// Puts new versions of scripts live while the bots stay online: those whose files have changed, have come or have gone, or those that
/// somebody names. A version that does not compile or start is reported, and the one before goes on.
/// </summary>
internal sealed partial class ScriptReloader(
    IReadOnlyDictionary<string, Bot> bots, ScriptLibrary library, TimeProvider time, ILogger log) : IScriptReloader, IDisposable
{
    /// <summary>A file that is being saved gets several writes; this long after the last one it is read.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    /// <summary>Where the writes do not end, files are read all the same, so long after the first.</summary>
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Lock _beginning = new();

    /// <summary>Versions of a script are compiled, and begin to start, in the order of their saves.</summary>
    private readonly ConcurrentDictionary<ScriptFile, SemaphoreSlim> _gates = [];
    private readonly HashSet<string> _touched = [];
    private ITimer? _timer;
    private long _firstTouch;

    /// <summary>Raised before somebody's reload begins.</summary>
    public event Action? ReloadingByHand;

    /// <summary>The folders in which a change may matter.</summary>
    public IReadOnlySet<string> Folders => bots.Values
        .SelectMany(bot => bot.Entry.Scripts.Select(pattern => pattern.Folder))
        .Concat(Files().SelectMany(library.FilesOf).Select(path => Path.GetDirectoryName(path)!))
        .ToHashSet();

    /// <summary>
    /// Says that a file may have changed, come or gone. If it matters to a script, what has is reloaded when no more is said for a moment.
    /// </summary>
    public void Touch(string path)
    {
        var file = new FileInfo(path);
        if (bots.Values.Any(bot => bot.Entry.Scripts.Any(pattern => pattern.Matches(file))) || library.Needs(path))
        {
            Touch([path]);
        }
    }

    /// <summary>Says that all files in certain folders may have changed, come or gone.</summary>
    public void TouchAll(Func<string, bool> isMeant) =>
        Touch(Files().SelectMany(library.FilesOf).Where(path => isMeant(Path.GetDirectoryName(path)!)));

    private void Touch(IEnumerable<string> paths)
    {
        lock (_lock)
        {
            if (_touched.Count == 0)
            {
                _firstTouch = time.GetTimestamp();
            }

            _touched.UnionWith(paths);
            _timer ??= time.CreateTimer(_ => _ = ReloadTouchedAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var rest = MaxPause - time.GetElapsedTime(_firstTouch);
            _timer.Change(rest < Pause ? TimeSpan.FromTicks(Math.Max(rest.Ticks, 0)) : Pause, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReloadResult>> ReloadAsync(string? target, CancellationToken cancellationToken)
    {
        ReloadingByHand?.Invoke();
        var reloads = await Task.WhenAll(Begin(file => target is null || IsMeant(file, target), _ => true)).WaitAsync(cancellationToken);
        await Task.WhenAll(reloads.Select(reload => reload.Ended)).WaitAsync(cancellationToken);
        return [.. reloads.Select(reload => reload.Result)];
    }

    /// <summary>Nothing is reloaded any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
        }
    }

    private async Task ReloadTouchedAsync()
    {
        string[] touched;
        lock (_lock)
        {
            touched = [.. _touched];
            _touched.Clear();
        }

        try
        {
            await Task.WhenAll(Begin(file => library.FilesOf(file).Intersect(touched).Any(), file => library.HasChanged(file) || HasFailed(file)));
        }
        catch (Exception e)
        {
            LogFailed(log, e);
        }
    }

    /// <summary>
    /// Begins to start the scripts that patterns find now and did not find before, to end those that are gone, and to reload those that are
    /// meant and, when it is their turn, need it. None waits for another: each may take long.
    /// </summary>
    private List<Task<(ReloadResult Result, Task Ended)>> Begin(Func<ScriptFile, bool> isMeant, Func<ScriptFile, bool> needsIt)
    {
        lock (_beginning)
        {
            var gone = bots.Values
                .SelectMany(bot => bot.Versions.Files.Except(bot.Entry.ScriptFiles()).Select(file => RemoveAsync(bot, file)))
                .ToList();
            var meant = Files().Where(isMeant).ToHashSet();
            foreach (var bot in bots.Values)
            {
                foreach (var come in bot.Entry.ScriptFiles().Except(bot.Versions.Files))
                {
                    bot.Versions.Expect(come);
                    meant.Add(come);
                }
            }

            return [.. gone, .. meant.Select(file => ReloadAsync(file, needsIt))];
        }
    }

    private async Task<(ReloadResult Result, Task Ended)> RemoveAsync(Bot bot, ScriptFile file)
    {
        var ended = await bot.Versions.RemoveAsync(file);
        LogGone(bot.Log, file.Name);
        return (new ReloadResult(file.Name, [bot.Name], TimeSpan.Zero, []), ForgetAsync());

        async Task ForgetAsync()
        {
            await ended;
            await GateOf(file).WaitAsync();
            if (!Files().Contains(file))
            {
                library.Forget(file);
            }

            GateOf(file).Release();
        }
    }

    private async Task<(ReloadResult Result, Task Ended)> ReloadAsync(ScriptFile file, Func<ScriptFile, bool> needsIt)
    {
        var began = time.GetTimestamp();
        var users = bots.Values.Where(bot => bot.Entry.ScriptFiles().Contains(file)).ToList();
        List<(Bot Bot, Task<ScriptStart> Start)> starting;
        await GateOf(file).WaitAsync();
        try
        {
            if (!needsIt(file))
            {
                // What was saved is what somebody's reload has just loaded.
                return (Result([]), Task.CompletedTask);
            }

            var code = await Task.Run(() => library.Reload(file));
            starting = [.. users.Select(bot => (bot, bot.Versions.StartAsync(file, () => code)))];
        }
        catch (ScriptCompilationException e)
        {
            foreach (var bot in users)
            {
                Tell(bot, file, e.Mistakes, "does not compile");
            }

            return (Result(e.Mistakes), Task.CompletedTask);
        }
        finally
        {
            GateOf(file).Release();
        }

        var starts = await Task.WhenAll(starting.Select(each => each.Start));
        var mistakes = starts.SelectMany(start => start.Mistakes).Distinct().ToList();
        foreach (var (bot, start) in starting.Zip(starts, (each, start) => (each.Bot, start)).Where(each => each.start.Mistakes.Count > 0))
        {
            Tell(bot, file, start.Mistakes, "does not start");
        }

        if (starts.Any(start => start.IsOutdated))
        {
            mistakes.Add($"{file.Name}: a newer version came before this one had started");
        }

        var result = Result(mistakes);
        if (mistakes.Count == 0)
        {
            await Task.WhenAll(users.Select(bot => bot.CheckScriptsAsync()));
            LogLive(log, file.Name, string.Join(", ", result.Bots), (int)result.Took.TotalMilliseconds, LoadedScript.AliveContexts);
        }

        return (result, LetGoAsync());

        ReloadResult Result(IReadOnlyList<string> mistakes) =>
            new(file.Name, [.. users.Select(bot => bot.Name)], time.GetElapsedTime(began), mistakes);

        async Task LetGoAsync()
        {
            // Where a bot goes on with an old version, that must stay able to load what it needs.
            await Task.WhenAll(starts.Select(start => start.BeforeEnded));
            library.LetGo(file, code => bots.Values.Any(bot => bot.Versions.Uses(code)));
        }
    }

    private SemaphoreSlim GateOf(ScriptFile file) => _gates.GetOrAdd(file, _ => new SemaphoreSlim(1, 1));

    private bool HasFailed(ScriptFile file) => bots.Values.Any(bot => bot.Versions.HasFailed(file));

    private static void Tell(Bot bot, ScriptFile file, IReadOnlyList<string> mistakes, string what) => bot.Owners.Tell(
        $"{file.Name} {what}; {(bot.Versions.IsRunning(file) ? "the version before goes on" : "the bot goes without it")}:\n{string.Join('\n', mistakes)}");

    private HashSet<ScriptFile> Files() => [.. bots.Values.SelectMany(bot => bot.Entry.ScriptFiles())];

    private bool IsMeant(ScriptFile file, string target) =>
        bots.TryGetValue(target, out var bot) ? bot.Entry.ScriptFiles().Contains(file)
        : file.Name == target || Path.GetFileName(file.Name) == target || Path.GetFileNameWithoutExtension(file.Name) == target;

    [LoggerMessage(LogLevel.Information, "{Script} is live in {Bots} ({Milliseconds} ms; versions in memory: {Contexts})")]
    private static partial void LogLive(ILogger log, string script, string bots, int milliseconds, int contexts);

    [LoggerMessage(LogLevel.Information, "{Script} is gone, and what it did ends")]
    private static partial void LogGone(ILogger log, string script);

    [LoggerMessage(LogLevel.Error, "Scripts could not be reloaded")]
    private static partial void LogFailed(ILogger log, Exception exception);
}
