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
    private readonly StageBot _bot;
    private readonly StageStore _store;
    private readonly ScriptWatch _watch = new(TimeProvider.System);
    private readonly ScriptThread _thread;
    private readonly List<Task> _running = [];
    private readonly Dictionary<Uin, Person> _people = [];
    private Func<Type, object>? _settings;
    private ScriptInstance? _instance;

    internal Stage(StageServices services, LoadedScript code)
    {
        _services = services;
        _code = code;
        _bot = new StageBot();
        _store = new StageStore(_bot.StageClock);
        _thread = new ScriptThread(_watch);
        State = new ScriptState(_store, _bot.Clock);
    }

    /// <summary>The clock that the script sees.</summary>
    public TimeProvider Clock => _bot.Clock;

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
    public void Contacts(params Uin[] people) => BeforeStart(() => Array.ForEach(people, uin => _bot.Presence[uin] = OnlineStatus.Offline));

    /// <summary>What commands begin with.</summary>
    public void CommandPrefix(string prefix) => BeforeStart(() => _bot.CommandPrefix = prefix);

    /// <summary>What the time is when the script starts.</summary>
    public void StartAt(DateTimeOffset time) => BeforeStart(() => _bot.StageClock.AdjustTime(time));

    /// <summary>What a web address answers; nothing else on the web does.</summary>
    public void Web(string address, string answer) => _bot.Web[new Uri(address)] = answer;

    /// <summary>What the server knows about somebody.</summary>
    public void Info(Uin uin, UserInfo info) => _bot.People[uin] = info;

    /// <summary>Starts the script, if it has not started.</summary>
    public async Task StartAsync()
    {
        if (_instance is null)
        {
            _instance = await _thread.RunAsync(
                () => _code.StartAsync(_bot, new StageEnvironment(this)), ScriptLimits.Default, _code.Path);
            await RunAsync(() => _instance.Handlers.ForStart());
        }
    }

    /// <summary>Ends the script and starts it anew, as after a restart of the host: what it keeps in State is still there.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Somebody who talks to the bot.</summary>
    public Person Person(Uin uin) => _people.TryGetValue(uin, out var person) ? person : _people[uin] = new Person(this, uin);

    /// <summary>Lets time pass; what falls due on the way happens at its time.</summary>
    public async Task AdvanceAsync(TimeSpan span)
    {
        await StartAsync();
        var clock = _bot.StageClock;
        var end = clock.GetUtcNow() + span;
        while (clock.NextDue is { } due && due <= end)
        {
            clock.Advance(due > clock.GetUtcNow() ? due - clock.GetUtcNow() : TimeSpan.Zero);
            await SettleAsync();
        }

        clock.Advance(end - clock.GetUtcNow());
        await SettleAsync();
    }

    /// <summary>Fires the schedule of bots.yaml whose <c>run</c> has this name.</summary>
    /// <exception cref="ScriptTestException">The script has no such handler.</exception>
    public async Task RunScheduleAsync(string name)
    {
        await StartAsync();
        if (_instance!.Handlers.ForSchedule(name).Count == 0)
        {
            throw new ScriptTestException($"the script has no OnSchedule(\"{name}\", …)");
        }

        await RunAsync(() => _instance.Handlers.ForSchedule(name));
    }

    /// <summary>Ends the script.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _bot.Dispose();
        _watch.Dispose();
    }

    /// <summary>The commands that the script has registered.</summary>
    internal async Task<IReadOnlyList<Command>> CommandsAsync()
    {
        await StartAsync();
        return _instance!.Handlers.Commands;
    }

    /// <summary>The texts to somebody that no test has looked at yet.</summary>
    internal Queue<string> Unheard(Uin uin) => _bot.Unheard(uin);

    internal async Task HearAsync(IncomingMessage message)
    {
        await StartAsync();
        if (_bot.TryAnswer(message))
        {
            await SettleAsync();
        }
        else
        {
            await RunAsync(() => MessageRouter.Route([_instance!], _bot, message));
        }
    }

    internal async Task HearAsync(Func<IScriptBot, Incoming> create)
    {
        var incoming = create(_bot);
        if (incoming is IncomingMessage message)
        {
            await HearAsync(message);
        }
        else
        {
            await StartAsync();
            await RunAsync(() => _instance!.Handlers.For(incoming));
        }
    }

    internal async Task ShowAsync(Uin uin, OnlineStatus status)
    {
        await StartAsync();
        var before = _bot.Presence.GetValueOrDefault(uin, OnlineStatus.Offline);
        _bot.Presence[uin] = status;
        if (before != status)
        {
            var change = before == OnlineStatus.Offline ? ContactChange.Online
                : status == OnlineStatus.Offline ? ContactChange.Offline
                : ContactChange.Status;
            await RunAsync(() => _instance!.Handlers.For(change, new Contact(uin, status)));
        }
    }

    private void BeforeStart(Action set)
    {
        if (_instance is not null)
        {
            throw new ScriptTestException("the script has started already; say this before anything happens");
        }

        set();
    }

    private async Task StopAsync()
    {
        if (_instance is { } instance)
        {
            await RunAsync(() => instance.Handlers.ForStop());
            await _thread.InvokeAsync(() =>
            {
                instance.Dispose();
                return true;
            });
            _instance = null;
            _running.Clear();
        }
    }

    /// <summary>Runs handlers one after the other, and goes on when all of them have ended or wait for time or for people.</summary>
    private async Task RunAsync(Func<IReadOnlyList<HandlerRun>> select)
    {
        var runs = await _thread.InvokeAsync(select);
        _running.Add(RunInOrderAsync(runs));
        await SettleAsync();
    }

    private async Task RunInOrderAsync(IReadOnlyList<HandlerRun> runs)
    {
        foreach (var run in runs)
        {
            try
            {
                await _thread.RunAsync(
                    run.Run, run.TimeLimit is { } limit ? ScriptLimits.Default with { Time = limit } : ScriptLimits.Default, run.Place);
            }
            catch (NoAnswerException)
            {
                // The quiet end of a dialogue.
            }
            catch (OperationCanceledException) when (run.Instance is { Stopping.IsCancellationRequested: true })
            {
                // The script has been stopped, and the handler has noticed.
            }
        }
    }

    /// <summary>Returns when nothing goes on any more without time passing or somebody saying something; throws what a handler has thrown.</summary>
    private async Task SettleAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        var quietRounds = 0;
        while (true)
        {
            await _thread.InvokeAsync(() => true);
            foreach (var ended in _running.Where(task => task.IsCompleted).ToList())
            {
                _running.Remove(ended);
                await ended;
            }

            if (_running.Count == 0)
            {
                return;
            }

            // Something waits: on this clock or on people for ever, on anything else for a moment of real time.
            quietRounds = _bot.Questions > 0 || _bot.StageClock.Waiting > 0 ? quietRounds + 1 : 0;
            if (quietRounds > 3)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(began) > StageServices.RealTimeLimit)
            {
                throw new ScriptTestException(
                    $"a handler has not ended within {StageServices.RealTimeLimit.TotalSeconds} s of real time; delays take the script's Clock: "
                    + "Task.Delay(time, Clock, Stopping)");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    private object Bind(Type type) => (_settings ??= _services.SettingsOf(""))(type);

    private object ReadYaml(string path, Type type) => _services.ReadYaml(_code.Path, path, type);

    private Schedule Begin(Timetable when, Func<HandlerRun> handler) => new(this, when, handler);

    private sealed class StageEnvironment(Stage stage) : IScriptEnvironment
    {
        public IScriptStore Store => stage._store;

        public object BindSettings(Type type) => stage.Bind(type);

        public object ReadYaml(string path, Type type) => stage.ReadYaml(path, type);

        public IDisposable Schedule(Timetable when, Func<HandlerRun> handler) => stage.Begin(when, handler);
    }

    /// <summary>Fires on the stage's clock, at the times that the host would.</summary>
    private sealed class Schedule : IDisposable
    {
        private readonly Stage _stage;
        private readonly Func<HandlerRun> _handler;
        private readonly Func<DateTimeOffset, DateTimeOffset?> _nextAfter;
        private readonly ITimer _timer;

        public Schedule(Stage stage, Timetable when, Func<HandlerRun> handler)
        {
            _stage = stage;
            _handler = handler;
            _nextAfter = stage._services.FireTimesOf(when, stage.Clock);
            _timer = stage.Clock.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var now = stage.Clock.GetUtcNow();
            Arm(when is Timetable.Moment { Time: var time } && time < now ? now : _nextAfter(now.AddTicks(-1)));
        }

        public void Dispose() => _timer.Dispose();

        private void Fire()
        {
            _stage._running.Add(_stage.RunInOrderAsync([_handler()]));
            Arm(_nextAfter(_stage.Clock.GetUtcNow()));
        }

        private void Arm(DateTimeOffset? due)
        {
            if (due is { } time)
            {
                _timer.Change(time - _stage.Clock.GetUtcNow(), Timeout.InfiniteTimeSpan);
            }
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
    internal static TimeSpan RealTimeLimit { get; } = TimeSpan.FromSeconds(10);
}
