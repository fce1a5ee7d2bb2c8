using System.Collections.Concurrent;
using IcqBots.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Storage;

/// <summary>
/// The last explanations of each bot, in a SQLite file of their own: they come as often as messages, and whoever loses one to a kill has lost
/// nothing else. Written five times a second, those of a bot that have come until then together in one row, the chunk: SQLite takes as long for
/// a row as a bot for a message. For any number of threads.
/// </summary>
public sealed partial class TraceDatabase : IDisposable
{
    /// <summary>So many wait to be written at most: what comes in half a second at the highest rate.</summary>
    private const int MaxWaiting = 20_000;

    /// <summary>So many are in a chunk at most; whoever wants the last one reads all of its chunk.</summary>
    private const int MaxInChunk = 500;

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _purgeInterval = TimeSpan.FromMinutes(1);

    private static readonly string[] _schemaSteps =
    [
        """
        CREATE TABLE trace (
            bot TEXT NOT NULL, number INTEGER NOT NULL, sender INTEGER, at INTEGER NOT NULL, what TEXT NOT NULL, text TEXT NOT NULL, steps TEXT NOT NULL,
            PRIMARY KEY (bot, number)) WITHOUT ROWID;
        """,
        """
        DROP TABLE trace;
        CREATE TABLE chunk (
            bot TEXT NOT NULL, id INTEGER NOT NULL, last INTEGER NOT NULL, at INTEGER NOT NULL, rows TEXT NOT NULL,
            PRIMARY KEY (bot, id)) WITHOUT ROWID;
        """,
    ];

    private readonly Lock _lock = new();
    private readonly Lock _fileLock = new();
    private readonly int _keep;
    private readonly TimeSpan _keepTime;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SqliteFile _file;
    private readonly SqliteStatement _insert;
    private readonly string? _temporary;
    private readonly ITimer _timer;
    private readonly Dictionary<string, long> _numbers = [];

    /// <summary>Of each bot the highest number that is in the file.</summary>
    private readonly Dictionary<string, long> _saved = [];

    /// <summary>Of each bot the highest number when older ones were removed.</summary>
    private readonly Dictionary<string, long> _pruned = [];
    private readonly ConcurrentQueue<Func<TraceRow>> _waiting = [];
    private int _waitingCount;
    private long _leftOut;
    private long _chunks;
    private DateTimeOffset _purgedAt;
    private bool _isFailing;
    private bool _isDisposed;

    private TraceDatabase(string path, string? temporary, int keep, TimeSpan keepTime, TimeProvider time, ILogger log)
    {
        (_temporary, _keep, _keepTime, _time, _log) = (temporary, keep, keepTime, time, log);
        _file = SqliteFile.Open(path, _schemaSteps);
        try
        {
            _insert = _file.Prepare("INSERT INTO chunk VALUES ($1, $2, $3, $4, $5)");
            using var command = _file.Command("SELECT bot, max(last), max(id) FROM chunk GROUP BY bot");
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                _numbers[reader.GetString(0)] = _saved[reader.GetString(0)] = reader.GetInt64(1);
                _chunks = Math.Max(_chunks, reader.GetInt64(2));
            }
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _timer = time.CreateTimer(_ => SaveUnlessBusy(), null, _interval, _interval);
    }

    /// <summary>Gets what was saved, some at a time, on any thread.</summary>
    public event Action<IReadOnlyList<TraceRow>>? Saved;

    /// <summary>
    /// Opens the file, and makes it (mode 0600) where it does not exist. A damaged one is moved aside. Where it cannot be used, a temporary one
    /// takes its place until the program ends.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="keep">How many are kept of each bot.</param>
    /// <param name="keepTime">How long they are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <exception cref="NewerFileException">The file was written by a newer program.</exception>
    public static TraceDatabase Open(string path, int keep, TimeSpan keepTime, TimeProvider time, ILogger log) => UsableFile.Open(
        path, (usable, temporary) => new TraceDatabase(usable, temporary, keep, keepTime, time, log), time, log);

    /// <summary>A number for what is explained of a bot from now on.</summary>
    public long NextNumber(string bot)
    {
        lock (_lock)
        {
            return _numbers[bot] = _numbers.GetValueOrDefault(bot) + 1;
        }
    }

    /// <summary>Keeps an explanation, or what has become of it. While the disk stalls only so many are held; those that come then are left out.</summary>
    /// <param name="row">What it is when it is written.</param>
    public void Write(Func<TraceRow> row)
    {
        if (Interlocked.Increment(ref _waitingCount) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waitingCount);
            Interlocked.Increment(ref _leftOut);
            return;
        }

        _waiting.Enqueue(row);
    }

    /// <summary>The last ones, the oldest of them first.</summary>
    /// <param name="bot">Of this bot; null: of all.</param>
    /// <param name="from">Of messages of this person; null: of everything.</param>
    /// <param name="count">So many.</param>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IReadOnlyList<TraceRow> Last(string? bot, Uin? from, int count)
    {
        Save();
        lock (_fileLock)
        {
            // Those of each bot are in the order of their chunks in the file; all of them are in no order by time.
            return _file.Guard(() =>
                (bot is null ? Bots() : [bot]).SelectMany(each => LastOf(each, from, count)).OrderByDescending(row => row.At).Take(count).Reverse().ToList());
        }
    }

    /// <summary>Writes what waits, and closes the file.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Save();
        lock (_fileLock)
        {
            _isDisposed = true;
            _insert.Dispose();
            _file.Dispose();
        }

        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    /// <summary>The timer does not wait for a disk that stalls: what waits is written next time.</summary>
    private void SaveUnlessBusy()
    {
        if (!_fileLock.TryEnter())
        {
            return;
        }

        try
        {
            Save();
        }
        finally
        {
            _fileLock.Exit();
        }
    }

    private void Save()
    {
        lock (_fileLock)
        {
            // Those who follow get them in the order in which they were written.
            if (!_isDisposed && SaveWaiting() is { Count: > 0 } saved)
            {
                Saved?.Invoke(saved);
            }
        }
    }

    private List<TraceRow> SaveWaiting()
    {
        var now = _time.GetUtcNow();
        var isTimeToPurge = (now - _purgedAt).Duration() >= _purgeInterval;
        var rows = new List<TraceRow>(Volatile.Read(ref _waitingCount));
        while (rows.Count < MaxWaiting && _waiting.TryDequeue(out var row))
        {
            Interlocked.Decrement(ref _waitingCount);
            rows.Add(row());
        }

        if (isTimeToPurge && Interlocked.Exchange(ref _leftOut, 0) is > 0 and var leftOut)
        {
            LogLeftOut(_log, _file.Path, leftOut);
        }

        if (rows.Count == 0 && !isTimeToPurge)
        {
            return rows;
        }

        try
        {
            using var transaction = _file.BeginTransaction();
            foreach (var of in rows.GroupBy(row => row.Bot))
            {
                Insert(of.Key, [.. of]);
            }

            if (isTimeToPurge)
            {
                _purgedAt = now;
                PurgeBefore(now.ToUnixTimeMilliseconds() - (long)_keepTime.TotalMilliseconds);
            }

            transaction.Commit();
            _isFailing = false;
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException)
        {
            if (!_isFailing)
            {
                LogFails(_log, _file.Path, e.Message.TrimEnd('.'));
            }

            _isFailing = true;
        }

        return rows;
    }

    /// <summary>Of each bot those before the first one that is young enough; nothing reads all the others for it.</summary>
    private void PurgeBefore(long moment)
    {
        foreach (var bot in Bots())
        {
            _file.Execute(
                """
                DELETE FROM chunk WHERE bot = $bot AND id < coalesce(
                    (SELECT id FROM chunk WHERE bot = $bot AND at >= $moment ORDER BY id LIMIT 1), 9223372036854775807)
                """,
                ("$bot", bot),
                ("$moment", moment));
        }
    }

    private string[] Bots()
    {
        lock (_lock)
        {
            return [.. _numbers.Keys];
        }
    }

    private IEnumerable<TraceRow> LastOf(string bot, Uin? from, int count)
    {
        var first = _saved.GetValueOrDefault(bot) - _keep;
        var found = new Dictionary<long, TraceRow>();
        using var command = _file.Command("SELECT last, rows FROM chunk WHERE bot = $bot ORDER BY id DESC", ("$bot", bot));
        using var reader = command.ExecuteReader();
        while (reader.Read() && found.Keys.Count(number => number > reader.GetInt64(0)) < count)
        {
            var rows = KeptTrace.Parse(bot, reader.GetString(1)).Where(row => row.Number > first && (from is null || row.From == from));
            foreach (var row in rows.Reverse())
            {
                // What has become of one later comes behind it, and was read before.
                found.TryAdd(row.Number, row);
            }
        }

        return found.Values.OrderByDescending(row => row.Number).Take(count);
    }

    private void Insert(string bot, List<TraceRow> rows)
    {
        foreach (var chunk in rows.Chunk(MaxInChunk))
        {
            var last = Math.Max(_saved.GetValueOrDefault(bot), chunk.Max(row => row.Number));
            _saved[bot] = last;
            _insert.Run(bot, ++_chunks, last, chunk.Max(row => row.At).ToUnixTimeMilliseconds(), KeptTrace.ToJson(chunk));
        }

        // Not at each time: it looks at every chunk of the bot.
        if (_saved[bot] - _pruned.GetValueOrDefault(bot) >= Math.Max(1, _keep / 10))
        {
            _pruned[bot] = _saved[bot];
            _file.Execute("DELETE FROM chunk WHERE bot = $bot AND last <= $last", ("$bot", bot), ("$last", _saved[bot] - _keep));
        }
    }

    [LoggerMessage(LogLevel.Warning, "What icqbots trace shows cannot be kept in {Path}: {Reason}")]
    private static partial void LogFails(ILogger log, string path, string reason);

    [LoggerMessage(LogLevel.Warning, "{Path} is written too slowly: {Count} explanations of icqbots trace were left out")]
    private static partial void LogLeftOut(ILogger log, string path, long count);
}
