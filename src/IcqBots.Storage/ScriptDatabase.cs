namespace IcqBots.Storage;

/// <summary>
/// What scripts keep: texts under keys for each bot and script, some only until a time, in one SQLite file. What a call has written
/// survives the end of the process. For any number of threads and processes.
/// </summary>
public sealed class ScriptDatabase : IDisposable
{
    /// <summary>Texts whose time is over are taken away at most so many at once, so that no write takes long.</summary>
    private const int PurgedAtOnce = 100;

    private const string One = "bot = $bot AND script = $script AND key = $key";

    private const string Alive = "(expires_at IS NULL OR expires_at > $now)";

    private static readonly TimeSpan PurgeInterval = TimeSpan.FromMinutes(1);

    private static readonly string[] SchemaSteps =
    [
        """
        CREATE TABLE state (
            bot TEXT NOT NULL, script TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL, expires_at INTEGER,
            PRIMARY KEY (bot, script, key));
        CREATE INDEX state_expiry ON state (expires_at) WHERE expires_at IS NOT NULL;
        """,
    ];

    private readonly Lock _lock = new();
    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private DateTimeOffset _nextPurge;

    private ScriptDatabase(SqliteFile file, TimeProvider time)
    {
        _file = file;
        _time = time;
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Opens the file, and makes it (mode 0600) where it does not exist.</summary>
    /// <exception cref="IOException">The file cannot be opened, is not such a database, or was written by a newer program.</exception>
    public static ScriptDatabase Open(string path, TimeProvider time) => new(SqliteFile.Open(path, SchemaSteps), time);

    /// <summary>The text under a key; null where there is none, or where its time is over.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public string? Get(StateKey key) => Locked(() => Read(key));

    /// <summary>Puts a text under a key, for ever or until a time (kept to the millisecond).</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Set(StateKey key, string json, DateTimeOffset? expiresAt) => Locked(() =>
    {
        Purge();
        Write(key, json, expiresAt?.ToUnixTimeMilliseconds());
        return true;
    });

    /// <summary>
    /// Replaces a text by what becomes of it; null removes it. Where another has changed the text in the meantime,
    /// <paramref name="change"/> is called again with the new one, so that no change is lost; nobody waits while it runs.
    /// </summary>
    /// <param name="key">Where the text is.</param>
    /// <param name="change">Makes the new text of the old one, or of null where there is none.</param>
    /// <param name="expiresAt">The end of its time; null leaves it as it is.</param>
    /// <returns>The new text.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public string? Update(StateKey key, Func<string?, string?> change, DateTimeOffset? expiresAt)
    {
        while (true)
        {
            var before = Get(key);
            var after = change(before);
            if (TryReplace(key, before, after, expiresAt))
            {
                return after;
            }
        }
    }

    /// <summary>Removes a text; false where there was none.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public bool Remove(StateKey key) => Locked(() =>
        _file.Execute($"DELETE FROM state WHERE {One} AND {Alive}", key.WithParameters(("$now", Now))) > 0);

    /// <summary>The keys of a script that begin with <paramref name="prefix"/>, in the order of their characters.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<string> Keys(string bot, string script, string prefix) => Locked(() =>
    {
        // The upper end ends in the last character that there is.
        using var command = _file.Command(
            $"SELECT key FROM state WHERE bot = $bot AND script = $script AND key >= $from AND key <= $to AND {Alive} ORDER BY key",
            ("$bot", bot), ("$script", script), ("$from", prefix), ("$to", prefix + char.ConvertFromUtf32(0x10FFFF)), ("$now", Now));
        using var rows = command.ExecuteReader();
        var keys = new List<string>();
        while (rows.Read())
        {
            keys.Add(rows.GetString(0));
        }

        return keys;
    });

    /// <summary>Closes the file; later calls throw an <see cref="IOException"/>.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
        }
    }

    private bool TryReplace(StateKey key, string? before, string? after, DateTimeOffset? expiresAt) => Locked(() =>
    {
        Purge();
        using var transaction = _file.BeginTransaction();
        if (Read(key) != before)
        {
            return false;
        }

        if (after is null)
        {
            _file.Execute($"DELETE FROM state WHERE {One}", key.WithParameters());
        }
        else
        {
            Write(key, after, expiresAt?.ToUnixTimeMilliseconds() ?? ReadExpiry(key));
        }

        transaction.Commit();
        return true;
    });

    private string? Read(StateKey key)
    {
        using var command = _file.Command($"SELECT json FROM state WHERE {One} AND {Alive}", key.WithParameters(("$now", Now)));
        return (string?)command.ExecuteScalar();
    }

    private long? ReadExpiry(StateKey key)
    {
        using var command = _file.Command($"SELECT expires_at FROM state WHERE {One} AND {Alive}", key.WithParameters(("$now", Now)));
        return command.ExecuteScalar() as long?;
    }

    private void Write(StateKey key, string json, long? expiresAt) => _file.Execute(
        "INSERT OR REPLACE INTO state (bot, script, key, json, expires_at) VALUES ($bot, $script, $key, $json, $expires_at)",
        key.WithParameters(("$json", json), ("$expires_at", expiresAt)));

    private void Purge()
    {
        var now = _time.GetUtcNow();
        if (now < _nextPurge)
        {
            return;
        }

        var purged = _file.Execute(
            $"DELETE FROM state WHERE rowid IN (SELECT rowid FROM state WHERE expires_at <= $now LIMIT {PurgedAtOnce})", ("$now", Now));
        _nextPurge = purged < PurgedAtOnce ? now + PurgeInterval : now;
    }

    private T Locked<T>(Func<T> work)
    {
        lock (_lock)
        {
            return _file.Guard(work);
        }
    }
}

/// <summary>Where a script keeps a text.</summary>
/// <param name="Bot">The bot's name.</param>
/// <param name="Script">The script's name.</param>
/// <param name="Key">The key.</param>
public readonly record struct StateKey(string Bot, string Script, string Key)
{
    internal (string Name, object? Value)[] WithParameters(params ReadOnlySpan<(string Name, object? Value)> others) =>
        [("$bot", Bot), ("$script", Script), ("$key", Key), .. others];
}
