using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scripts;

/// <summary>Tells the <see cref="ScriptReloader"/> what changes in the folders of the scripts.</summary>
internal sealed partial class ScriptWatcher : IDisposable
{
    private readonly ScriptReloader _reloader;
    private readonly ScriptLibrary _library;
    private readonly ILogger _log;
    private readonly Lock _lock = new();

    /// <summary>By folder, and whether its files matter or only the folders in it.</summary>
    private readonly Dictionary<(string Folder, bool HasFiles), FileSystemWatcher> _watchers = [];
    private bool _isDisposed;

    /// <summary>Watches from now on.</summary>
    public ScriptWatcher(ScriptReloader reloader, ScriptLibrary library, ILogger log)
    {
        _reloader = reloader;
        _library = library;
        _log = log;
        _library.Changed += Update;
        _reloader.ReloadingByHand += RenewAll;
        Update();
    }

    /// <summary>Watches no more.</summary>
    public void Dispose()
    {
        _library.Changed -= Update;
        _reloader.ReloadingByHand -= RenewAll;
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var watcher in _watchers.Values)
            {
                watcher.Dispose();
            }
        }
    }

    /// <summary>A folder is another than before: its watchers see nothing any more, and its files may hold something else.</summary>
    private void Renew(string moved)
    {
        var below = Path.EndsInDirectorySeparator(moved) ? moved : moved + Path.DirectorySeparatorChar;
        if (!_reloader.Folders.Any(IsMoved))
        {
            return;
        }

        lock (_lock)
        {
            foreach (var key in _watchers.Keys.Where(key => IsMoved(key.Folder)).ToList())
            {
                _watchers.Remove(key, out var watcher);
                watcher!.Dispose();
            }
        }

        Update();
        _reloader.TouchAll(IsMoved);

        bool IsMoved(string folder) => folder == moved || folder.StartsWith(below, StringComparison.Ordinal);
    }

    /// <summary>Makes every watcher anew: somebody who reloads by hand may do so because changes were not seen.</summary>
    private void RenewAll()
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers.Values)
            {
                watcher.Dispose();
            }

            _watchers.Clear();
        }

        Update();
    }

    /// <summary>Watches what is not watched yet, and lets go of what need not be watched any more.</summary>
    private void Update()
    {
        // A folder that came just before the one above it was watched is found the next time.
        while (TryUpdate())
        {
        }
    }

    /// <summary>False when there was nothing new to watch.</summary>
    private bool TryUpdate()
    {
        var hasNew = false;
        var folders = _reloader.Folders;
        var wanted = folders.Where(Directory.Exists).Select(folder => (Folder: folder, HasFiles: true))
            .Concat(folders.SelectMany(Above).Select(folder => (Folder: folder, HasFiles: false)))
            .ToHashSet();
        lock (_lock)
        {
            foreach (var gone in _watchers.Keys.Except(wanted).ToList())
            {
                _watchers.Remove(gone, out var watcher);
                watcher!.Dispose();
            }

            foreach (var key in wanted.Where(key => !_isDisposed && !_watchers.ContainsKey(key)))
            {
                if (Watch(key.Folder, key.HasFiles) is { } watcher)
                {
                    _watchers.Add(key, watcher);
                    hasNew = true;
                }
            }
        }

        return hasNew;
    }

    /// <summary>
    /// The folders in which a folder can be replaced, or come: those between it and the folder of bots.yaml, at least the nearest that
    /// exists.
    /// </summary>
    private IEnumerable<string> Above(string folder)
    {
        var isNearest = true;
        for (var above = Path.GetDirectoryName(folder); above is not null; above = Path.GetDirectoryName(above))
        {
            if (!Directory.Exists(above))
            {
                continue;
            }

            if (!isNearest && !(above + Path.DirectorySeparatorChar).StartsWith(_library.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                yield break;
            }

            isNearest = false;
            yield return above;
        }
    }

    private FileSystemWatcher? Watch(string folder, bool hasFiles)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder);
            if (hasFiles)
            {
                watcher.NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size;
                watcher.Changed += (_, change) => _reloader.Touch(change.FullPath);
                watcher.Created += (_, change) => _reloader.Touch(change.FullPath);
                watcher.Deleted += (_, change) => _reloader.Touch(change.FullPath);
                watcher.Renamed += (_, change) =>
                {
                    _reloader.Touch(change.OldFullPath);
                    _reloader.Touch(change.FullPath);
                };
            }
            else
            {
                watcher.NotifyFilter = NotifyFilters.DirectoryName;
                watcher.Created += (_, change) => Renew(change.FullPath);
                watcher.Deleted += (_, change) => Renew(change.FullPath);
                watcher.Renamed += (_, change) =>
                {
                    Renew(change.OldFullPath);
                    Renew(change.FullPath);
                };
            }

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
