using System.Collections.Concurrent;
using System.Globalization;
using IcqBots.Protocol;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Testing;

/// <summary>
/// A script on trial: a bot without a network, whose clock stands still until the test advances it. What the script needs is said first;
/// with the first thing that happens the script starts.
/// </summary>
public sealed class Stage : IAsyncDisposable
{
    private readonly StageServices _services;
    private readonly LoadedScript _code;
    private readonly StageClock _clock = new();
    private readonly StageBot _bot;
    private readonly StageStore _store;
    private readonly StageJobs _jobs;
    private readonly ScriptThread _thread;
    private readonly StagePlay _play;
    private readonly Dictionary<Uin, Person> _people = [];
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;
    private Func<Type, object>? _settings;
    private StageEnvironment? _environment;
    private ScriptInstance? _instance;
    private volatile bool _isOver;

    internal Stage(StageServices services, LoadedScript code, ScriptWatch watch)
    {
        _services = services;
        _code = code;
        _thread = new ScriptThread(watch);
        _play = new StagePlay(_thread, _clock, services.RealTimeLimit);
        _thread.Unhandled = _play.Fail;
        _bot = new StageBot(_clock, () => _play.Conversations) { Appeared = uin => Begin(uin, OnlineStatus.Offline) };
        _store = new StageStore(_clock);
        _jobs = new StageJobs(_clock, Run);
        State = new ScriptState(_store, _clock);
    }

    /// <summary>The clock that the script sees.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>Everything that the script has sent so far, whether it was looked at or not.</summary>
    public IReadOnlyList<SentText> Sent => _bot.Sent;

    /// <summary>The status that the bot shows.</summary>
    public OnlineStatus Status => _bot.Status;

    /// <summary>The away message that goes with it.</summary>
    public string AwayMessage => _bot.AwayMessage;

    /// <summary>What the script keeps.</summary>
    public ScriptState State { get; }

    /// <summary>What would be the bot's <c>settings</c> in bots.yaml, as YAML.</summary>
    /// <exception cref="FormatException">It is no YAML; also later, when it does not fit what the script asks for.</exception>
    public void Settings(string yaml) => BeforeStart(() => _settings = _services.SettingsOf(yaml));

    internal void Settings(Func<Type, object> bind) => BeforeStart(() => _settings = bind);

    /// <summary>Who may give the bot orders.</summary>
    public void Admins(params Uin[] people) => BeforeStart(() => _bot.Admins = people);

    /// <summary>Who is on the bot's contact list, offline.</summary>
    public void Contacts(params Uin[] people) => BeforeStart(() => _bot.Own(people));

    /// <summary>What commands begin with.</summary>
    public void CommandPrefix(string prefix) => BeforeStart(() => _bot.CommandPrefix = prefix);

    /// <summary>What the time is when the script starts.</summary>
    public void StartAt(DateTimeOffset time) => BeforeStart(() => _clock.StartAt(time));

    /// <summary>What a web address answers; nothing else on the web does.</summary>
    public void Web(string address, string answer) => _bot.Web[new Uri(address)] = answer;

    /// <summary>What the server knows about somebody.</summary>
    public void Info(Uin uin, UserInfo info) => _bot.People[uin] = info;

    /// <summary>Starts the script, if it has not started.</summary>
    public Task StartAsync() => DoAsync(() => Task.CompletedTask);

    /// <summary>
    /// Ends the script and starts it anew, as a restart of the host does: what it keeps in State is still there, status and contact list are
    /// those of the beginning, and who is online comes online for the bot once more.
    /// </summary>
    public Task RestartAsync() => DoAsync(async () =>
    {
        await StopAsync();
        _bot.Restart();
        await BeginAsync();
    });

    /// <summary>Somebody who talks to the bot.</summary>
    public Person Person(Uin uin)
    {
        lock (_lock)
        {
            return _people.TryGetValue(uin, out var person) ? person
                : uin.IsValid && uin != _bot.Uin ? _people[uin] = new Person(this, uin)
                : throw new ScriptTestException(uin.IsValid ? $"{uin} is the bot itself" : $"{uin} is not a UIN");
        }
    }

    /// <summary>Lets time pass; what falls due on the way happens at its time.</summary>
    public Task AdvanceAsync(TimeSpan time) => DoAsync(async () =>
    {
        if (time < TimeSpan.Zero || time > DateTimeOffset.MaxValue - _clock.GetUtcNow())
        {
            throw new ScriptTestException($"AdvanceAsync({time}): time passes forwards, until the year 9999");
        }

        var end = _clock.GetUtcNow() + time;
        while (_clock.NextDue is { } due && due <= end)
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            _clock.MoveTo(due);
            await _play.SettleAsync();
        }

        _clock.MoveTo(end);
    });

    /// <summary>Fires the schedule of bots.yaml whose <c>run</c> has this name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="arguments">Its <c>arguments</c>; none where they are left out.</param>
    /// <exception cref="ScriptTestException">The script has no such handler.</exception>
    public Task RunScheduleAsync(string name, ScheduleArguments? arguments = null) => DoAsync(async () =>
    {
        var runs = await _thread.InvokeAsync(() => _instance!.Handlers.ForSchedule(name, arguments));
        if (runs.Count == 0)
        {
            throw new ScriptTestException($"the script has no OnSchedule(\"{name}\", …)");
        }

        await RunAsync(runs);
    });

    /// <summary>Ends the script.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isOver)
        {
            _isOver = true;
            try
            {
                await BehindLastAsync(StopAsync);
            }
            finally
            {
                _bot.Dispose();
            }
        }
    }

    /// <summary>The commands that the script has registered.</summary>
    internal async Task<IReadOnlyList<Command>> CommandsAsync()
    {
        await StartAsync();
        return _instance!.Handlers.Commands;
    }

    /// <summary>Runs the top-level code for a bot of bots.yaml, and none of its handlers; the commands that it registers.</summary>
    internal async Task<IReadOnlyList<Command>> TryAsync(StageRole role)
    {
        _bot.Play(role);
        _settings = role.Settings;
        using var instance = await StartCodeAsync(new StageEnvironment(this));
        return instance.Handlers.Commands;
    }

    /// <summary>What the script has asked for that a stage does not have; null where there was nothing.</summary>
    internal string? Missed => _bot.Missed;

    /// <summary>The texts to somebody that no test has looked at yet.</summary>
    internal ConcurrentQueue<string> Unheard(Uin uin) => _bot.Unheard(uin);

    internal Task HearAsync(Uin person, Func<IScriptBot, Incoming> create) => DoAsync(async () =>
    {
        var incoming = create(_bot);
        _play.Begin(person, () => incoming is not IncomingMessage message ? SelectAsync(instance => instance.Handlers.For(incoming))
            : _play.Conversations.TryAnswer(message) ? Task.FromResult<IReadOnlyList<HandlerRun>>([])
            : SelectAsync(instance => MessageRouter.Route([instance], _bot, message)));
        await _play.SettleAsync();
    });

    internal Task ShowAsync(Uin uin, OnlineStatus status) => DoAsync(() =>
    {
        var before = _bot.StatusOf(uin);
        _bot.Show(uin, status);
        if (before != status && _bot.IsContact(uin))
        {
            Begin(uin, before);
        }

        return Task.CompletedTask;
    });

    /// <summary>What somebody should know who wonders that a person hears nothing.</summary>
    internal string HintFor(Uin uin) => _bot.StatusOf(uin) != OnlineStatus.Offline && !_bot.IsContact(uin)
        ? $" (the bot does not see them come online: say Contacts({uin}), or let the script call AddContactAsync)"
        : "";

    /// <summary>Tells the script of a contact whose status was another one before.</summary>
    private void Begin(Uin uin, OnlineStatus before)
    {
        var contact = new Contact(uin, _bot.StatusOf(uin));
        var change = before == OnlineStatus.Offline ? ContactChange.Online
            : contact.Status == OnlineStatus.Offline ? ContactChange.Offline
            : ContactChange.Status;
        _play.Begin(uin, () => SelectAsync(instance => instance.Handlers.For(change, contact)));
    }

    /// <summary>What to run when somebody's turn comes: nothing, where the script has ended before.</summary>
    private Task<IReadOnlyList<HandlerRun>> SelectAsync(Func<ScriptInstance, IReadOnlyList<HandlerRun>> select) =>
        _thread.InvokeAsync(() => _instance is { } instance ? select(instance) : []);

    private void BeforeStart(Action set)
    {
        if (_instance is not null)
        {
            throw new ScriptTestException("the script has started already; say this before anything happens");
        }

        set();
    }

    private async Task BeginAsync()
    {
        var environment = _environment = new StageEnvironment(this);
        _instance = await StartCodeAsync(environment);
        await RunAsync(await _thread.InvokeAsync(_instance.Handlers.ForStart));
        await _thread.InvokeAsync(() =>
        {
            environment.Activate();
            return true;
        });
        _bot.OnlineContacts.ToList().ForEach(uin => Begin(uin, OnlineStatus.Offline));
        await _play.SettleAsync();
    }

    private async Task<ScriptInstance> StartCodeAsync(StageEnvironment environment)
    {
        var starting = _play.Begin(() => _code.StartAsync(_bot, environment), _code.Path);
        await _play.SettleAsync();
        return starting.IsCompleted
            ? await starting
            : throw new ScriptTestException("the script does not start: its top-level code waits, for time or for people; that belongs into a handler");
    }

    private async Task StopAsync()
    {
        if (_instance is { } instance)
        {
            _jobs.End();
            try
            {
                await RunAsync(await _thread.InvokeAsync(instance.Handlers.ForStop));
            }
            finally
            {
                await _thread.InvokeAsync(() =>
                {
                    instance.Dispose();
                    return true;
                });
                await instance.Ended;
                _instance = null;
            }

            await _play.SettleAsync();
            _play.Abandon();
        }
    }

    /// <summary>Runs handlers one after the other, and goes on when all of them have ended or wait for time or for people.</summary>
    private Task RunAsync(IReadOnlyList<HandlerRun> runs)
    {
        _play.Begin(runs);
        return _play.SettleAsync();
    }

    private void Run(ScheduledJob job)
    {
        var runs = _instance!.Handlers.ForSchedule(job.Name, job.Arguments);
        if (runs.Count == 0)
        {
            _play.Fail(new ScriptTestException($"job {job.Id} is due, and the script has no OnSchedule(\"{job.Name}\", …)"));
        }

        _play.Begin(runs);
    }

    /// <summary>Does something with the script, which it starts first where that has not happened.</summary>
    private Task DoAsync(Func<Task> work) => BehindLastAsync(async () =>
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (_instance is null)
        {
            await BeginAsync();
        }

        await work();
        await _play.SettleAsync();
    });

    /// <summary>One after the other, whatever a test does not await; and not as the test's own running, which has limits.</summary>
    private Task BehindLastAsync(Func<Task> work)
    {
        lock (_lock)
        {
            using (ExecutionContext.SuppressFlow())
            {
                return _last = BehindAsync(_last, work);
            }
        }

        static async Task BehindAsync(Task last, Func<Task> work)
        {
            await last.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
            await work();
        }
    }

    private object Bind(Type type) => (_settings ??= _services.SettingsOf(""))(type);

    private object ReadYaml(string path, Type type) => _services.ReadYaml(_code.Path, path, type);

    /// <summary>What one start of the script has for itself. Its schedules wait until it has started.</summary>
    private sealed class StageEnvironment(Stage stage) : IScriptEnvironment
    {
        private readonly List<StageSchedule> _waiting = [];
        private bool _isActive;

        public IScriptStore Store => stage._store;

        public IScriptJobs Jobs => stage._jobs;

        public object BindSettings(Type type) => stage.Bind(type);

        public object ReadYaml(string path, Type type) => stage.ReadYaml(path, type);

        public IDisposable Schedule(Timetable when, Func<HandlerRun> handler)
        {
            var schedule = new StageSchedule(stage._clock, stage._play, when, handler, stage._services.FireTimesOf);
            if (_isActive)
            {
                schedule.Begin();
            }
            else
            {
                _waiting.Add(schedule);
            }

            return schedule;
        }

        public void Activate()
        {
            _isActive = true;
            stage._jobs.Begin();
            _waiting.ForEach(schedule => schedule.Begin());
            _waiting.Clear();
        }
    }
}

/// <summary>A text that a script has sent.</summary>
/// <param name="To">To whom.</param>
/// <param name="Text">The text.</param>
/// <param name="At">When, by the script's clock.</param>
public sealed record SentText(Uin To, string Text, DateTimeOffset At)
{
    /// <summary>As <c>08:00:05 to 1001: hello</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:HH:mm:ss} to {To}: {Text}");
}

/// <summary>What the host lends to stages.</summary>
/// <param name="SettingsOf">Makes of YAML what binds it to a type.</param>
/// <param name="ReadYaml">Reads a YAML file (second), relative to a script (first), as a type.</param>
/// <param name="FireTimesOf">Makes of a timetable what gives the next time after another.</param>
public sealed record StageServices(
    Func<string, Func<Type, object>> SettingsOf,
    Func<string, string, Type, object> ReadYaml,
    Func<Timetable, TimeProvider, Func<DateTimeOffset, DateTimeOffset?>> FireTimesOf)
{
    /// <summary>How long a handler may be busy with what the test's clock does not know.</summary>
    public TimeSpan RealTimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a test may take in all.</summary>
    public TimeSpan TestLimit { get; init; } = TimeSpan.FromMinutes(5);
}
