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
            }
        }

        return script.Value;
    }

    /// <summary>Compiles the file as it is now. What was loaded before starts no more; where it runs, it goes on.</summary>
    /// <exception cref="ScriptCompilationException">It does not compile, or cannot be read; what was loaded before stays.</exception>
    public LoadedScript Reload(ScriptFile file)
    {
        var script = New(file);
        _ = script.Value;
        Lazy<LoadedScript>? before;
        lock (_lock)
        {
            _scripts.Remove(file.Path, out before);
            _scripts[file.Path] = script;
        }

        Dispose(before);
        return script.Value;
    }

    /// <summary>Lets go of a file that is used no more.</summary>
    public void Forget(ScriptFile file)
    {
        Lazy<LoadedScript>? script;
        lock (_lock)
        {
            _scripts.Remove(file.Path, out script);
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
