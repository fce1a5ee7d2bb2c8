using Microsoft.Data.Sqlite;

namespace IcqBots.Storage;

/// <summary>The tables of a <see cref="BotDatabase"/>, and the statements that write into them. For one thread.</summary>
internal sealed class BotTables : IDisposable
{
    /// <summary>Rows that are taken away at a time, so that no batch takes long.</summary>
    private const int PurgedAtOnce = 1000;

    /// <summary>What makes a file of each version from one of the version before it.</summary>
    public static readonly string[] SchemaSteps =
    [
        """
        CREATE TABLE state (
            bot TEXT NOT NULL, script TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL, expires_at INTEGER,
            PRIMARY KEY (bot, script, key));
        CREATE INDEX state_expiry ON state (expires_at) WHERE expires_at IS NOT NULL;
        """,
        """
        CREATE TABLE inbox (
            id INTEGER PRIMARY KEY, bot TEXT NOT NULL, sender INTEGER NOT NULL, type INTEGER NOT NULL, text TEXT NOT NULL,
            path INTEGER NOT NULL, to_several INTEGER NOT NULL, verified INTEGER NOT NULL, sent_at INTEGER NOT NULL, received_at INTEGER NOT NULL,
            state INTEGER NOT NULL, tries INTEGER NOT NULL);
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, bot TEXT NOT NULL, receiver INTEGER NOT NULL, type INTEGER NOT NULL, text TEXT NOT NULL,
            urgency INTEGER NOT NULL, created_at INTEGER NOT NULL, source INTEGER, ordinal INTEGER NOT NULL, key TEXT, expires_at INTEGER,
            state INTEGER NOT NULL, reason TEXT);
        CREATE UNIQUE INDEX outbox_key ON outbox (bot, key) WHERE key IS NOT NULL;
        """,
    ];

    private readonly SqliteFile _file;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _addReceived;
    private readonly SqliteStatement _handled;
    private readonly SqliteStatement _addSending;
    private readonly SqliteStatement _sent;
    private readonly SqliteStatement _setState;
    private readonly SqliteStatement _removeState;
    private readonly List<long> _newlyHandled = [];
    private readonly List<long> _newlySent = [];

    public BotTables(SqliteFile file)
    {
        _file = file;
        _begin = file.Prepare("BEGIN IMMEDIATE");
        _commit = file.Prepare("COMMIT");
        _addReceived = file.Prepare("INSERT INTO inbox VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
        _addSending = file.Prepare("INSERT OR IGNORE INTO outbox VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
        _handled = file.Prepare("UPDATE inbox SET state = 1 WHERE id BETWEEN $1 AND $2");
        _sent = file.Prepare("UPDATE outbox SET state = 1 WHERE id BETWEEN $1 AND $2");
        _setState = file.Prepare("INSERT OR REPLACE INTO state VALUES ($1, $2, $3, $4, $5)");
        _removeState = file.Prepare("DELETE FROM state WHERE bot = $1 AND script = $2 AND key = $3");
    }

    public void Add(ReceivedRow row) => _addReceived.Run(
        row.Id, row.Bot, (long)row.From.Value, (long)row.Type, row.Text, (long)row.Path, row.ToSeveral ? 1L : 0L, row.IsVerified ? 1L : 0L,
        row.SentAt.ToUnixTimeMilliseconds(), row.ReceivedAt.ToUnixTimeMilliseconds(), (long)row.State, (long)row.Tries);

    public void Add(SentRow row) => _addSending.Run(
        row.Id, row.Bot, (long)row.To.Value, (long)row.Type, row.Text, (long)row.Urgency, row.CreatedAt.ToUnixTimeMilliseconds(),
        row.Source, (long)row.Ordinal, row.Key, row.ExpiresAt?.ToUnixTimeMilliseconds(), (long)row.State, row.Reason);

    public void SetHandled(long id) => _newlyHandled.Add(id);

    public void SetSent(long id) => _newlySent.Add(id);

    public void SetTries(long id, int tries) =>
        _file.Execute("UPDATE inbox SET tries = $tries WHERE id = $id", ("$tries", tries), ("$id", id));

    public void SetReceivedState(long id, JournalState state) =>
        _file.Execute("UPDATE inbox SET state = $state, tries = 0 WHERE id = $id", ("$state", (long)state), ("$id", id));

    public void SetSendingState(long id, JournalState state, string? reason) => _file.Execute(
        "UPDATE outbox SET state = $state, reason = $reason WHERE id = $id", ("$state", (long)state), ("$reason", reason), ("$id", id));

    public void SetState(StateKey key, string? json, long? expiresAt)
    {
        if (json is null)
        {
            _removeState.Run(key.Bot, key.Script, key.Key);
        }
        else
        {
            _setState.Run(key.Bot, key.Script, key.Key, json, expiresAt);
        }
    }

    /// <summary>Begins a batch, in which nobody else writes.</summary>
    public void Begin() => _begin.Run();

    /// <summary>Ends a batch: it is written.</summary>
    public void Commit()
    {
        // Put off until now, since neighbours can be written together.
        FlushRanges(_newlyHandled, _handled);
        FlushRanges(_newlySent, _sent);
        _commit.Run();
    }

    /// <summary>Ends a batch that has failed: nothing of it is written.</summary>
    public void Rollback()
    {
        _newlyHandled.Clear();
        _newlySent.Clear();
        try
        {
            _file.Execute("ROLLBACK");
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException)
        {
            // SQLite has done so already, as it does where the disk is full, or the file is closed.
        }
    }

    /// <summary>
    /// Takes away finished messages from before a moment, and texts whose time is over; true when there may be more of them. What was sent for a
    /// message that may be handled again must not be forgotten, and the last messages stay, so that no number is given to another one after a
    /// restart: what was sent, and one-time codes, belong to it.
    /// </summary>
    public bool Purge(long before, long now)
    {
        Begin();
        var purged = new[]
        {
            _file.Execute(
                $"""
                DELETE FROM inbox WHERE id IN (
                    SELECT id FROM inbox WHERE state = 1 AND received_at < $before AND id < (SELECT max(id) FROM inbox)
                    ORDER BY id LIMIT {PurgedAtOnce})
                """,
                ("$before", before)),
            _file.Execute(
                $"""
                DELETE FROM outbox WHERE id IN (
                    SELECT id FROM outbox WHERE state = 1 AND created_at < $before
                        AND NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.id = outbox.source AND inbox.state <> 1)
                        AND id < (SELECT max(id) FROM outbox)
                    ORDER BY id LIMIT {PurgedAtOnce})
                """,
                ("$before", before)),
            _file.Execute(
                $"DELETE FROM state WHERE rowid IN (SELECT rowid FROM state WHERE expires_at <= $now LIMIT {PurgedAtOnce})", ("$now", now)),
        };
        Commit();
        return Array.Exists(purged, count => count == PurgedAtOnce);
    }

    /// <summary>What the rows take in the file, in bytes.</summary>
    public long UsedBytes() =>
        (_file.Number("PRAGMA page_count") - _file.Number("PRAGMA freelist_count")) * _file.Number("PRAGMA page_size");

    public void Dispose()
    {
        foreach (var statement in new[] { _begin, _commit, _addReceived, _addSending, _handled, _sent, _setState, _removeState })
        {
            statement.Dispose();
        }
    }

    private static void FlushRanges(List<long> ids, SqliteStatement statement)
    {
        ids.Sort();
        for (var i = 0; i < ids.Count;)
        {
            var first = i;
            while (++i < ids.Count && ids[i] <= ids[i - 1] + 1)
            {
            }

            statement.Run(ids[first], ids[i - 1]);
        }

        ids.Clear();
    }
}
