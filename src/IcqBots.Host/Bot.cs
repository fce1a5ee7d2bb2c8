using IcqBots.Client;
using IcqBots.Host.Broadcasts;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Host.Journal;
using IcqBots.Host.Replies;
using IcqBots.Host.Scheduling;
using IcqBots.Host.Scripts;
using IcqBots.Host.Subscriptions;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host;

/// <summary>
/// One bot: its identity, its scripts, the loop that hands events to them and the loop that keeps it online. A fault in a script is
/// logged and goes no further.
/// </summary>
internal sealed partial class Bot : IScheduledBot, IAsyncDisposable
{
    private readonly BotEntry _entry;
    private readonly IcqClient _client;
    private readonly BotConnection _connection;
    private readonly TimeProvider _time;
    private readonly TimeZoneInfo _zone;
    private readonly BotScripts _scripts;
    private readonly ScriptServices _services;
    private readonly HandlerRunner _runner;
    private readonly BotJournal _journal;
    private readonly OwnStatus _status;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _haveStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    /// <summary>A bot that is not started.</summary>
    /// <param name="entry">Its mapping in bots.yaml.</param>
    /// <param name="server">Where its server is.</param>
    /// <param name="folders">Where it finds and keeps files.</param>
    /// <param name="services">What the bots share.</param>
    /// <param name="loginGate">Lets a limited number of bots log in to that server at a time.</param>
    /// <param name="network">The network.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">A log whose entries carry the bot's name.</param>
    public Bot(
        BotEntry entry,
        ServerAddress server,
        BotFolders folders,
        ScriptServices services,
        SemaphoreSlim loginGate,
        INetwork network,
        TimeProvider time,
        ILogger log)
    {
        _entry = entry;
        _time = time;
        _zone = entry.TimeZone ?? time.LocalTimeZone;
        Log = log;
        _journal = new BotJournal(
            entry.Name, services.Database, services.KeepsMessages, services.Unfinished, services.Traces, time, log);
        var contacts = new BotContacts(entry, services.Database);
        _client = new IcqClient(
            BotClientOptions.From(entry, server, contacts.Load(), person => Replies!.AwayTexts.ForAsync(person, Status)),
            network,
            time,
            log,
            _journal);
        _connection = new BotConnection(_client, entry.Uin, loginGate, _journal.BeginSession, time, log);
        _services = services;
        Owners = new BotOwners(entry.Admins, TellAsync, () => IsOnline, log);
        _runner = new HandlerRunner(this, new ScriptThread(services.Watch), entry.Limits, Owners);
        var nextSession = new NextSession(OnlineAsync, log, _stopping.Token);
        var access = new BotServerAccess(new ServerAccess(network, time, entry.Encoding), server);
        Outbox = new Outbox(entry.Name, services.Database, services.KeepsMessages, _client, nextSession, time, log, _stopping.Token);
        Client = new BotClient(_client, contacts, Nick, entry.Encoding, Outbox, access, folders, _runner);
        People = new People(entry.Name, services.Database, (uin, token) => _client.Users.SearchAsync(uin, token), time, log);
        Texts = new TemplateSource(this, entry, _zone, People, services.Database);
        Subscriptions = new BotSubscriptions(this, entry, Texts, services.Database, log);
        Broadcasts = BroadcastsOf(folders.Base);
        Replies = new BotReplies(this, entry, services.Database, Texts, _zone, CheckFor);
        _status = new OwnStatus(
            entry, _client, Replies.AwayTexts, Replies.Period, new ReplyStore(services.Database, entry.Name), services.Traces, time, log);
        IMessageWords[] words = entry.Subscriptions.Count == 0 ? [.. Replies.Words] : [.. Replies.Words, Subscriptions];
        _scripts = new BotScripts(this, entry.Encoding, folders, _runner, _journal, services.Traces, CheckFor, People, words, Replies);
        Jobs = new ScriptJobs(
            entry.Name, new JobStore(services.Database, entry.Name), _scripts.RunJobAsync, services.Schedules, services.Traces, time, log);
        Versions = new ScriptVersions(
            this, entry, _scripts, _runner, file => services.StoreOf(entry.Name, file.Name), Jobs, services.Schedules);
    }

    /// <inheritdoc/>
    public string Name => _entry.Name;

    /// <inheritdoc/>
    public Uin Uin => _entry.Uin;

    /// <inheritdoc/>
    public string Nick => _entry.Nick ?? _entry.Name;

    /// <inheritdoc/>
    public OnlineStatus Status => _client.Status;

    /// <inheritdoc/>
    /// <remarks>The one of bots.yaml is filled for the person whose message is being handled.</remarks>
    public string AwayMessage => Status.HasAwayMessage ? Replies.AwayTexts.For(MessageRun.Current?.From ?? Uin, Status) : "";

    /// <inheritdoc/>
    public IReadOnlyCollection<Contact> Contacts => [.. _client.Contacts.Select(contact => new Contact(contact.Uin, contact.Status))];

    /// <inheritdoc/>
    public TimeProvider Clock => _time;

    /// <inheritdoc/>
    public ILogger Log { get; }

    /// <inheritdoc/>
    public CancellationToken Stopping => _stopping.Token;

    /// <inheritdoc/>
    public IReadOnlyList<Uin> Admins => _entry.Admins;

    /// <inheritdoc/>
    public string CommandPrefix => _entry.CommandPrefix;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IScriptBot> Bots => _services.Bots;

    /// <inheritdoc/>
    public HttpClient Http => _services.Http;

    /// <inheritdoc/>
    public Random Random => Random.Shared;

    /// <inheritdoc/>
    public Task<IncomingMessage> AskAsync(Uin person, string question, TimeSpan limit, CancellationToken cancellationToken) =>
        _scripts.AskAsync(person, question, limit, cancellationToken);

    /// <inheritdoc/>
    public IScriptClient Client { get; }

    /// <summary>Its mapping in bots.yaml.</summary>
    public BotEntry Entry => _entry;

    /// <summary>The versions of its scripts.</summary>
    public ScriptVersions Versions { get; }

    /// <summary>What its scripts want done once.</summary>
    public ScriptJobs Jobs { get; }

    /// <summary>The messages that it sends.</summary>
    public Outbox Outbox { get; }

    /// <summary>What it answers by itself.</summary>
    public BotReplies Replies { get; }

    /// <summary>What it knows of people.</summary>
    public People People { get; }

    /// <summary>What is put into its texts.</summary>
    public TemplateSource Texts { get; }

    /// <summary>Who has subscribed to its lists.</summary>
    public BotSubscriptions Subscriptions { get; }

    /// <summary>What it sends to many.</summary>
    public BotBroadcasts Broadcasts { get; }

    /// <summary>Whom to tell what its scripts are up to.</summary>
    public BotOwners Owners { get; }

    /// <summary>Begins to evaluate lines with what the bot's scripts can call.</summary>
    /// <exception cref="IOException">The file for what lines keep cannot be opened.</exception>
    public IReplSession OpenRepl() => new BotRepl(this, _entry, _services, Jobs, _runner);

    /// <summary>Logs what the scripts cannot take in the bot's settings, or do not read, and the commands that nobody gets to.</summary>
    public async Task CheckScriptsAsync()
    {
        try
        {
            var inSettings = ScriptCheck.MistakesInSettings(_entry, _services.Library.Loaded);
            foreach (var mistake in inSettings.Concat(await _runner.InvokeAsync(_scripts.CommandsNeverReached)))
            {
                LogDoubtful(Log, mistake);
            }
        }
        catch (ObjectDisposedException)
        {
            // A new version has come meanwhile, with a check of its own.
        }
    }

    /// <summary>True while the bot is logged in.</summary>
    public bool IsOnline => _client.IsOnline;

    /// <summary>Ends when the bot is online, which may be now.</summary>
    public Task OnlineAsync(CancellationToken cancellationToken) => _connection.OnlineAsync(cancellationToken);

    /// <summary>
    /// Starts the scripts, then the loops; returns at once. A bot with a script that cannot be started stays offline, so that the
    /// server keeps its messages until the script is mended.
    /// </summary>
    public void Start()
    {
        Broadcasts.Load();
        _status.Begin();
        Replies.Begin(Status);
        Jobs.Load();
        _running = RunAsync(_stopping.Token);
    }

    /// <summary>Has a message handled again; ends when it waits for its turn.</summary>
    public Task HandleAgainAsync(Redelivery redelivery) => _scripts.HandleAgainAsync(redelivery);

    /// <inheritdoc/>
    /// <remarks>What is due while the bot starts waits until its scripts have, or cannot.</remarks>
    public async Task<HandlersEnd> RunScheduleAsync(string name, ScheduleArguments arguments)
    {
        await _haveStarted.Task;
        return await _scripts.RunScheduleAsync(name, arguments);
    }

    /// <inheritdoc/>
    /// <remarks>While the bot is offline, or when the session ends before the acknowledgement, the text waits for the next session.</remarks>
    public Task<SentMessage> SendAsync(OutgoingText message, CancellationToken cancellationToken) =>
        Outbox.SendAsync(message.To, MessageType.Text, _client.Split(message.Text), message, cancellationToken);

    /// <inheritdoc/>
    public Task<BroadcastResult> BroadcastAsync(IReadOnlyList<Uin> people, string text, CancellationToken cancellationToken) =>
        Broadcasts.SendAsync(people, text, cancellationToken);

    /// <inheritdoc/>
    public Task AddContactAsync(Uin uin, CancellationToken cancellationToken) => Client.AddContactAsync(uin, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveContactAsync(Uin uin, CancellationToken cancellationToken) => Client.RemoveContactAsync(uin, cancellationToken);

    /// <inheritdoc/>
    public Task<Broadcast> BroadcastAsync(BroadcastOrder order, CancellationToken cancellationToken) => Broadcasts.BeginAsync(order, cancellationToken);

    /// <inheritdoc/>
    public async Task ListedAsync(CancellationToken cancellationToken)
    {
        await OnlineAsync(cancellationToken);
        try
        {
            await _client.ListedAsync(cancellationToken);
        }
        catch (DeliveryException)
        {
            // The session has just ended; what it has told is known.
        }
    }

    /// <inheritdoc/>
    public async Task<string> FillAsync(TextTemplate text, Uin person, CancellationToken cancellationToken) =>
        text.Fill(await Texts.ForAsync(person, text, cancellationToken));

    /// <inheritdoc/>
    public Task SetStatusAsync(OnlineStatus status, string awayMessage, CancellationToken cancellationToken) =>
        _status.ChangeAsync(status, awayMessage, cancellationToken);

    /// <inheritdoc/>
    public Task SetStatusAsync(OnlineStatus status, TextTemplate? message, CancellationToken cancellationToken) =>
        _status.ChangeAsync(status, message, cancellationToken);

    /// <inheritdoc/>
    public Task HoldStatusAsync(OnlineStatus status, TextTemplate? message, TimeSpan length, string schedule, CancellationToken cancellationToken) =>
        _status.HoldAsync(status, message, length, schedule, cancellationToken);

    /// <summary>Lets handlers end, within the <see cref="StopTimes"/>, logs off and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        // What a script has registered for this moment may hang; nobody waits for it.
        _ = _stopping.CancelAsync();
        await _running;
        _status.Dispose();
        await _client.DisposeAsync();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        // Compiling takes a while; the other bots need not wait for it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            // The top-level code of a script may hang; stopping does not wait for it.
            await StartScriptsAsync().WaitAsync(cancellationToken);
            if (!Versions.AllRunning.IsCompleted)
            {
                _haveStarted.TrySetResult();
            }

            await Versions.AllRunning.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _haveStarted.TrySetResult();
            return;
        }

        Outbox.Resume(_services.Unfinished);
        Broadcasts.Resume();
        var handling = HandleEventsAsync();
        await _connection.StayOnlineAsync(cancellationToken);

        // What was acknowledged is handled, while the session is still there for the answers; the rest stays with the server.
        _client.StopReceiving();
        var end = new OrderlyEnd(_runner, _journal, Versions, _time, Log);
        await end.OfScriptsAsync(handling);
        await end.WithinAsync(Outbox.EmptyAsync(), StopTimes.LastWords);
        await _client.DisconnectAsync();
    }

    private async Task StartScriptsAsync()
    {
        var isGood = true;
        foreach (var file in _entry.ScriptFiles())
        {
            foreach (var mistake in (await Versions.StartAsync(file, () => _services.Library.Load(file))).Mistakes)
            {
                LogMistake(Log, mistake);
                isGood = false;
            }
        }

        Versions.CheckAllRunning();
        if (isGood)
        {
            await CheckScriptsAsync();
        }
        else
        {
            LogStaysOffline(Log);
        }
    }

    private async Task HandleEventsAsync()
    {
        await Versions.BeginAsync();
        _haveStarted.TrySetResult();
        Jobs.Begin();
        await _scripts.HandleAllAsync(_client);
    }

    private BotBroadcasts BroadcastsOf(string folder)
    {
        var store = new BroadcastStore(_entry.Name, _services.Database, _time);
        var audience = new AudienceReader(this, People, Subscriptions.SubscribersOf, folder);
        var pace = new SendingPace(_entry.Broadcasts.Rate, _entry.Broadcasts.Burst, _time);
        var sender = new BroadcastSender(this, _client, Outbox, store, People, Texts, pace, OnlineAsync, _zone);
        return new BotBroadcasts(this, _entry, store, audience, new BroadcastText(_services.Texts, folder, _time), sender);
    }

    /// <summary>What looks at the codes of a person; null where none are asked for.</summary>
    private CodeCheck? CheckFor(Uin person, DateTimeOffset cameAt, long message) => _entry.AdminCodes.TryGetValue(person, out var secret)
        ? code => _services.Codes.Check(_services.Database, secret, person, code, cameAt, message)
        : null;

    private async Task TellAsync(Uin admin, string text)
    {
        var sent = await SendAsync(
            new OutgoingText(admin, text) { ExpiresAt = _time.GetUtcNow() + TimeSpan.FromHours(1) }, CancellationToken.None);
        await sent.Delivered;
    }

    [LoggerMessage(LogLevel.Warning, "{Mistake}")]
    private static partial void LogDoubtful(ILogger log, string mistake);

    [LoggerMessage(LogLevel.Error, "{Mistake}")]
    private static partial void LogMistake(ILogger log, string mistake);

    [LoggerMessage(LogLevel.Error, "The bot stays offline until its scripts are mended; the server keeps its messages")]
    private static partial void LogStaysOffline(ILogger log);
}
