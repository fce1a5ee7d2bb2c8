using System.Collections;

namespace IcqBots.Scripting;

/// <summary>What the handlers of <see cref="BotScript.OnSchedule(string, Func{ScheduleArguments, Task}, string, int)"/> are given: texts by their names.</summary>
public sealed class ScheduleArguments : IEnumerable<KeyValuePair<string, string>>
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>No arguments, to which some can be added: <c>new() { ["to"] = "1001" }</c>.</summary>
    public ScheduleArguments()
    {
    }

    /// <summary>Arguments with their values.</summary>
    public ScheduleArguments(IEnumerable<KeyValuePair<string, string>> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        _values = new Dictionary<string, string>(arguments);
    }

    /// <summary>The names, in the order in which they were given.</summary>
    public IReadOnlyCollection<string> Names => _values.Keys;

    /// <summary>The value of an argument.</summary>
    /// <exception cref="KeyNotFoundException">There is no such argument.</exception>
    /// <exception cref="ArgumentException">One that is set has no name.</exception>
    public string this[string name]
    {
        get => _values.TryGetValue(name, out var value) ? value : throw new KeyNotFoundException(
            $"There is no argument \"{name}\"; {(_values.Count == 0 ? "there are none" : $"there are {string.Join(", ", Names)}")}");
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            ArgumentNullException.ThrowIfNull(value);
            _values[name] = value;
        }
    }

    /// <summary>True where there is such an argument.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The value of an argument as a string, int, long, decimal, bool, TimeSpan, DateOnly, TimeOnly or Uin.</summary>
    /// <exception cref="KeyNotFoundException">There is no such argument.</exception>
    /// <exception cref="FormatException">Its value is nothing of that kind.</exception>
    /// <exception cref="NotSupportedException">No argument can be of that type.</exception>
    public T Get<T>(string name)
    {
        if (typeof(T) == typeof(string))
        {
            return (T)(object)this[name];
        }

        var type = ArgumentType.Of(typeof(T))
            ?? throw new NotSupportedException($"No argument can be a {typeof(T).Name}; the types are {ArgumentType.ClrNames}");
        return (T)(type.TryReadAll(this[name]) ?? throw new FormatException($"The argument \"{name}\": {type.Refuse(this[name])}"));
    }

    /// <summary>The same; or another value where there is no such argument.</summary>
    /// <exception cref="FormatException">Its value is nothing of that kind.</exception>
    /// <exception cref="NotSupportedException">No argument can be of that type.</exception>
    public T Get<T>(string name, T otherwise) => Has(name) ? Get<T>(name) : otherwise;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
