using IcqBots.Host.Codes;
using IcqBots.Host.Configuration;
using IcqBots.Host.Journal;
using IcqBots.Host.Scheduling;
using IcqBots.Host.Traces;
using IcqBots.Scripting;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;
using IcqBots.Storage;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scripts;

/// <summary>What the scripts of all bots of a host share.</summary>
internal sealed class ScriptServices(
    BotsFile file, ScriptSchedules schedules, IReadOnlyDictionary<string, IScriptBot> bots, TimeProvider time, ILogger log)
    : IDisposable
{
    private readonly Lazy<BotDatabase> _database = new(() => HostDatabase.Open(file, time, log));

    private readonly Lazy<TraceBook> _traces = new(() => TraceBook.Open(file.DataFolder, file.Traces, file.Retention.Age, time, log));

    /// <summary>What the bots keep; opened when it is used first.</summary>
    /// <exception cref="IOException">It was written by a newer program.</exception>
    public BotDatabase Database => _database.Value;

    /// <summary>Explains what the bots do.</summary>
    public TraceBook Traces => _traces.Value;

    /// <summary>Looks at the one-time codes of admins.</summary>
    public CodeDesk Codes { get; } = new(time, log);

    /// <summary>What the paths of scripts are relative to: the folder of bots.yaml.</summary>
    public string Folder => file.Folder;

    /// <summary>The code.</summary>
    public ScriptLibrary Library { get; } = new(
        file.Folder, new ScriptCache(file.Folder, Path.Combine(file.DataFolder, "scripts"), time, log));

    /// <summary>The schedules that scripts make.</summary>
    public ScriptSchedules Schedules { get; } = schedules;

    /// <summary>Sees to it that no script runs for ever.</summary>
    public ScriptWatch Watch { get; } = new(time);

    /// <summary>All bots by name.</summary>
    public IReadOnlyDictionary<string, IScriptBot> Bots { get; } = bots;

    /// <summary>Fetches from the web. A name that moves to another address is followed within five minutes.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = 16 * 1024 * 1024,
        DefaultRequestHeaders = { { "User-Agent", "IcqBots" } },
    };

    /// <summary>Fetches the texts of broadcasts: from where bots.yaml says, or a few steps away where that address says so.</summary>
    public HttpClient Texts { get; } = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxAutomaticRedirections = 5,
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "IcqBots" } },
    };

    /// <summary>What the last run of the host has left over.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public UnfinishedJournal Unfinished => field ??= Database.LoadUnfinished();

    /// <summary>Whether messages are kept at all.</summary>
    public bool KeepsMessages => file.Durability != Durability.None;

    /// <summary>What one script of one bot keeps.</summary>
    public IScriptStore StoreOf(string bot, string script) => new SqliteScriptStore(Database, bot, script);

    /// <summary>Ends everything that is shared.</summary>
    public void Dispose()
    {
        Http.Dispose();
        Texts.Dispose();
        Watch.Dispose();
        Library.Dispose();
        if (_database.IsValueCreated)
        {
            _database.Value.Dispose();
        }

        if (_traces.IsValueCreated)
        {
            _traces.Value.Dispose();
        }
    }
}
