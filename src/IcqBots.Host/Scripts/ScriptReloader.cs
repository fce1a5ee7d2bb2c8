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
    private readonly SemaphoreSlim _reloading = new(1, 1);
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
        if (bots.Values.Any(bot => bot.Entry.Scripts.Any(pattern => pattern.Matches(file))) || Files().Any(each => library.FilesOf(each).Contains(path)))
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
        await _reloading.WaitAsync(cancellationToken);
        try
        {
            var results = await ComeAndGoAsync();
            var files = Files().Where(file => target is null || IsMeant(file, target)).ToList();
            foreach (var file in files.Where(file => results.All(result => result.Script != file.Name)))
            {
                results.Add(await ReloadAsync(file));
            }

            return results;
        }
        finally
        {
            _reloading.Release();
        }
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

        await _reloading.WaitAsync();
        try
        {
            var results = await ComeAndGoAsync();
            var affected = Files()
                .Where(file => results.All(result => result.Script != file.Name))
                .Where(file => library.FilesOf(file).Intersect(touched).Any() && library.HasChanged(file))
                .ToList();
            foreach (var file in affected)
            {
                await ReloadAsync(file);
            }
        }
        catch (Exception e)
        {
            LogFailed(log, e);
        }
        finally
        {
            _reloading.Release();
        }
    }

    /// <summary>Starts the scripts that patterns find now and did not find before, and ends those that are gone.</summary>
    private async Task<List<ReloadResult>> ComeAndGoAsync()
    {
        var results = new List<ReloadResult>();
        foreach (var bot in bots.Values)
        {
            var (before, now) = (bot.Versions.Files, bot.Entry.ScriptFiles());
            foreach (var gone in before.Except(now))
            {
                await bot.Versions.RemoveAsync(gone);
                LogGone(bot.Log, gone.Name);
                results.Add(new ReloadResult(gone.Name, [bot.Name], TimeSpan.Zero, []));
            }
        }

        foreach (var come in bots.Values.SelectMany(bot => bot.Entry.ScriptFiles().Except(bot.Versions.Files)).Distinct().ToList())
        {
            results.Add(await ReloadAsync(come));
        }

        foreach (var unused in library.Known.Except(Files()).ToList())
        {
            library.Forget(unused);
        }

        return results;
    }

    private async Task<ReloadResult> ReloadAsync(ScriptFile file)
    {
        var began = time.GetTimestamp();
        var users = bots.Values.Where(bot => bot.Entry.ScriptFiles().Contains(file)).ToList();
        var before = library.Loaded(file);
        IReadOnlyList<string> mistakes;
        try
        {
            var code = await Task.Run(() => library.Reload(file));
            var outcomes = await Task.WhenAll(users.Select(async bot => (Bot: bot, Mistakes: await bot.Versions.StartAsync(file, () => code))));
            mistakes = [.. outcomes.SelectMany(outcome => outcome.Mistakes).Distinct()];
            foreach (var (bot, own) in outcomes.Where(outcome => outcome.Mistakes.Count > 0))
            {
                Tell(bot, file, own, "does not start");
            }

            if (mistakes.Count == 0)
            {
                // Where a bot goes on with it, it must stay able to load what it needs.
                before?.Dispose();
                await Task.WhenAll(users.Select(bot => bot.CheckScriptsAsync()));
            }
        }
        catch (ScriptCompilationException e)
        {
            mistakes = e.Mistakes;
            foreach (var bot in users)
            {
                Tell(bot, file, mistakes, "does not compile");
            }
        }

        var took = time.GetElapsedTime(began);
        if (mistakes.Count == 0)
        {
            LogLive(log, file.Name, string.Join(", ", users.Select(bot => bot.Name)), (int)took.TotalMilliseconds, LoadedScript.AliveContexts);
        }

        return new ReloadResult(file.Name, [.. users.Select(bot => bot.Name)], took, mistakes);
    }

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
