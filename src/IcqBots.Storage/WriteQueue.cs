using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Storage;

/// <summary>Changes that are written together, or not at all, and whom to tell: true when they are written.</summary>
internal sealed record Write(IReadOnlyList<Change> Changes, IReadOnlyList<Action<bool>> OnWritten);

/// <summary>
/// Writes changes on a thread of its own, in their order; whatever waits is one transaction. While the file cannot be written everybody is
/// told so at once, and the changes wait in memory until it can.
/// </summary>
internal sealed partial class WriteQueue : IDisposable
{
    private const int MaxKeptInMemory = 100_000;
    private const int WritesBetweenPurges = 10_000;

    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Func<SqliteFile> _reopen;
    private readonly BotDatabaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Thread _thread;
    private readonly ITimer _retry;
    private readonly List<Write> _kept = [];
    private SqliteFile _file;
    private BotTables _tables;
    private List<Write> _waiting = [];
    private bool _isClosing;
    private Exception? _damage;
    private bool _isFailing;
    private bool _isClosed;
    private long _retryAt;
    private int _sincePurge;
    private DateTimeOffset _nextPurge;
    private long _dropped;

    /// <summary>Writes into a file; <paramref name="reopen"/> makes a fresh one when it turns out to be damaged.</summary>
    public WriteQueue(SqliteFile file, Func<SqliteFile> reopen, BotDatabaseOptions options, TimeProvider time, ILogger log)
    {
        _file = file;
        _tables = new BotTables(file);
        _reopen = reopen;
        _options = options;
        _time = time;
        _log = log;
        _retry = time.CreateTimer(_ => _wake.Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run) { IsBackground = true, Name = "IcqBots journal" };
        _thread.Start();
    }

    /// <summary>Puts changes behind those that wait.</summary>
    public void Add(Write write)
    {
        lock (_gate)
        {
            if (!_isClosing)
            {
                _waiting.Add(write);
                if (_waiting.Count == 1)
                {
                    _wake.Release();
                }

                return;
            }
        }

        Tell(write, isWritten: false);
    }

    /// <summary>Begins with a fresh file: a reader has found this one damaged.</summary>
    public void StartAfresh(Exception damage)
    {
        Interlocked.Exchange(ref _damage, damage);
        _wake.Release();
    }

    /// <summary>Writes what waits, and closes the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosing)
            {
                return;
            }

            _isClosing = true;
        }

        _wake.Release();
        _thread.Join();
        _retry.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        for (var isClosing = false; !isClosing;)
        {
            _wake.Wait();
            List<Write> writes;
            lock (_gate)
            {
                isClosing = _isClosing;
                writes = _waiting;
                _waiting = [];
            }

            if (Interlocked.Exchange(ref _damage, null) is { } damage)
            {
                Fail(damage, []);
            }

            WriteAll(writes);
        }

        if (_kept.Count > 0)
        {
            LogNeverWritten(_log, _kept.Count);
        }

        _tables.Dispose();
        _file.Dispose();
    }

    private void WriteAll(List<Write> writes)
    {
        if (_isFailing)
        {
            // Who waits is told at once; what is written later is written in the same order.
            writes.ForEach(write => Tell(write, isWritten: false));
            Keep(writes);
            if (_time.GetTimestamp() < _retryAt && !_isClosing)
            {
                return;
            }

            writes = [.. _kept];
        }

        var done = 0;
        try
        {
            while (done < writes.Count)
            {
                var first = done;
                done = WriteBatch(writes, first);
                if (_isFailing)
                {
                    _kept.RemoveRange(0, done - first);
                }
                else
                {
                    writes[first..done].ForEach(write => Tell(write, isWritten: true));
                }
            }

            Purge();
            if (_isFailing && _kept.Count == 0)
            {
                _isFailing = false;
                LogWorksAgain(_log, _file.Path);
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or InvalidOperationException)
        {
            Fail(e, _isFailing ? [] : writes[done..]);
        }
    }

    /// <summary>Writes as many as fit into the time of a batch; the index behind the last one.</summary>
    private int WriteBatch(List<Write> writes, int first)
    {
        var began = _time.GetTimestamp();
        _tables.Begin();
        try
        {
            var next = first;
            do
            {
                foreach (var change in writes[next].Changes)
                {
                    change.Apply(_tables);
                }
            }
            while (++next < writes.Count && _time.GetElapsedTime(began) < BatchTime);
            _sincePurge += next - first;
            _tables.Commit();
            return next;
        }
        catch
        {
            _tables.Rollback();
            throw;
        }
    }

    /// <summary>Looks for what is too old with each minute, which takes a look at every row; for what is too much more often.</summary>
    private void Purge()
    {
        var now = _time.GetUtcNow();
        var isTime = now >= _nextPurge || now <= _nextPurge - (2 * PurgeInterval);
        if (!isTime && _sincePurge < WritesBetweenPurges)
        {
            return;
        }

        _sincePurge = 0;
        var isTooBig = _tables.UsedBytes() > _options.MaxBytes;
        if (isTime || isTooBig)
        {
            var before = isTooBig ? long.MaxValue : (now - _options.Keep).ToUnixTimeMilliseconds();
            _nextPurge = _tables.Purge(before, now.ToUnixTimeMilliseconds()) ? now : now + PurgeInterval;
        }
    }

    private void Fail(Exception exception, List<Write> unwritten)
    {
        unwritten.ForEach(write => Tell(write, isWritten: false));
        Keep(unwritten);
        if (!_isFailing)
        {
            _isFailing = true;
            LogFails(_log, exception.Message.TrimEnd('.'));
        }

        if (SqliteFile.IsDamage(exception) || _isClosed)
        {
            Reopen();
        }

        _retryAt = _time.GetTimestamp() + (long)(RetryInterval.TotalSeconds * _time.TimestampFrequency);
        _retry.Change(RetryInterval, Timeout.InfiniteTimeSpan);
    }

    private void Reopen()
    {
        _isClosed = true;
        _tables.Dispose();
        _file.Dispose();
        try
        {
            _file = _reopen();
            _tables = new BotTables(_file);
            _isClosed = false;

            // A reader may have found the same damage meanwhile; the fresh file shall not go after the damaged one.
            Interlocked.Exchange(ref _damage, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFails(_log, e.Message.TrimEnd('.'));
        }
    }

    private void Keep(List<Write> writes)
    {
        _kept.AddRange(writes);
        if (_kept.Count > MaxKeptInMemory)
        {
            var excess = _kept.Count - MaxKeptInMemory;
            _kept.RemoveRange(0, excess);
            _dropped += excess;
            LogDropped(_log, _dropped);
        }
    }

    private void Tell(Write write, bool isWritten)
    {
        foreach (var tell in write.OnWritten)
        {
            try
            {
                tell(isWritten);
            }
            catch (Exception e)
            {
                LogTellFailed(_log, e);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "{Reason}. The bots go on; what they should keep is in memory only until the file can be written. Make room on the disk, mend the folder's rights, or end the program that locks the file")]
    private static partial void LogFails(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "The database {Path} can be written again, and has everything that was kept in memory")]
    private static partial void LogWorksAgain(ILogger log, string path);

    [LoggerMessage(LogLevel.Error, "The file cannot be written for too long: {Count} changes are lost so far")]
    private static partial void LogDropped(ILogger log, long count);

    [LoggerMessage(LogLevel.Error, "{Count} changes were never written, as the file could not be")]
    private static partial void LogNeverWritten(ILogger log, int count);

    [LoggerMessage(LogLevel.Error, "What follows a write has failed")]
    private static partial void LogTellFailed(ILogger log, Exception exception);
}
