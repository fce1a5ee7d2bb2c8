using System.Reflection;
using System.Runtime.Loader;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Scripting.Running;

/// <summary>
/// The code of one script file in memory, shared by all bots that use the file; each start has variables of its own. Disposing it
/// unloads the code as soon as nobody holds a handler, or an exception that came from one, any more.
/// </summary>
public sealed class LoadedScript : IDisposable
{
    /// <summary>The class that the compiler makes of a script.</summary>
    internal const string ClassName = "Script";

    private readonly ScriptLoadContext _context;
    private Func<object?[], Task<object>>? _run;

    /// <summary>Loads a compiled script without running any of it.</summary>
    public LoadedScript(ScriptImage image)
    {
        Path = image.Path;
        _context = new ScriptLoadContext(image.Path);
        using var assembly = new MemoryStream(image.Assembly);
        using var symbols = new MemoryStream(image.Symbols);

        // Roslyn gives the class of a script one static method that makes an instance and runs the top-level code.
        _run = _context.LoadFromStream(assembly, symbols)
            .GetType(ClassName, throwOnError: true)!
            .GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object>>>();
    }

    /// <summary>The script's path as it was given to the compiler.</summary>
    public string Path { get; }

    /// <summary>TEMP</summary>
    public static int AliveContexts => 0;

    /// <summary>TEMP</summary>
    public IEnumerable<string>? Files => _run is null ? null : null;

    /// <summary>TEMP</summary>
    public bool IsUpToDate() => _run is null;

    /// <summary>Runs the top-level code with globals of another class than scripts have.</summary>
    internal Task RunAsync(object globals)
    {
        ObjectDisposedException.ThrowIf(_run is null, this);
        return _run([globals, null]);
    }

    /// <summary>
    /// Runs the top-level code for a bot and returns what it has registered. The code runs where the caller runs: up to its first await
    /// before this method returns, the rest on the caller's scheduler. What it throws comes out of the task, and what it has begun ends.
    /// </summary>
    public async Task<ScriptInstance> StartAsync(IScriptBot bot, IScriptEnvironment environment)
    {
        ObjectDisposedException.ThrowIf(_run is null, this);
        var stopping = CancellationTokenSource.CreateLinkedTokenSource(bot.Stopping);
        var script = new BotScript(bot, environment, Path, stopping.Token);
        var instance = new ScriptInstance(Path, script.Handlers, stopping);
        try
        {
            // Slot 0 holds the globals; the script puts itself into slot 1.
            await _run([script, null]);
            return instance;
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of the code. Handlers that still run are not disturbed; no bot can be started any more.</summary>
    public void Dispose()
    {
        if (_run is not null)
        {
            _run = null;
            _context.Unload();
        }
    }
}

/// <summary>Holds one script's assembly; everything else is the host's, so that both mean the same types.</summary>
internal sealed class ScriptLoadContext(string name) : AssemblyLoadContext(name, isCollectible: true)
{
    protected override Assembly? Load(AssemblyName assemblyName) =>
        GetLoadContext(typeof(BotScript).Assembly)?.LoadFromAssemblyName(assemblyName);
}
