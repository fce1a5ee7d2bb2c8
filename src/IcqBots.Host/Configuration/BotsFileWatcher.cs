using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Configuration;

/// <summary>
/// Sees to it that nobody waits for what they have changed in bots.yaml: the host reads the file when it starts, and only then. When it is
/// saved, the log says so, with the mistakes that it has now.
/// </summary>
internal sealed partial class BotsFileWatcher(BotsFile file, TimeProvider time, ILoggerFactory logs) : IHostedService, IDisposable
{
    /// <summary>A file that is being saved gets several writes; this long after the last one it is read.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ILogger _log = logs.CreateLogger("IcqBots.Host");
    private readonly Lock _lock = new();
    private readonly byte[] _atStart = Read(file.Path);
    private byte[] _last = [];
    private FileSystemWatcher? _watcher;
    private ITimer? _timer;

    /// <summary>What there is to say about the file as it is now; nothing while it is as the host has read it.</summary>
    public IReadOnlyList<string> Notes()
    {
        if (Read(file.Path).AsSpan().SequenceEqual(_atStart))
        {
            return [];
        }

        var name = Path.GetFileName(file.Path);
        var mistakes = BotsFileReader.Read(file.Path, Environment.GetEnvironmentVariable).Mistakes;
        return mistakes.Count == 0
            ? [$"{name} has changed: restart icqbots to use it"]
            : [$"{name} has changed, and would not start now:", .. mistakes.Select(mistake => $"{mistake with { File = name }}")];
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _last = _atStart;
        _timer = time.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            // All kinds of change: many editors write another file and give it the name.
            _watcher = new FileSystemWatcher(file.Folder, Path.GetFileName(file.Path));
            _watcher.Changed += (_, _) => Touch();
            _watcher.Created += (_, _) => Touch();
            _watcher.Renamed += (_, _) => Touch();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            LogNotWatched(_log, file.Path, e.Message);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Watches no more.</summary>
    public void Dispose()
    {
        _watcher?.Dispose();
        _timer?.Dispose();
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private void Touch() => _timer?.Change(Pause, Timeout.InfiniteTimeSpan);

    private void Tell()
    {
        lock (_lock)
        {
            var now = Read(file.Path);
            if (!now.AsSpan().SequenceEqual(_last))
            {
                _last = now;
                if (Notes() is { Count: > 0 } notes)
                {
                    LogChanged(_log, string.Join('\n', notes));
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Notes}")]
    private static partial void LogChanged(ILogger log, string notes);

    [LoggerMessage(LogLevel.Debug, "Changes of {Path} are not seen: {Reason}")]
    private static partial void LogNotWatched(ILogger log, string path, string reason);
}
