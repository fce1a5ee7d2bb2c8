using IcqBots.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Storage;

/// <summary>
/// The last explanations of each bot, in a SQLite file of their own: they come as often as messages, and whoever loses one to a kill has lost
/// nothing else. Written five times a second. For any number of threads.
/// </summary>
public sealed partial class TraceDatabase : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _purgeInterval = TimeSpan.FromMinutes(1);

    private static readonly string[] _schemaSteps =
    [
        """
        CREATE TABLE trace (
            bot TEXT NOT NULL, number INTEGER NOT NULL, sender INTEGER, at INTEGER NOT NULL, what TEXT NOT NULL, text TEXT NOT NULL, steps TEXT NOT NULL,
            PRIMARY KEY (bot, number)) WITHOUT ROWID;
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
    private Dictionary<string, SortedDictionary<long, Func<TraceRow>>> _waiting = [];
    private DateTimeOffset _purgedAt;
    private bool _isFailing;
    private bool _isDisposed;

    private TraceDatabase(string path, string? temporary, int keep, TimeSpan keepTime, TimeProvider time, ILogger log)
    {
        (_temporary, _keep, _keepTime, _time, _log) = (temporary, keep, keepTime, time, log);
        _file = SqliteFile.Open(path, _schemaSteps);
        try
        {
            _insert = _file.Prepare("INSERT OR REPLACE INTO trace VALUES ($1, $2, $3, $4, $5, $6, $7)");
            using var command = _file.Command("SELECT bot, max(number) FROM trace GROUP BY bot");
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                _numbers.Add(reader.GetString(0), reader.GetInt64(1));
            }
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _timer = time.CreateTimer(_ => Save(), null, _interval, _interval);
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

    /// <summary>Keeps an explanation, or what has become of it. Of those that wait to be written only as many are held as are kept.</summary>
    /// <param name="bot">The bot's name.</param>
    /// <param name="number">Its number.</param>
    /// <param name="row">What it is when it is written.</param>
    public void Write(string bot, long number, Func<TraceRow> row)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(bot, out var rows))
            {
                _waiting.Add(bot, rows = []);
            }

            rows[number] = row;
            if (rows.Count > _keep)
            {
                rows.Remove(rows.Keys.First());
            }
        }
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
            return _file.Guard(() =>
            {
                using var command = _file.Command(
                    """
                    SELECT bot, number, sender, at, what, text, steps FROM trace
                    WHERE ($bot IS NULL OR bot = $bot) AND ($sender IS NULL OR sender = $sender)
                    ORDER BY at DESC, number DESC LIMIT $count
                    """,
                    ("$bot", bot),
                    ("$sender", (long?)from?.Value),
                    ("$count", count));
                using var reader = command.ExecuteReader();
                var rows = new List<TraceRow>();
                while (reader.Read())
                {
                    rows.Add(new TraceRow(
                        reader.GetString(0),
                        reader.GetInt64(1),
                        reader.IsDBNull(2) ? null : new Uin((uint)reader.GetInt64(2)),
                        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
                        reader.GetString(4),
                        reader.GetString(5),
                        reader.GetString(6)));
                }

                rows.Reverse();
                return rows;
            });
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

    private void Save()
    {
        List<TraceRow> saved;
        lock (_fileLock)
        {
            if (_isDisposed)
            {
                return;
            }

            saved = SaveWaiting();
        }

        if (saved.Count > 0)
        {
            Saved?.Invoke(saved);
        }
    }

    private List<TraceRow> SaveWaiting()
    {
        Dictionary<string, SortedDictionary<long, Func<TraceRow>>> waiting;
        lock (_lock)
        {
            waiting = _waiting;
            _waiting = [];
        }

        var now = _time.GetUtcNow();
        var isTimeToPurge = (now - _purgedAt).Duration() >= _purgeInterval;
        if (waiting.Count == 0 && !isTimeToPurge)
        {
            return [];
        }

        List<TraceRow> rows = [.. waiting.Values.SelectMany(each => each.Values).Select(row => row())];
        try
        {
            using var transaction = _file.BeginTransaction();
            rows.ForEach(Insert);
            foreach (var (bot, numbers) in waiting)
            {
                _file.Execute("DELETE FROM trace WHERE bot = $bot AND number <= $last", ("$bot", bot), ("$last", numbers.Keys.Last() - _keep));
            }

            if (isTimeToPurge)
            {
                _purgedAt = now;
                _file.Execute("DELETE FROM trace WHERE at < $before", ("$before", now.ToUnixTimeMilliseconds() - (long)_keepTime.TotalMilliseconds));
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

    private void Insert(TraceRow row) =>
        _insert.Run(row.Bot, row.Number, (long?)row.From?.Value, row.At.ToUnixTimeMilliseconds(), row.What, row.Text, row.Steps);

    [LoggerMessage(LogLevel.Warning, "What icqbots trace shows cannot be kept in {Path}: {Reason}")]
    private static partial void LogFails(ILogger log, string path, string reason);
}
