using IcqBots.Protocol;

namespace IcqBots.Storage;

/// <summary>What is read from the tables of a <see cref="BotDatabase"/>.</summary>
internal static class JournalQueries
{
    /// <summary>The last character that there is: what begins so and goes on comes before it.</summary>
    private static readonly string Last = char.ConvertFromUtf32(0x10FFFF);

    /// <summary>The received messages that a condition finds, in the order in which they came.</summary>
    public static IReadOnlyList<ReceivedRow> Received(SqliteFile file, string condition)
    {
        using var command = file.Command(
            $"SELECT id, bot, sender, type, text, path, to_several, sent_at, received_at, state, tries, verified FROM inbox WHERE {condition} ORDER BY id");
        using var rows = command.ExecuteReader();
        var received = new List<ReceivedRow>();
        while (rows.Read())
        {
            received.Add(new ReceivedRow(
                rows.GetInt64(0),
                rows.GetString(1),
                new Uin((uint)rows.GetInt64(2)),
                (MessageType)rows.GetInt64(3),
                rows.GetString(4),
                (MessagePath)rows.GetInt64(5),
                rows.GetInt64(6) != 0,
                DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(7)),
                DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(8)))
            {
                State = (JournalState)rows.GetInt64(9),
                Tries = (int)rows.GetInt64(10),
                IsVerified = rows.GetInt64(11) != 0,
            });
        }

        return received;
    }

    /// <summary>The messages of a bot whose keys begin so, in their order.</summary>
    public static IReadOnlyList<SentRow> SentWithKey(SqliteFile file, string bot, string prefix) => Sent(
        file, "bot = $bot AND key >= $from AND key <= $to", ("$bot", bot), ("$from", prefix), ("$to", prefix + Last));

    /// <summary>The messages to send that a condition finds, in their order.</summary>
    public static IReadOnlyList<SentRow> Sent(SqliteFile file, string condition, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = file.Command(
            $"""
            SELECT id, bot, receiver, type, text, urgency, created_at, source, ordinal, key, expires_at, state, reason FROM outbox
            WHERE {condition} ORDER BY id
            """,
            values);
        using var rows = command.ExecuteReader();
        var sent = new List<SentRow>();
        while (rows.Read())
        {
            sent.Add(new SentRow(
                rows.GetInt64(0),
                rows.GetString(1),
                new Uin((uint)rows.GetInt64(2)),
                (MessageType)rows.GetInt64(3),
                rows.GetString(4),
                (MessageUrgency)rows.GetInt64(5),
                DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(6)))
            {
                Source = rows.IsDBNull(7) ? null : rows.GetInt64(7),
                Ordinal = (int)rows.GetInt64(8),
                Key = rows.IsDBNull(9) ? null : rows.GetString(9),
                ExpiresAt = rows.IsDBNull(10) ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(10)),
                State = (JournalState)rows.GetInt64(11),
                Reason = rows.IsDBNull(12) ? null : rows.GetString(12),
            });
        }

        return sent;
    }

    /// <summary>For every message that handlers have sent: of which received one, and which of its messages it is.</summary>
    public static IReadOnlyList<(long Source, int Ordinal)> Sources(SqliteFile file)
    {
        using var command = file.Command("SELECT source, ordinal FROM outbox WHERE source IS NOT NULL");
        using var rows = command.ExecuteReader();
        var sources = new List<(long Source, int Ordinal)>();
        while (rows.Read())
        {
            sources.Add((rows.GetInt64(0), (int)rows.GetInt64(1)));
        }

        return sources;
    }

    /// <summary>What is kept under a key, its time over or not.</summary>
    public static StateChange? State(SqliteFile file, StateKey key)
    {
        using var command = file.Command(
            "SELECT json, expires_at FROM state WHERE bot = $bot AND script = $script AND key = $key",
            ("$bot", key.Bot), ("$script", key.Script), ("$key", key.Key));
        using var row = command.ExecuteReader();
        return row.Read() ? new StateChange(key, row.GetString(0), row.IsDBNull(1) ? null : row.GetInt64(1)) : null;
    }

    /// <summary>The keys of a script that begin so and whose time is not over.</summary>
    public static IReadOnlyList<string> Keys(SqliteFile file, string bot, string script, string prefix, long now)
    {
        using var command = file.Command(
            """
            SELECT key FROM state WHERE bot = $bot AND script = $script AND key >= $from AND key <= $to
                AND (expires_at IS NULL OR expires_at > $now)
            """,
            ("$bot", bot), ("$script", script), ("$from", prefix), ("$to", prefix + Last), ("$now", now));
        using var rows = command.ExecuteReader();
        var keys = new List<string>();
        while (rows.Read())
        {
            keys.Add(rows.GetString(0));
        }

        return keys;
    }
}
