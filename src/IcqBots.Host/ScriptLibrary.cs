using IcqBots.Host.Configuration;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Host;

/// <summary>The scripts of bots.yaml: each file is compiled and loaded once, however many bots use it.</summary>
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
                _scripts[file.Path] = script = new Lazy<LoadedScript>(() => new LoadedScript(_compiler.CompileFile(file.Name)));
            }
        }

        return script.Value;
    }

    /// <summary>Unloads all scripts.</summary>
    public void Dispose()
    {
        foreach (var script in _scripts.Values.Where(script => script.IsValueCreated))
        {
            script.Value.Dispose();
        }
    }
}
