namespace IcqBots.Scripting.Testing;

/// <summary>Keeps what a script keeps in memory, for as long as its test runs.</summary>
internal sealed class StageStore(TimeProvider time) : IScriptStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (string Json, DateTimeOffset? ExpiresAt)> _values = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string? Get(string key)
    {
        lock (_lock)
        {
            return Find(key)?.Json;
        }
    }

    /// <inheritdoc/>
    public void Set(string key, string json, DateTimeOffset? expiresAt)
    {
        lock (_lock)
        {
            _values[key] = (json, expiresAt);
        }
    }

    /// <inheritdoc/>
    public string? Update(string key, Func<string?, string?> change, DateTimeOffset? expiresAt)
    {
        lock (_lock)
        {
            var before = Find(key);
            var after = change(before?.Json);
            if (after is null)
            {
                _values.Remove(key);
            }
            else
            {
                _values[key] = (after, expiresAt ?? before?.ExpiresAt);
            }

            return after;
        }
    }

    /// <inheritdoc/>
    public bool Remove(string key)
    {
        lock (_lock)
        {
            return Find(key) is not null && _values.Remove(key);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys(string prefix)
    {
        lock (_lock)
        {
            return [.. _values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && Find(key) is not null)];
        }
    }

    private (string Json, DateTimeOffset? ExpiresAt)? Find(string key) =>
        _values.TryGetValue(key, out var value) && !(value.ExpiresAt <= time.GetUtcNow()) ? value : null;
}
