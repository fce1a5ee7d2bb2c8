using IcqBots.Host.Configuration;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Host.Scripts;

/// <summary>The code of the scripts: each file is compiled and loaded once, however many bots use it.</summary>
internal sealed class ScriptLibrary(string folder) : IDisposable
{
    private readonly ScriptCompiler _compiler = new(folder);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lazy<LoadedScript>> _scripts = [];
    private readonly Dictionary<string, ScriptFile> _files = [];

    /// <summary>Raised when the files that scripts are made of may be others than before.</summary>
    public event Action? Changed;

    /// <summary>The script, compiled at the first call for its file.</summary>
    /// <exception cref="ScriptCompilationException">It does not compile, or cannot be read. Later calls throw the same.</exception>
    public LoadedScript Load(ScriptFile file)
    {
        Lazy<LoadedScript>? script;
        lock (_lock)
        {
            if (!_scripts.TryGetValue(file.Path, out script))
            {
                _scripts[file.Path] = script = New(file);
                _files[file.Path] = file;
            }
        }

        return script.Value;
    }

    /// <summary>Compiles the file as it is now. What was loaded before is the caller's to dispose, when no bot needs it any more.</summary>
    /// <exception cref="ScriptCompilationException">It does not compile, or cannot be read; what was loaded before stays.</exception>
    public LoadedScript Reload(ScriptFile file)
    {
        var script = New(file);
        _ = script.Value;
        lock (_lock)
        {
            _scripts[file.Path] = script;
            _files[file.Path] = file;
        }

        return script.Value;
    }

    /// <summary>The files that are loaded.</summary>
    public IReadOnlyList<ScriptFile> Known
    {
        get
        {
            lock (_lock)
            {
                return [.. _files.Values];
            }
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

    /// <summary>The absolute paths of the files that a script is made of: of its newest version that has compiled.</summary>
    public IEnumerable<string> FilesOf(ScriptFile file) => Loaded(file)?.Files ?? [file.Path];

    /// <summary>True when one of the files that a script is made of is another than when it was loaded.</summary>
    public bool HasChanged(ScriptFile file) => Loaded(file)?.IsUpToDate() != true;

    /// <summary>Lets go of a file that is used no more.</summary>
    public void Forget(ScriptFile file)
    {
        Lazy<LoadedScript>? script;
        lock (_lock)
        {
            _scripts.Remove(file.Path, out script);
            _files.Remove(file.Path);
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

            _scripts.Clear();
        }
    }

    private Lazy<LoadedScript> New(ScriptFile file) => new(() => new LoadedScript(_compiler.CompileFile(file.Name)));

    private static void Dispose(Lazy<LoadedScript>? script)
    {
        if (script is { IsValueCreated: true })
        {
            script.Value.Dispose();
        }
    }
}
