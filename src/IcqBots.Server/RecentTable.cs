namespace IcqBots.Server;

/// <summary>
/// Values for the keys that were used last; the others are forgotten. However many keys come, forged ones too, at most
/// <paramref name="capacity"/> are kept, and no call takes longer for it.
/// </summary>
internal sealed class RecentTable<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private Dictionary<TKey, TValue> _younger = [];
    private Dictionary<TKey, TValue> _older = [];

    /// <summary>How many are kept now.</summary>
    public int Count => _younger.Count + _older.Count;

    /// <summary>The value of a key, null where there is none; it counts as used.</summary>
    public TValue? Find(TKey key)
    {
        if (!_younger.TryGetValue(key, out var value) && _older.TryGetValue(key, out value))
        {
            Set(key, value);
        }

        return value;
    }

    /// <summary>Gives a key a value.</summary>
    public void Set(TKey key, TValue value)
    {
        if (_younger.Count >= capacity / 2 && !_younger.ContainsKey(key))
        {
            (_older, _younger) = (_younger, []);
        }

        _older.Remove(key);
        _younger[key] = value;
    }
}
