using IcqBots.Scripting.Running;

namespace IcqBots.Scripting;

/// <summary>The handlers that a script has registered for one bot, in order. Everything here is called on the bot's script thread.</summary>
public sealed class ScriptHandlers : IDisposable
{
    private readonly string _path;
    private readonly Dictionary<Type, List<Func<object, Task>>> _events = [];
    private readonly Dictionary<ContactChange, List<Func<Contact, Task>>> _contacts = [];
    private readonly List<(string Schedule, Func<Task> Handler)> _schedules = [];
    private readonly List<Func<Task>> _start = [];
    private readonly List<Func<Task>> _stop = [];

    internal ScriptHandlers(string path) => _path = path;

    /// <summary>The script that has registered them.</summary>
    public ScriptInstance? Instance { get; internal set; }

    /// <summary>What to run when the script starts.</summary>
    public IReadOnlyList<HandlerRun> ForStart() => [.. _start.Select(Run)];

    /// <summary>What to run when the script ends.</summary>
    public IReadOnlyList<HandlerRun> ForStop() => [.. _stop.Select(Run)];

    /// <summary>What to run for an event that is no text message (see <see cref="MessageRouter"/>); each kind of event has a class of its own.</summary>
    public IReadOnlyList<HandlerRun> For(object scriptEvent) =>
        [.. _events.GetValueOrDefault(EventType(scriptEvent), []).Select(handler => Run(() => handler(scriptEvent)))];

    /// <summary>What to run when a contact comes, goes or changes its status.</summary>
    public IReadOnlyList<HandlerRun> For(ContactChange change, Contact contact) =>
        [.. _contacts.GetValueOrDefault(change, []).Select(handler => Run(() => handler(contact)))];

    /// <summary>The handlers that a schedule's <c>run</c> names; none where the script has none of that name. Capitals matter.</summary>
    public IReadOnlyList<HandlerRun> ForSchedule(string name) =>
        [.. _schedules.Where(entry => entry.Schedule == name).Select(entry => Run(entry.Handler))];

    /// <summary>Ends schedules and questions.</summary>
    public void Dispose()
    {
    }

    internal void Add<T>(Func<T, Task> handler)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (!_events.TryGetValue(typeof(T), out var handlers))
        {
            _events[typeof(T)] = handlers = [];
        }

        handlers.Add(scriptEvent => handler((T)scriptEvent));
    }

    internal void AddContact(ContactChange change, Func<Contact, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (!_contacts.TryGetValue(change, out var handlers))
        {
            _contacts[change] = handlers = [];
        }

        handlers.Add(handler);
    }

    internal void AddSchedule(string name, Func<Task> handler)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(handler);
        _schedules.Add((name, handler));
    }

    internal void AddStart(Func<Task> handler) => _start.Add(handler);

    internal void AddStop(Func<Task> handler) => _stop.Add(handler);

    /// <summary>The host's classes for offers and chats derive from those that scripts know.</summary>
    private static Type EventType(object scriptEvent) => scriptEvent switch
    {
        FileOffer => typeof(FileOffer),
        ChatRequest => typeof(ChatRequest),
        _ => scriptEvent.GetType(),
    };

    private HandlerRun Run(Func<Task> run) => new(Instance, _path, run);
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
