using System.Collections.Concurrent;
using System.Globalization;
using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Storage;

/// <summary>
/// What the bots of a host keep, in one SQLite file: received messages until they are handled, messages to send until they are acknowledged,
/// and what scripts keep. Changes are seen at once, and written in batches a few ms later, in their order. For any number of threads.
/// </summary>
public sealed class BotDatabase : IDisposable
{
    private static readonly TimeSpan RecentTime = TimeSpan.FromMinutes(10);

    private const int MostRecent = 10_000;

    /// <summary>Is there while no program uses the file, and the last one was not killed.</summary>
    private static readonly StateKey EndedWell = new("", "", "ended-well");

    [ThreadStatic]
    private static Unit? _unit;

    private readonly Lock _stateLock = new();
    private readonly Lock _readLock = new();
    private readonly ConcurrentDictionary<StateKey, StateChange> _unwritten = new();
    private readonly BotDatabaseOptions _options;
    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly ILogger _log;
    private readonly WriteQueue _queue;
    private SqliteFile _reader;
    private readonly string? _temporary;
    private readonly bool _hasEndedWell;
    private bool _isTakenOver;
    private long _lastReceivedId;
    private long _lastSentId;

    private BotDatabase(string path, string? temporary, BotDatabaseOptions options, TimeProvider time, ILogger log)
    {
        _path = path;
        _options = options;
        _time = time;
        _log = log;
        _temporary = temporary;
        var file = Open(path, options);
        try
        {
            _reader = Open(path, options);
            _lastReceivedId = file.Number("SELECT coalesce(max(id), 0) FROM inbox");
            _lastSentId = file.Number("SELECT coalesce(max(id), 0) FROM outbox");
            _hasEndedWell = _lastReceivedId == 0 || JournalQueries.State(file, EndedWell) is not null;
            _queue = new WriteQueue(file, OpenAfresh, options, time, log);
        }
        catch
        {
            _reader?.Dispose();
            file.Dispose();
            throw;
        }

        Write(new StateChange(EndedWell, null, null));
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Opens the file, and makes it (mode 0600) where it does not exist. A damaged one is moved aside. Where it cannot be used, a temporary one
    /// takes its place until the program ends: the bots shall run all the same. Both are told in the log.
    /// </summary>
    /// <exception cref="NewerFileException">The file was written by a newer program.</exception>
    /// <exception cref="IOException">No temporary file can be made either.</exception>
    public static BotDatabase Open(string path, BotDatabaseOptions options, TimeProvider time, ILogger log) =>
        UsableFile.Open(path, (usable, temporary) => new BotDatabase(usable, temporary, options, time, log), time, log);

    /// <summary>A number for a message that is received now.</summary>
    public long NextReceivedId() => Interlocked.Increment(ref _lastReceivedId);

    /// <summary>A number for a message that is to be sent now.</summary>
    public long NextSentId() => Interlocked.Increment(ref _lastSentId);

    /// <summary>
    /// Writes something. What a script does without waiting in between is written together, or not at all. The function is called with true
    /// when it is written; with false when the file cannot be written now, and the change waits in memory.
    /// </summary>
    public void Write(Change change, Action<bool>? onWritten = null) => Write([change], onWritten);

    /// <summary>The same for changes that belong together.</summary>
    public void Write(IReadOnlyList<Change> changes, Action<bool>? onWritten)
    {
        foreach (var state in changes.OfType<StateChange>())
        {
            // Where the file cannot be written, it is the only copy.
            _unwritten[state.Key] = state;
            onWritten += isWritten =>
            {
                if (isWritten)
                {
                    _unwritten.TryRemove(new(state.Key, state));
                }
            };
        }

        if (_unit?.Owner != this)
        {
            var unit = new Unit(this);
            if (_unit is not null || _options.AtEndOfTurn?.Invoke(unit.End) != true)
            {
                unit.Add(changes, onWritten);
                unit.Submit();
                return;
            }

            _unit = unit;
        }

        _unit.Add(changes, onWritten);
    }

    /// <summary>Calls a function when everything is written that was to be written before; with false when it cannot be written now.</summary>
    public void AfterWrites(Action<bool> next) => _queue.Add(new Write([], [next]));

    /// <summary>Ends when everything is written that was to be written before; with false when it cannot be written now.</summary>
    public Task<bool> FlushAsync()
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        AfterWrites(written.SetResult);
        return written.Task;
    }

    /// <summary>What was not finished when the program ended last; nothing where the file turns out to be damaged.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public UnfinishedJournal LoadUnfinished()
    {
        _isTakenOver = true;
        try
        {
            return ReadUnfinished();
        }
        catch (IOException e) when (SqliteFile.IsDamage(e))
        {
            // A fresh file has begun; the damaged one is where the log says.
            return new UnfinishedJournal([], [], Array.Empty<(long Source, int Ordinal)>().ToLookup(each => each.Source, each => each.Ordinal), []);
        }
    }

    private UnfinishedJournal ReadUnfinished() => Locked(() =>
    {
        // By the last message, not by the latest: the clock may have been ahead before.
        var last = _reader.Number("SELECT coalesce((SELECT received_at FROM inbox ORDER BY id DESC LIMIT 1), 0)");
        var recent = (long)RecentTime.TotalMilliseconds;
        var received = JournalQueries.Received(_reader, "state = 0");

        // What was given up may be handled again at the owner's wish.
        var sources = received.Concat(JournalQueries.Received(_reader, "state = 2")).Select(row => row.Id).ToHashSet();
        return new UnfinishedJournal(
            received,
            JournalQueries.Sent(_reader, "state = 0"),
            JournalQueries.Sources(_reader).Where(each => sources.Contains(each.Source)).ToLookup(each => each.Source, each => each.Ordinal),
            JournalQueries.Received(_reader, string.Create(
                CultureInfo.InvariantCulture,
                $"abs(received_at - {last}) <= {recent} AND id > {_lastReceivedId - MostRecent} AND (path = {(int)MessagePath.Stored} OR {!_hasEndedWell})")));
    });

    /// <summary>The messages that were given up, oldest first.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public (IReadOnlyList<ReceivedRow> Received, IReadOnlyList<SentRow> Sent) LoadFailed() =>
        Locked(() => (JournalQueries.Received(_reader, "state = 2"), JournalQueries.Sent(_reader, "state = 2")));

    /// <summary>True when the bot has sent a message of that name before, delivered or not.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool HasSent(string bot, string key) => Locked(() =>
        _reader.Number("SELECT EXISTS (SELECT 1 FROM outbox WHERE bot = $bot AND key = $key)", ("$bot", bot), ("$key", key)) == 1);

    /// <summary>What has become of the messages of a bot whose names begin so, those that are remembered.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<SentRow> LoadSent(string bot, string prefix) => Locked(() => JournalQueries.SentWithKey(_reader, bot, prefix));

    /// <summary>The text under a key; null where there is none, or where its time is over.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public string? Get(StateKey key) => Read(key)?.Json;

    /// <summary>Puts a text under a key, for ever or until a time (kept to the millisecond).</summary>
    public void Set(StateKey key, string json, DateTimeOffset? expiresAt)
    {
        lock (_stateLock)
        {
            Write(new StateChange(key, json, expiresAt?.ToUnixTimeMilliseconds()));
        }
    }

    /// <summary>
    /// Replaces a text by what becomes of it; null removes it. Where another has changed the text in the meantime,
    /// <paramref name="change"/> is called again with the new one, so that no change is lost; nobody waits while it runs.
    /// </summary>
    /// <param name="key">Where the text is.</param>
    /// <param name="change">Makes the new text of the old one, or of null where there is none.</param>
    /// <param name="expiresAt">The end of its time; null leaves it as it is.</param>
    /// <returns>The new text.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public string? Update(StateKey key, Func<string?, string?> change, DateTimeOffset? expiresAt)
    {
        while (true)
        {
            var before = Read(key);
            var after = change(before?.Json);
            lock (_stateLock)
            {
                if (Read(key)?.Json == before?.Json)
                {
                    Write(new StateChange(key, after, expiresAt?.ToUnixTimeMilliseconds() ?? before?.ExpiresAt));
                    return after;
                }
            }
        }
    }

    /// <summary>Removes a text; false where there was none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool Remove(StateKey key)
    {
        lock (_stateLock)
        {
            var wasThere = Read(key) is not null;
            if (wasThere)
            {
                Write(new StateChange(key, null, null));
            }

            return wasThere;
        }
    }

    /// <summary>The keys of a script that begin with <paramref name="prefix"/>, in the order of their characters.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<string> Keys(string bot, string script, string prefix)
    {
        lock (_stateLock)
        {
            // Before the file is read: what is written in between is in both.
            var unwritten = _unwritten.Values
                .Where(state => (state.Key.Bot, state.Key.Script) == (bot, script) && state.Key.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToList();
            var keys = Locked(() => JournalQueries.Keys(_reader, bot, script, prefix, Now)).ToHashSet();
            foreach (var state in unwritten)
            {
                _ = Alive(state) is null ? keys.Remove(state.Key.Key) : keys.Add(state.Key.Key);
            }

            return [.. keys.OrderBy(key => key, CodePointOrder.Instance)];
        }
    }

    /// <summary>Writes what waits, and closes the file; later reads throw an <see cref="IOException"/>.</summary>
    public void Dispose()
    {
        if (_hasEndedWell || _isTakenOver)
        {
            // Who only looked after a kill leaves it to the next host to see to what that has left over.
            Write(new StateChange(EndedWell, "true", null));
        }

        _queue.Dispose();
        lock (_readLock)
        {
            _reader.Dispose();
        }

        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    private static SqliteFile Open(string path, BotDatabaseOptions options) =>
        SqliteFile.Open(path, BotTables.SchemaSteps, options.WaitsForDisk);

    private SqliteFile OpenAfresh()
    {
        lock (_readLock)
        {
            _reader.Dispose();
            UsableFile.MoveAside(_path, _time, _log);
            var file = Open(_path, _options);
            _reader = Open(_path, _options);
            return file;
        }
    }

    private StateChange? Read(StateKey key) => Alive(
        _unwritten.TryGetValue(key, out var state) ? state : Locked(() => JournalQueries.State(_reader, key)));

    private StateChange? Alive(StateChange? state) =>
        state is { Json: not null } && !(state.ExpiresAt <= Now) ? state : null;

    private T Locked<T>(Func<T> work)
    {
        lock (_readLock)
        {
            try
            {
                return _reader.Guard(work);
            }
            catch (IOException e) when (SqliteFile.IsDamage(e))
            {
                _queue.StartAfresh(e);
                throw;
            }
        }
    }

    /// <summary>What is written together.</summary>
    private sealed class Unit(BotDatabase owner)
    {
        private readonly List<Change> _changes = [];
        private readonly List<Action<bool>> _onWritten = [];

        public BotDatabase Owner => owner;

        public void Add(IReadOnlyList<Change> changes, Action<bool>? onWritten)
        {
            _changes.AddRange(changes);
            if (onWritten is not null)
            {
                _onWritten.Add(onWritten);
            }
        }

        public void End()
        {
            _unit = null;
            Submit();
        }

        public void Submit() => owner._queue.Add(new Write(_changes, _onWritten));
    }
}

/// <summary>Where a script keeps a text.</summary>
/// <param name="Bot">The bot's name.</param>
/// <param name="Script">The script's name.</param>
/// <param name="Key">The key.</param>
public readonly record struct StateKey(string Bot, string Script, string Key);
