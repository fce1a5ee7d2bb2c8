using System.Globalization;
using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Storage;

namespace IcqBots.Host.Journal;

/// <summary>
/// The messages that one bot got from the server's store until it has heard that the server has deleted them: with the next session they come
/// again, also after a kill. A copy tells the same minute in which it was sent.
/// </summary>
internal sealed class FetchedMessages
{
    private const int MaxRows = 10_000;

    private readonly Lock _lock = new();
    private readonly BotDatabase _database;
    private readonly StateKey _lastDeleted;
    private readonly Queue<ReceivedRow> _rows;
    private List<ReceivedRow> _awaited = [];

    /// <summary>Begins with what the last run of the host has left over.</summary>
    public FetchedMessages(string bot, BotDatabase database, UnfinishedJournal unfinished)
    {
        _database = database;

        // What has no bot goes with the messages, also when a backup is restored.
        _lastDeleted = new StateKey(bot, "", "last-deleted");
        var last = long.Parse(database.Get(_lastDeleted) ?? "0", CultureInfo.InvariantCulture);
        _rows = new(unfinished.Recent.Where(row => row.Bot == bot && row.Path == MessagePath.Stored && row.Id > last));
    }

    /// <summary>A session begins: they come again.</summary>
    public void BeginSession()
    {
        lock (_lock)
        {
            _awaited = [.. _rows];
        }
    }

    /// <summary>A message from the store is kept.</summary>
    public void Add(ReceivedRow row)
    {
        lock (_lock)
        {
            _rows.Enqueue(row);
            if (_rows.Count > MaxRows)
            {
                _rows.Dequeue();
            }
        }
    }

    /// <summary>True when a message from the store is one that was kept in an earlier session; each counts once.</summary>
    public bool TryTakeCopy(MessageReceived message)
    {
        lock (_lock)
        {
            var index = _awaited.FindIndex(row =>
                (row.From, row.Type, row.Text, row.SentAt) == (message.From, message.Type, message.Text, message.SentAt));
            if (index < 0)
            {
                return false;
            }

            _awaited.RemoveAt(index);
            return true;
        }
    }

    /// <summary>The server has deleted them.</summary>
    public void OnDeleted()
    {
        lock (_lock)
        {
            if (_rows.Count > 0)
            {
                _database.Set(_lastDeleted, _rows.Max(row => row.Id).ToString(CultureInfo.InvariantCulture), null);
            }

            _rows.Clear();
            _awaited.Clear();
        }
    }
}
