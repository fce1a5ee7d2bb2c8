using IcqBots.Host.Configuration;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Host.Scripts;

/// <summary>The code of the scripts: each file is compiled and loaded once, however many bots use it.</summary>
/// <param name="folder">What the paths of scripts are relative to.</param>
/// <param name="cache">Keeps what was compiled; null: everything is compiled.</param>
internal sealed class ScriptLibrary(string folder, ScriptCache? cache = null) : IDisposable
{
    private readonly Lazy<ScriptCompiler> _compiler = new(() => new ScriptCompiler(folder));
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lazy<LoadedScript>> _scripts = [];
    private readonly Dictionary<string, ScriptFile> _files = [];

    /// <summary>By path: what some bot may still run though there is something newer.</summary>
    private readonly Dictionary<string, List<LoadedScript>> _old = [];

    /// <summary>By path: the scripts whose newest version does not compile, and the files that may mend it.</summary>
    private readonly Dictionary<string, string[]> _broken = [];

    /// <summary>What the paths of scripts are relative to.</summary>
    public string Folder => folder;

    /// <summary>Raised when the files that scripts are made of may be others than before.</summary>
    public event Action? Changed;

    /// <summary>The script, compiled at the first call for its file.</summary>
    /// <exception cref="ScriptCompilationException">It does not compile, or cannot be read. Later calls throw the same.</exception>
    public LoadedScript Load(ScriptFile file)
    {
        Lazy<LoadedScript>? script;
        bool isNew;
        lock (_lock)
        {
            isNew = !_scripts.TryGetValue(file.Path, out script);
            if (script is null)
            {
                _scripts[file.Path] = script = New(file);
                _files[file.Path] = file;
            }
        }

        if (!isNew)
        {
            return script.Value;
        }

        try
        {
            return Compile(file, script);
        }
        finally
        {
            Changed?.Invoke();
        }
    }

    /// <summary>Compiles the file as it is now. What was loaded before stays until <see cref="LetGo"/>.</summary>
    /// <exception cref="ScriptCompilationException">It does not compile, or cannot be read; what was loaded before stays.</exception>
    public LoadedScript Reload(ScriptFile file)
    {
        var script = New(file);
        try
        {
            var loaded = Compile(file, script);
            lock (_lock)
            {
                if (Loaded(file) is { } old)
                {
                    _old.TryAdd(file.Path, []);
                    _old[file.Path].Add(old);
                }

                _scripts[file.Path] = script;
                _files[file.Path] = file;
            }

            return loaded;
        }
        finally
        {
            // Only now FilesOf tells what the new version is made of.
            Changed?.Invoke();
        }
    }

    /// <summary>Lets go of the former versions of a script that no bot needs any more.</summary>
    public void LetGo(ScriptFile file, Func<LoadedScript, bool> isUsed)
    {
        lock (_lock)
        {
            _old.GetValueOrDefault(file.Path)?.RemoveAll(old =>
            {
                if (!isUsed(old))
                {
                    old.Dispose();
                    return true;
                }

                return false;
            });
        }
    }

    /// <summary>True when some script is made of this file, or would be if it compiled.</summary>
    public bool Needs(string path)
    {
        lock (_lock)
        {
            return _broken.Values.Any(files => files.Contains(path)) || _files.Values.Any(file => FilesOf(file).Contains(path));
        }
    }

    /// <summary>What is loaded of a file, if anything.</summary>
    public LoadedScript? Loaded(ScriptFile file)
    {
        lock (_lock)
        {
            return _scripts.GetValueOrDefault(file.Path) is { IsValueCreated: true } script ? script.Value : null;
        }
    }

    /// <summary>The absolute paths of the files that a script is made of, also of a version that does not compile.</summary>
    public IEnumerable<string> FilesOf(ScriptFile file)
    {
        lock (_lock)
        {
            return _broken.TryGetValue(file.Path, out var files) ? files : Loaded(file)?.Files ?? [file.Path];
        }
    }

    /// <summary>True when one of the files that a script is made of is another than when it was loaded, or when it did not compile.</summary>
    public bool HasChanged(ScriptFile file)
    {
        lock (_lock)
        {
            return _broken.ContainsKey(file.Path) || Loaded(file)?.IsUpToDate() != true;
        }
    }

    /// <summary>Lets go of a file that is used no more.</summary>
    public void Forget(ScriptFile file)
    {
        Lazy<LoadedScript>? script;
        lock (_lock)
        {
            _scripts.Remove(file.Path, out script);
            _files.Remove(file.Path);
            _broken.Remove(file.Path);
            _old.Remove(file.Path, out var old);
            old?.ForEach(each => each.Dispose());
        }

        Dispose(script);
    }

    /// <summary>Unloads all scripts.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var script in _scripts.Values)
            {
                Dispose(script);
            }

            foreach (var old in _old.Values.SelectMany(old => old))
            {
                old.Dispose();
            }

            _scripts.Clear();
            _old.Clear();
        }
    }

    private LoadedScript Compile(ScriptFile file, Lazy<LoadedScript> script)
    {
        try
        {
            var loaded = script.Value;
            lock (_lock)
            {
                _broken.Remove(file.Path);
            }

            return loaded;
        }
        catch (ScriptCompilationException e)
        {
            lock (_lock)
            {
                _broken[file.Path] = [.. e.Files.Select(path => Path.GetFullPath(path, folder))];
            }

            throw;
        }
    }

    private Lazy<LoadedScript> New(ScriptFile file) => new(() =>
    {
        var script = new LoadedScript(cache is null ? _compiler.Value.CompileFile(file.Name) : cache.Load(file.Name, () => _compiler.Value));
        script.FilesChanged += () => Changed?.Invoke();
        return script;
    });

    private static void Dispose(Lazy<LoadedScript>? script)
    {
        if (script is { IsValueCreated: true })
        {
            script.Value.Dispose();
        }
    }
}
