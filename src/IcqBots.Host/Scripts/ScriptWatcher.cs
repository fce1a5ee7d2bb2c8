using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scripts;

/// <summary>Tells the <see cref="ScriptReloader"/> what changes in the folders of the scripts.</summary>
internal sealed partial class ScriptWatcher : IDisposable
{
    private readonly ScriptReloader _reloader;
    private readonly ScriptLibrary _library;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FileSystemWatcher> _watchers = [];
    private bool _isDisposed;

    /// <summary>Watches from now on.</summary>
    public ScriptWatcher(ScriptReloader reloader, ScriptLibrary library, ILogger log)
    {
        _reloader = reloader;
        _library = library;
        _log = log;
        _library.Changed += Update;
        Update();
    }

    /// <summary>Watches no more.</summary>
    public void Dispose()
    {
        _library.Changed -= Update;
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var watcher in _watchers.Values)
            {
                watcher.Dispose();
            }
        }
    }

    private void Update()
    {
        var folders = _reloader.Folders;
        lock (_lock)
        {
            foreach (var gone in _watchers.Keys.Except(folders).ToList())
            {
                _watchers.Remove(gone, out var watcher);
                watcher!.Dispose();
            }

            foreach (var folder in folders.Where(folder => !_isDisposed && !_watchers.ContainsKey(folder) && Directory.Exists(folder)))
            {
                if (Watch(folder) is { } watcher)
                {
                    _watchers.Add(folder, watcher);
                }
            }
        }
    }

    private FileSystemWatcher? Watch(string folder)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Changed += (_, change) => _reloader.Touch(change.FullPath);
            watcher.Created += (_, change) => _reloader.Touch(change.FullPath);
            watcher.Deleted += (_, change) => _reloader.Touch(change.FullPath);
            watcher.Renamed += (_, change) =>
            {
                _reloader.Touch(change.OldFullPath);
                _reloader.Touch(change.FullPath);
            };
            watcher.Error += (_, error) => LogNotWatched(_log, folder, error.GetException().Message);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            LogNotWatched(_log, folder, e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Changes in {Folder} may not be seen ({Reason}); icqbots reload puts them live")]
    private static partial void LogNotWatched(ILogger log, string folder, string reason);
}
