using IcqBots.Protocol;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting;

/// <summary>
/// The handlers that a script has registered for one bot, in order, and what else it has begun. Everything here is called on the bot's
/// script thread.
/// </summary>
public sealed class ScriptHandlers : IDisposable
{
    private readonly VersionBot _bot;
    private readonly IScriptEnvironment _environment;
    private readonly string _path;
    private readonly Dictionary<string, List<Handler>> _handlers = [];
    private readonly Dictionary<string, int> _registered = [];
    private readonly Dictionary<Schedule, IDisposable> _schedules = [];
    private ScriptState? _state;
    private bool _isDisposed;

    internal ScriptHandlers(VersionBot bot, IScriptEnvironment environment, string path)
    {
        _bot = bot;
        _environment = environment;
        _path = path;
    }

    /// <summary>The script that has registered them.</summary>
    public ScriptInstance? Instance { get; internal set; }

    /// <summary>The version of the script that has registered them.</summary>
    internal ScriptVersion Version => _bot.Version;

    /// <summary>Why nothing can be registered; null where it can.</summary>
    internal string? Refusal { get; set; }

    /// <summary>The commands, in the order of registration.</summary>
    public IReadOnlyList<Command> Commands => [.. Of(nameof(Command)).Cast<Command>()];

    /// <summary>Made when it is used: most scripts keep nothing.</summary>
    internal ScriptState State => _state ??= new ScriptState(_environment.Store, _bot.Clock, Version);

    /// <summary>What to run when the script starts.</summary>
    public IReadOnlyList<HandlerRun> ForStart() => All("Start");

    /// <summary>What to run when the script ends.</summary>
    public IReadOnlyList<HandlerRun> ForStop() => All("Stop");

    /// <summary>
    /// What to run for an event; each kind of event has a class of its own. A text message goes to the handlers of OnMessage: ask the
    /// <see cref="MessageRouter"/> first, which knows commands.
    /// </summary>
    /// <param name="scriptEvent">What has happened.</param>
    /// <param name="proof">Whether it has the one-time code that is asked for; null where none is.</param>
    public IReadOnlyList<HandlerRun> For(object scriptEvent, Proof? proof = null) =>
        // Each script has an object of its own for what somebody has sent: questions that it asks end with the script.
        All(Kind(EventType(scriptEvent)), scriptEvent is Incoming incoming ? incoming.For(_bot) : scriptEvent, proof);

    /// <summary>What to run when a contact comes, goes or changes its status.</summary>
    public IReadOnlyList<HandlerRun> For(ContactChange change, Contact contact) => All(Kind(change), contact);

    /// <summary>The handlers that a schedule's <c>run</c> names; none where the script has none of that name. Capitals matter.</summary>
    /// <param name="name">The name.</param>
    /// <param name="arguments">What they are given; null: nothing.</param>
    public IReadOnlyList<HandlerRun> ForSchedule(string name, ScheduleArguments? arguments = null) =>
        // Each script has its own, with which it may do what it likes.
        All(ScheduleKind(name), new ScheduleArguments(arguments ?? []));

    /// <summary>Ends schedules, and all that is registered; nothing can be registered any more.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (var schedule in _schedules.Values)
        {
            schedule.Dispose();
        }

        _schedules.Clear();
        _handlers.Clear();
        ((IDisposable?)_state)?.Dispose();
    }

    internal PersonHandler AddEvent<T>(Func<T, Task> handler, string place, Func<T, T?>? select = null)
        where T : class => AddPerson(Kind(typeof(T)), handler, place, select);

    internal PersonHandler AddContact(ContactChange change, Func<Contact, Task> handler, string place) =>
        AddPerson(Kind(change), handler, place, null);

    internal Handler AddPacket(Func<RawPacket, Task> handler, string place)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new Handler(this, Kind(typeof(RawPacket)), place, packet => handler((RawPacket)packet!)));
    }

    internal Handler AddSchedule(string name, Func<Task> handler, string place)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return AddPlain(ScheduleKind(name), handler, place);
    }

    internal Handler AddSchedule(string name, Func<ScheduleArguments, Task> handler, string place)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new Handler(this, ScheduleKind(name), place, arguments => handler((ScheduleArguments)arguments!)));
    }

    internal Handler AddStart(Func<Task> handler, string place) => AddPlain("Start", handler, place);

    internal Handler AddStop(Func<Task> handler, string place) => AddPlain("Stop", handler, place);

    internal Schedule AddSchedule(Timetable when, Func<Task> handler, string place)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ThrowIfClosed();
        var schedule = new Schedule(this, when, place, handler);
        _schedules[schedule] = _environment.Schedule(when, () => schedule.RunFor(null));
        return schedule;
    }

    /// <summary>A schedule has another timetable; one that has ended stays so.</summary>
    internal void Reschedule(Schedule schedule)
    {
        if (_schedules.TryGetValue(schedule, out var before))
        {
            var changed = _environment.Schedule(schedule.When, () => schedule.RunFor(null));
            before.Dispose();
            _schedules[schedule] = changed;
        }
    }

    internal ScheduledJob AddJob(DateTimeOffset time, string name, ScheduleArguments arguments, bool evenIfLate)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ThrowIfClosed();
        return _environment.Jobs.Add(time, name, arguments, evenIfLate);
    }

    internal Command AddCommand(string pattern, Delegate handler, string place, IReadOnlyList<Type> types, CommandBody body)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var parsed = CommandPattern.Parse(pattern);
        parsed.Check(handler, types);
        return (Command)Add(new Command(this, parsed, NewName($"{nameof(Command)}/{pattern}"), place, body));
    }

    internal void Remove(Handler handler)
    {
        if (handler is Schedule schedule && _schedules.Remove(schedule, out var running))
        {
            running.Dispose();
        }

        _handlers.GetValueOrDefault(handler.Kind)?.Remove(handler);
    }

    /// <summary>Where a handler was registered, as <c>scripts/echo.csx:12</c>.</summary>
    internal string PlaceOf(string file, int line) => file.Length > 0 ? $"{file}:{line}" : _path;

    internal bool IsContact(Uin person) => _bot.Contacts.Any(contact => contact.Uin == person);

    internal bool IsPaused(Pause pause, Uin person) => pause.IsOn(_environment.Store, person, _bot.Clock.GetUtcNow());

    internal bool MayTell(Pause pause, Uin person) => pause.MayTell(_environment.Store, person);

    internal void Begin(Pause pause, Uin person) => pause.Begin(_environment.Store, person, _bot.Clock.GetUtcNow());

    internal Task TellAsync(Uin person, string text) => _bot.SendAsync(new OutgoingText(person, text), _bot.Stopping);

    internal IncomingMessage Own(IncomingMessage message) => (IncomingMessage)message.For(_bot);

    /// <summary>The host's classes for offers and chats derive from those that scripts know.</summary>
    private static Type EventType(object scriptEvent) => scriptEvent switch
    {
        FileOffer => typeof(FileOffer),
        ChatRequest => typeof(ChatRequest),
        _ => scriptEvent.GetType(),
    };

    private static string Kind(Type type) => type.Name;

    private static string Kind(ContactChange change) => $"Contact{change}";

    private static string ScheduleKind(string name) => $"Schedule {name}";

    private PersonHandler AddPerson<T>(string kind, Func<T, Task> handler, string place, Func<T, T?>? select)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(handler);
        return (PersonHandler)Add(new PersonHandler(this, kind, NewName(kind), place, scriptEvent => handler((T)scriptEvent!))
        {
            Select = scriptEvent => select is null ? scriptEvent : select((T)scriptEvent),
        });
    }

    private Handler AddPlain(string kind, Func<Task> handler, string place)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new Handler(this, kind, place, _ => handler()));
    }

    private Handler Add(Handler handler)
    {
        ThrowIfClosed();
        if (!_handlers.TryGetValue(handler.Kind, out var handlers))
        {
            _handlers[handler.Kind] = handlers = [];
        }

        handlers.Add(handler);
        return handler;
    }

    /// <summary>A name that a handler has again in the next version of the script, if no other of its kind was put before it.</summary>
    private string NewName(string kind) => $"{kind}/{_registered[kind] = _registered.GetValueOrDefault(kind) + 1}";

    private List<Handler> Of(string kind) => _handlers.GetValueOrDefault(kind) ?? [];

    private HandlerRun[] All(string kind, object? scriptEvent = null, Proof? proof = null)
    {
        return [.. Of(kind).Where(IsFor).Select(handler => handler.RunFor(NeedsCode(handler) ? WithoutCode() : scriptEvent))];

        bool IsFor(Handler handler) => handler is not PersonHandler rules
            || (rules.Admits(scriptEvent!) && (!NeedsCode(rules) || HoldsFor(rules)));

        bool HoldsFor(Handler handler)
        {
            if (!proof!.Holds)
            {
                Trace.Current?.Note($"{handler.Place}: is not run without a right one-time code");
            }

            return proof.Holds;
        }

        bool NeedsCode(Handler handler) => proof is { NeedsCode: true } && handler is PersonHandler { NeedsProof: true };

        object? WithoutCode() => scriptEvent is IncomingMessage message ? message.With(proof!.Text) : scriptEvent;
    }

    private void ThrowIfClosed()
    {
        if (Refusal is not null)
        {
            throw new NotSupportedException(Refusal);
        }

        if (_isDisposed)
        {
            throw new ScriptEndedException(_bot.Stopping);
        }
    }
}

/// <summary>What has happened to a contact.</summary>
public enum ContactChange
{
    /// <summary>It has come online.</summary>
    Online,

    /// <summary>It has gone offline.</summary>
    Offline,

    /// <summary>It is online and has changed its status.</summary>
    Status,
}
