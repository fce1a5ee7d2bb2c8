using System.Collections.Immutable;

namespace IcqBots.Scripting;

/// <summary>
/// The handlers that a script has registered for one bot, in order. A script may register more from a handler: each list that
/// is handed out is a snapshot, so that running through it while that happens is safe.
/// </summary>
public sealed class ScriptHandlers
{
    private ImmutableDictionary<Type, ImmutableList<Func<object, Task>>> _events =
        ImmutableDictionary<Type, ImmutableList<Func<object, Task>>>.Empty;

    private ImmutableList<(string Schedule, Func<Task> Handler)> _schedules = [];

    internal ScriptHandlers()
    {
    }

    /// <summary>For contacts that come online.</summary>
    public IReadOnlyList<Func<Contact, Task>> ContactOnline { get; private set; } = [];

    /// <summary>For contacts that go offline.</summary>
    public IReadOnlyList<Func<Contact, Task>> ContactOffline { get; private set; } = [];

    /// <summary>For contacts that are online and change their status.</summary>
    public IReadOnlyList<Func<Contact, Task>> ContactStatus { get; private set; } = [];

    /// <summary>What to run for an event; each event has a class of its own, of which <typeparamref name="T"/> is one.</summary>
    public IReadOnlyList<Func<Task>> For<T>(T scriptEvent)
        where T : class => For(typeof(T), scriptEvent);

    /// <inheritdoc cref="For{T}"/>
    public IReadOnlyList<Func<Task>> For(Incoming incoming) => For(incoming.GetType(), incoming);

    /// <summary>The handlers that a schedule's <c>run</c> names; none where the script has none of that name. Capitals matter.</summary>
    public IReadOnlyList<Func<Task>> ForSchedule(string name) =>
        [.. _schedules.Where(entry => entry.Schedule == name).Select(entry => entry.Handler)];

    internal void Add<T>(Func<T, Task> handler)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(handler);
        var handlers = _events.GetValueOrDefault(typeof(T), []);
        _events = _events.SetItem(typeof(T), handlers.Add(scriptEvent => handler((T)scriptEvent)));
    }

    internal void AddContactOnline(Func<Contact, Task> handler) => ContactOnline = Append(ContactOnline, handler);

    internal void AddContactOffline(Func<Contact, Task> handler) => ContactOffline = Append(ContactOffline, handler);

    internal void AddContactStatus(Func<Contact, Task> handler) => ContactStatus = Append(ContactStatus, handler);

    internal void AddSchedule(string name, Func<Task> handler)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(handler);
        _schedules = _schedules.Add((name, handler));
    }

    private IReadOnlyList<Func<Task>> For(Type type, object scriptEvent) =>
        [.. _events.GetValueOrDefault(type, []).Select(handler => new Func<Task>(() => handler(scriptEvent)))];

    private static IReadOnlyList<T> Append<T>(IReadOnlyList<T> handlers, T handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return [.. handlers, handler];
    }
}
