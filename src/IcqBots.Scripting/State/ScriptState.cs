using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting;

/// <summary>
/// What a script keeps for one bot: values under keys, which outlive new versions of the script and restarts of the host. A value can be
/// anything that System.Text.Json writes: numbers, texts, records, lists, dictionaries.
/// </summary>
public sealed class ScriptState : IDisposable
{
    /// <summary>What the keys of the host's own entries begin with.</summary>
    internal const string OwnPrefix = "icqbots/";

    private const int MaxKeyLength = 200;
    private const int MaxValueBytes = 1024 * 1024;

    private readonly IScriptStore _store;
    private readonly TimeProvider _clock;
    private readonly JsonSerializerOptions _json;
    private readonly ScriptVersion? _version;
    private bool _knowsScriptTypes;

    internal ScriptState(IScriptStore store, TimeProvider clock, ScriptVersion? version = null)
    {
        _store = store;
        _clock = clock;
        _version = version;

        // Options that are alike share what they have learned about types, and would keep the code of old versions in memory: a resolver
        // and a converter of their own make them differ.
        _json = new JsonSerializerOptions
        {
            IncludeFields = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new UinConverter() },
        };
    }

    /// <summary>The value of a key; null, or zero, where there is none or where its time is over.</summary>
    /// <exception cref="FormatException">What is kept there is of another type.</exception>
    public T? Get<T>(string key) => Read<T>(key, _store.Get(Checked(key)), out var value) ? value : default;

    /// <summary>The value of a key, or another one where there is none or where its time is over.</summary>
    /// <exception cref="FormatException">What is kept there is of another type.</exception>
    public T Get<T>(string key, T fallback)
        where T : notnull => Read<T>(key, _store.Get(Checked(key)), out var value) ? value : fallback;

    /// <summary>Keeps a value, for ever or for a time.</summary>
    /// <exception cref="ArgumentException">The key has more than 200 characters, or the value takes more than 1 MB.</exception>
    public void Set<T>(string key, T value, TimeSpan? expiresIn = null)
        where T : notnull
    {
        _version?.ThrowIfEnded();
        _store.Set(Checked(key), Write(key, value), End(expiresIn));
    }

    /// <summary>Replaces a value by what the function makes of it, and gives the new one. Nobody else can change it meanwhile.</summary>
    /// <param name="key">The key.</param>
    /// <param name="initial">What the function gets where there is no value yet.</param>
    /// <param name="change">Makes the new value. It must not use the state itself.</param>
    /// <param name="expiresIn">How long the new value is kept; where nothing is said, the end of the former one's time stays.</param>
    /// <exception cref="FormatException">What is kept there is of another type.</exception>
    public T Update<T>(string key, T initial, Func<T, T> change, TimeSpan? expiresIn = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(change);
        _version?.ThrowIfEnded();
        var result = initial;
        _store.Update(
            Checked(key),
            json =>
            {
                result = change(Read<T>(key, json, out var value) ? value : initial);
                return Write(key, result);
            },
            End(expiresIn));
        return result;
    }

    /// <summary>Adds to a number, which begins at zero, and gives the sum.</summary>
    /// <exception cref="FormatException">What is kept there is no whole number.</exception>
    public long Increment(string key, long by = 1, TimeSpan? expiresIn = null) =>
        Update(key, 0L, value => checked(value + by), expiresIn);

    /// <summary>Forgets a value; false where there was none.</summary>
    public bool Remove(string key)
    {
        _version?.ThrowIfEnded();
        return _store.Remove(Checked(key));
    }

    /// <summary>The keys that have a value and begin so, in order.</summary>
    public IReadOnlyList<string> Keys(string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return [.. _store.Keys(prefix).Where(key => !key.StartsWith(OwnPrefix, StringComparison.Ordinal))];
    }

    /// <summary>Forgets the types of the script. The values stay.</summary>
    void IDisposable.Dispose()
    {
        if (_knowsScriptTypes)
        {
            JsonCaches.Clear();
        }
    }

    private static string Checked(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > MaxKeyLength)
        {
            throw new ArgumentException($"A key has at most {MaxKeyLength} characters, and this one {key.Length}", nameof(key));
        }

        return key.StartsWith(OwnPrefix, StringComparison.Ordinal)
            ? throw new ArgumentException($"Keys that begin with {OwnPrefix} are the host's", nameof(key))
            : key;
    }

    private DateTimeOffset? End(TimeSpan? expiresIn)
    {
        if (expiresIn is not { } span)
        {
            return null;
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero, nameof(expiresIn));
        var now = _clock.GetUtcNow();
        return DateTimeOffset.MaxValue - now > span ? now + span : null;
    }

    private bool Read<T>(string key, string? json, out T value)
    {
        value = default!;
        if (json is null)
        {
            return false;
        }

        _knowsScriptTypes |= typeof(T).IsCollectible;
        try
        {
            return JsonSerializer.Deserialize<T>(json, _json) is { } read && (value = read) is not null;
        }
        catch (JsonException exception)
        {
            var place = exception.Path is null or "$" ? "" : $" at \"{exception.Path}\"";
            throw new FormatException(
                $"State holds no {ArgumentType.ClrName(typeof(T))} under \"{key}\"{place}: Remove forgets what an earlier version has kept", exception);
        }
    }

    private string Write<T>(string key, T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _knowsScriptTypes |= typeof(T).IsCollectible;
        var json = JsonSerializer.Serialize(value, _json);
        var bytes = Encoding.UTF8.GetByteCount(json);
        return bytes <= MaxValueBytes
            ? json
            : throw new ArgumentException(
                $"What State keeps under a key may take {MaxValueBytes} bytes, and \"{key}\" takes {bytes}: use several keys", nameof(value));
    }
}
