using IcqBots.Client;
using IcqBots.Host.Traces;
using IcqBots.Protocol;
using IcqBots.Storage;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Journal;

/// <summary>
/// The received messages of one bot: kept before they are acknowledged, until their handlers have ended. What a crash leaves over is handled
/// again, five times at most.
/// </summary>
/// <param name="bot">The bot's name.</param>
/// <param name="database">Where they are kept.</param>
/// <param name="keepsAll">Whether messages are kept at all.</param>
/// <param name="unfinished">What the last run of the host has left over, of all bots.</param>
/// <param name="traces">Explains what becomes of them.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The bot's log.</param>
internal sealed partial class BotJournal(
    string bot, BotDatabase database, bool keepsAll, UnfinishedJournal unfinished, TraceBook traces, TimeProvider time, ILogger log) : IMessageJournal
{
    /// <summary>How often a message is handled: when it comes, and after crashes.</summary>
    public const int MaxTries = 5;

    private const int MaxTail = 4096;

    /// <summary>Servers repeat a message after 10 s when its acknowledgement was lost; what is older and was not repeated is settled.</summary>
    private static readonly TimeSpan TailTime = TimeSpan.FromSeconds(15);

    /// <summary>Stored messages tell the minute in which they were sent.</summary>
    private static readonly TimeSpan SameTime = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private volatile bool _isClosed;
    private readonly Queue<Settled> _tail = new();
    private readonly List<Settled> _suspects =
        [.. unfinished.Recent.Where(row => row.Bot == bot && row.Path == MessagePath.Server).Select(row => new Settled(row, true))];

    private readonly FetchedMessages _fetched = new(bot, database, unfinished);

    /// <summary>True when no message shall be handled any more.</summary>
    public bool IsClosed => _isClosed;

    /// <inheritdoc/>
    public void Keep(MessageReceived message, Action<MessageReceived?> kept)
    {
        var now = time.GetUtcNow();
        if (message.Path == MessagePath.Stored)
        {
            var isCopy = _fetched.TryTakeCopy(message);
            var suspect = isCopy ? null : TakeSuspect(message);
            if (isCopy || suspect is { IsOfCrash: false })
            {
                traces.Begin(bot, message)?.End("it came before, and is not handled again");
                LogSame(log, message.From);
                database.AfterWrites(_ => kept(null));
                return;
            }

            message = message with { IsRedelivered = suspect is not null };
        }

        if (!keepsAll)
        {
            database.AfterWrites(_ => kept(message));
            return;
        }

        var row = new ReceivedRow(
            database.NextReceivedId(), bot, message.From, message.Type, message.Text, message.Path, message.ToSeveral, message.SentAt, now)
        {
            IsVerified = message.IsVerified,
        };
        switch (message.Path)
        {
            case MessagePath.Server:
                Note(new Settled(row, false));
                break;
            case MessagePath.Stored:
                _fetched.Add(row);
                break;
        }

        database.Write(new MessageReceivedChange(row), _ => kept(message with { JournalId = row.Id }));
    }

    /// <inheritdoc/>
    public void OnStoredDeleted() => _fetched.OnDeleted();

    /// <summary>A session begins: what the one before has heard last may come again, stored by the server for want of an acknowledgement.</summary>
    public void BeginSession()
    {
        _fetched.BeginSession();
        lock (_lock)
        {
            _suspects.AddRange(_tail);
            _tail.Clear();
            var now = time.GetUtcNow();
            _suspects.RemoveAll(suspect => !suspect.IsOfCrash && (now - suspect.Row.ReceivedAt).Duration() > TimeSpan.FromHours(1));
        }
    }

    /// <summary>What was received and not handled before the last end of the host, in order; those that were tried too often are given up.</summary>
    public IReadOnlyList<Redelivery> TakeRedeliveries()
    {
        var mine = unfinished.Received.Where(row => row.Bot == bot).ToLookup(row => row.Tries + 1 < MaxTries);
        foreach (var row in mine[false])
        {
            database.Write(new MessageStateChange(row.Id, JournalState.Failed));
            LogGivenUp(log, row.Id, row.From, MaxTries);
        }

        return [.. mine[true].Select(Again)];
    }

    /// <summary>The message that shall be handled again at the owner's wish.</summary>
    public static Redelivery Again(ReceivedRow row) => new(
        new MessageReceived(row.From, row.Type, row.Text, row.SentAt, row.Path)
        {
            ToSeveral = row.ToSeveral,
            IsVerified = row.IsVerified,
            JournalId = row.Id,
            IsRedelivered = true,
        },
        row.Tries + 1);

    /// <summary>Notes that a message is handled again; ends when that is written, so that no crash can make it endless.</summary>
    public async Task NoteTryAsync(Redelivery redelivery)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        database.Write(new MessageTriedChange(redelivery.Message.JournalId, redelivery.Tries), _ => written.SetResult());
        await written.Task;
    }

    /// <summary>Another message has been answered with this one: it is handled when that one is.</summary>
    public void Cover(long answer)
    {
        if (MessageRun.Current is { } run)
        {
            run.Cover(answer);
        }
        else if (answer != 0)
        {
            database.Write(new MessageHandledChange(answer));
        }
    }

    /// <summary>The handling of a message begins.</summary>
    public MessageRun Begin(MessageReceived message) => new(
        message.JournalId,
        message.From,
        message.IsRedelivered ? unfinished.SentBySource[message.JournalId].ToHashSet() : [],
        database,
        () => _isClosed);

    /// <summary>What is not handled now is handled at the next start of the bot, whatever its handlers do yet.</summary>
    public void Close() => _isClosed = true;

    private void Note(Settled settled)
    {
        lock (_lock)
        {
            _tail.Enqueue(settled);
            while (_tail.Count > MaxTail || (settled.Row.ReceivedAt - _tail.Peek().Row.ReceivedAt).Duration() > TailTime)
            {
                _tail.Dequeue();
            }
        }
    }

    private Settled? TakeSuspect(MessageReceived message)
    {
        lock (_lock)
        {
            var index = _suspects.FindIndex(suspect =>
                (suspect.Row.From, suspect.Row.Type, suspect.Row.Text) == (message.From, message.Type, message.Text)
                && (suspect.Row.SentAt - message.SentAt).Duration() <= SameTime);
            if (index < 0)
            {
                return null;
            }

            var found = _suspects[index];
            _suspects.RemoveAt(index);
            return found;
        }
    }

    [LoggerMessage(LogLevel.Information, "A stored message of {Sender} is one that came before the connection broke off; it is not handled again")]
    private static partial void LogSame(ILogger log, Uin sender);

    [LoggerMessage(LogLevel.Error, "Message {Id} of {Sender} is given up: the host ended {Tries} times before it was handled. icqbots journal shows it")]
    private static partial void LogGivenUp(ILogger log, long id, Uin sender, int tries);

    /// <summary>A message that was acknowledged, which the server may not have heard.</summary>
    private sealed record Settled(ReceivedRow Row, bool IsOfCrash);
}

/// <summary>A message that is handled again, and how often it then was.</summary>
internal sealed record Redelivery(MessageReceived Message, int Tries);
