using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Host.Journal;
using IcqBots.Host.Scheduling;
using IcqBots.Host.Scripts;
using IcqBots.Host.Traces;
using IcqBots.Scripting;
using IcqBots.Storage;
using IcqBots.Transport;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace IcqBots.Host;

/// <summary>Starts all bots of bots.yaml, and stops them.</summary>
public sealed partial class BotFleet : IHostedService, IScriptRepl, IAsyncDisposable
{
    /// <summary>Logins under way at one server at a time: a server that has just come back is not flooded.</summary>
    private const int LoginsAtATime = 32;

    private readonly BotsFile _file;
    private readonly EmbeddedServer _server;
    private readonly INetwork _network;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;
    private readonly Dictionary<string, Bot> _bots = [];
    private readonly Dictionary<string, IScriptBot> _identities = [];
    private readonly ScriptServices _scripts;
    private readonly ScriptReloader _reloader;
    private ScriptWatcher? _watcher;
    private JournalDesk? _journal;
    private bool _isStopped;

    /// <summary>A fleet that is not started.</summary>
    public BotFleet(BotsFile file, EmbeddedServer server, INetwork network, ISchedulerFactory schedulers, TimeProvider time, ILoggerFactory logs)
    {
        _file = file;
        _server = server;
        _network = network;
        _time = time;
        _logs = logs;
        _scripts = new ScriptServices(
            file, new ScriptSchedules(schedulers, file.Calendars, time), _identities, time, logs.CreateLogger("IcqBots.Scripts"));
        _reloader = new ScriptReloader(_bots, _scripts.Library, time, logs.CreateLogger("IcqBots.Scripts"));
    }

    /// <summary>The bots by name, in the order of bots.yaml.</summary>
    internal IReadOnlyDictionary<string, Bot> Bots => _bots;

    /// <summary>The messages that were given up.</summary>
    internal JournalDesk Journal => LazyInitializer.EnsureInitialized(ref _journal, () => new JournalDesk(_scripts.Database, _bots));

    /// <summary>Explains what the bots do.</summary>
    internal TraceBook Traces => _scripts.Traces;

    /// <summary>What the bots keep.</summary>
    internal BotDatabase Database => _scripts.Database;

    /// <summary>Ends when everything that was to be kept until now is in the file, or cannot be written now.</summary>
    internal Task FlushAsync() => _scripts.Database.FlushAsync();

    /// <summary>Puts new versions of scripts live.</summary>
    internal IScriptReloader Reloader => _reloader;

    /// <inheritdoc/>
    IReplSession? IScriptRepl.Open(string bot) => _bots.GetValueOrDefault(bot)?.OpenRepl();

    /// <summary>Starts every bot and returns at once; each logs in when it can.</summary>
    /// <exception cref="IOException">What the bots keep was written by a newer program.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = _scripts.Unfinished;
        var gates = new Dictionary<ServerAddress, SemaphoreSlim>();
        foreach (var entry in _file.Bots)
        {
            var address = _file.ServerOf(entry);
            if (!gates.TryGetValue(address, out var gate))
            {
                gates[address] = gate = new SemaphoreSlim(LoginsAtATime, LoginsAtATime);
            }

            var server = address.IsEmbedded && _server.LoopbackEndPoint is { } local ? ServerAddress.At(local) : address;
            var folders = new BotFolders(_file.Folder, Path.Combine(_file.DataFolder, "files", entry.Name));
            var log = _logs.CreateLogger($"IcqBots.Bot.{entry.Name}");
            var bot = new Bot(entry, server, folders, _scripts, gate, _network, _time, log);
            _bots.Add(entry.Name, bot);
            _identities.Add(entry.Name, bot);
        }

        foreach (var bot in _bots.Values)
        {
            bot.Start();
        }

        _watcher = new ScriptWatcher(_reloader, _scripts.Library, _logs.CreateLogger("IcqBots.Scripts"));
        return Task.CompletedTask;
    }

    /// <summary>True when the bot of that name is online now.</summary>
    public bool IsOnline(string name) => _bots.GetValueOrDefault(name) is { IsOnline: true };

    /// <summary>Ends when every bot has been online; bots that cannot log in keep it waiting.</summary>
    public Task AllOnlineAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_bots.Values.Select(bot => bot.OnlineAsync(cancellationToken)));

    /// <summary>Stops every bot: handlers end, bots log off. Bots that have not ended when the token is cancelled are left behind.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _watcher?.Dispose();
        _reloader.Dispose();
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        var stopping = Task.WhenAll(_bots.Values.Select(bot => bot.DisposeAsync().AsTask()));
        try
        {
            await stopping.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogLeftBehind(_logs.CreateLogger<BotFleet>());
        }
        finally
        {
            // The journal is written and closed, whatever else hangs.
            _scripts.Dispose();
        }
    }

    /// <summary>Like <see cref="StopAsync"/>, for a host whose start failed.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    [LoggerMessage(LogLevel.Warning, "A bot did not stop in time")]
    private static partial void LogLeftBehind(ILogger log);
}
