using System.Collections.Concurrent;
using System.Reflection;
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

    private static readonly List<WeakReference> _unloaded = [];

    private readonly IReadOnlyList<ScriptSettingsType> _settingsTypes;
    private readonly string _folder;
    private readonly IReadOnlyList<ScriptFileHash> _files;

    /// <summary>By absolute path: what it has read while it ran.</summary>
    private readonly ConcurrentDictionary<string, ScriptFileHash> _read = [];
    private ScriptLoadContext? _context;
    private Func<object?[], Task<object>>? _run;

    /// <summary>Loads a compiled script without running any of it.</summary>
    public LoadedScript(ScriptImage image)
    {
        Path = image.Path;
        _context = new ScriptLoadContext(image);
        using var assembly = new MemoryStream(image.Assembly);
        using var symbols = new MemoryStream(image.Symbols);

        // Roslyn gives the class of a script one static method that makes an instance and runs the top-level code.
        _run = _context.LoadFromStream(assembly, symbols)
            .GetType(ClassName, throwOnError: true)!
            .GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object>>>();
        _settingsTypes = image.SettingsTypes;
        _folder = image.Folder;
        _files = [.. image.Sources, .. image.Libraries];
    }

    /// <summary>
    /// How many scripts of this process were disposed and are still in memory: some handler, timer or cache holds them. Those that the next
    /// garbage collection takes count too.
    /// </summary>
    public static int AliveContexts
    {
        get
        {
            lock (_unloaded)
            {
                _unloaded.RemoveAll(context => !context.IsAlive);
                return _unloaded.Count;
            }
        }
    }

    /// <summary>The script's path as it was given to the compiler.</summary>
    public string Path { get; }

    /// <summary>The absolute paths of all files that it was made of, and of those that it has read with ReadYaml.</summary>
    public IEnumerable<string> Files => _files.Select(file => System.IO.Path.GetFullPath(file.Path, _folder)).Concat(_read.Keys).Distinct();

    /// <summary>Raised when it reads a file that was not among its files.</summary>
    public event Action? FilesChanged;

    /// <summary>True when these files hold what they held then.</summary>
    public bool IsUpToDate() => _files.Concat(_read.Values).All(file => file.IsUpToDate(_folder));

    /// <summary>Runs the top-level code with globals of another class than scripts have.</summary>
    internal Task RunAsync(object globals)
    {
        ObjectDisposedException.ThrowIf(_run is null, this);
        return _run([globals, null]);
    }

    /// <summary>
    /// The types that the script asks its settings for, without running it, and where, as <c>scripts/echo.csx:3:12</c>. They belong to the
    /// script: who keeps one keeps the script in memory.
    /// </summary>
    public IReadOnlyList<(Type Type, string Place)> SettingsTypes()
    {
        var context = _context;
        ObjectDisposedException.ThrowIf(context is null, this);
        return
        [
            .. _settingsTypes.Select(settings =>
                (Type.GetType(settings.Name, context.LoadFromAssemblyName, typeResolver: null, throwOnError: true)!, settings.Place)),
        ];
    }

    /// <summary>
    /// Runs the top-level code for a bot and returns what it has registered. The code runs where the caller runs: up to its first await
    /// before this method returns, the rest on the caller's scheduler. What it throws comes out of the task, and what it has begun ends.
    /// </summary>
    /// <param name="bot">Whom it serves.</param>
    /// <param name="environment">What it has for itself.</param>
    /// <param name="givenUp">Ends it before it has started: what it does from then on to the world throws.</param>
    public async Task<ScriptInstance> StartAsync(IScriptBot bot, IScriptEnvironment environment, CancellationToken givenUp = default)
    {
        ObjectDisposedException.ThrowIf(_run is null, this);
        var script = new BotScript(bot, environment, Path, Reads, givenUp);
        var instance = new ScriptInstance(Path, script.Handlers);
        _context?.Thread = ScriptSlice.OfThread.LastRun?.Thread;
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

    /// <summary>Notes a file before it is read, so that what is changed meanwhile counts as changed.</summary>
    private void Reads(string path)
    {
        var full = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "", path), _folder);
        var isNew = !_read.ContainsKey(full);
        _read[full] = ScriptFileHash.Of(full);
        if (isNew)
        {
            FilesChanged?.Invoke();
        }
    }

    /// <summary>Lets go of the code. Handlers that still run are not disturbed; no bot can be started any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _context, null) is not { } context)
        {
            return;
        }

        _run = null;
        lock (_unloaded)
        {
            _unloaded.RemoveAll(other => !other.IsAlive);
            _unloaded.Add(new WeakReference(context, trackResurrection: true));
        }

        context.Unload();
        JsonCaches.Clear();
    }
}
