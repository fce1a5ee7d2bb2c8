using IcqBots.Client;
using IcqBots.Host.Traces;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using IcqBots.Storage;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Journal;

/// <summary>
/// The messages that one bot sends: kept until they are acknowledged, in whatever session. Those to one person go one after the other, so
/// that they arrive in their order.
/// </summary>
/// <param name="bot">The bot's name.</param>
/// <param name="database">Where they are kept.</param>
/// <param name="keepsAll">Whether messages without a key are kept, too.</param>
/// <param name="client">Sends them.</param>
/// <param name="nextSession">Waits for the next session when one ends.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The bot's log.</param>
/// <param name="stopping">Ends when the bot stops: what is not delivered then waits for its next start.</param>
internal sealed partial class Outbox(
    string bot,
    BotDatabase database,
    bool keepsAll,
    IcqClient client,
    NextSession nextSession,
    TimeProvider time,
    ILogger log,
    CancellationToken stopping)
{
    private const int MaxWaiting = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Uin, Queue<OutboxEntry>> _queues = [];
    private readonly Dictionary<string, Task<MessagePath>> _keys = [];
    private TaskCompletionSource? _empty;
    private int _waiting;

    /// <summary>Sends what the last run of the host has left over.</summary>
    public void Resume(UnfinishedJournal unfinished)
    {
        foreach (var row in unfinished.Sent.Where(row => row.Bot == bot))
        {
            Resume(row);
        }
    }

    /// <summary>Sends a message that is in the journal already.</summary>
    public void Resume(SentRow row)
    {
        var entry = new OutboxEntry(row, isKept: true);
        lock (_lock)
        {
            _waiting++;
            if (row.Key is { } key)
            {
                _keys[key] = entry.Delivered;
            }
        }

        Enqueue(entry);
    }

    /// <summary>The delivery of the message with that key, by which way; null where none waits for it.</summary>
    public Task<MessagePath>? Waiting(string key)
    {
        lock (_lock)
        {
            return _keys.GetValueOrDefault(key);
        }
    }

    /// <summary>
    /// Sends texts with keys of their own, to several people, together with changes: all of it is written, or nothing. Gives the deliveries in
    /// their order. They are sent even where the limit of waiting messages is reached: who sends many sees to it that few of them wait.
    /// </summary>
    public async Task<IReadOnlyList<Task<MessagePath>>> SendAllAsync(
        IReadOnlyList<(OutgoingText Text, IReadOnlyList<string> Parts)> texts, IReadOnlyList<Change> changes)
    {
        var entries = texts.Select(text => EntriesOf(text.Text.To, MessageType.Text, text.Parts, text.Text, (null, 0), trace: null)).ToList();
        Task<MessagePath>[] deliveries = [.. entries.Select(DeliveryOf)];
        lock (_lock)
        {
            for (var i = 0; i < entries.Count; i++)
            {
                _waiting += entries[i].Length;
                _keys[texts[i].Text.Key!] = deliveries[i];
            }
        }

        var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        database.Write(
            [.. entries.SelectMany(parts => parts).Select(entry => new SendingChange(entry.Row)), .. changes],
            _ =>
            {
                entries.ForEach(parts => Array.ForEach(parts, Enqueue));
                kept.SetResult();
            });
        await kept.Task;
        return deliveries;
    }

    /// <summary>
    /// Sends a message in parts; the task ends when they are kept. What a script sends on its thread is kept when the script comes to wait,
    /// with whatever else it has done until then: there the task ends at once.
    /// </summary>
    /// <exception cref="DeliveryException">Too many messages wait.</exception>
    public Task<SentMessage> SendAsync(Uin to, MessageType type, IReadOnlyList<string> parts, OutgoingText? text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (source, ordinal, isRepeated) = MessageRun.Current?.Next(to) ?? (null, 0, false);
        if (isRepeated)
        {
            Trace.Current?.Note($"{to} has got this text already, when the message was handled before");
            return Task.FromResult(new SentMessage(Task.CompletedTask));
        }

        var entries = EntriesOf(to, type, parts, text, (source, ordinal), Trace.Current);
        var delivered = DeliveryOf(entries);
        return text?.Key is { } key && TryFind(key, delivered) is { } before
            ? Task.FromResult(new SentMessage(before))
            : AddAsync(entries, delivered);
    }

    /// <summary>Ends when everything is delivered.</summary>
    public Task EmptyAsync()
    {
        lock (_lock)
        {
            if (_waiting == 0)
            {
                return Task.CompletedTask;
            }

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    private OutboxEntry[] EntriesOf(
        Uin to, MessageType type, IReadOnlyList<string> parts, OutgoingText? text, (long? Id, int Ordinal) source, Trace? trace)
    {
        var now = time.GetUtcNow();
        return
        [
            .. parts.Select((part, index) => new OutboxEntry(
                new SentRow(database.NextSentId(), bot, to, type, part, text?.Urgency ?? MessageUrgency.Normal, now)
                {
                    Source = source.Id,
                    Ordinal = source.Ordinal,
                    Key = index == parts.Count - 1 ? text?.Key : null,
                    ExpiresAt = text?.ExpiresAt,
                },
                isKept: keepsAll || text?.Key is not null,
                trace)),
        ];
    }

    /// <summary>The way that the last part takes, when all have arrived.</summary>
    private static async Task<MessagePath> DeliveryOf(OutboxEntry[] parts) => (await Task.WhenAll(parts.Select(part => part.Delivered)))[^1];

    private async Task<SentMessage> AddAsync(OutboxEntry[] entries, Task delivered)
    {
        lock (_lock)
        {
            if (_waiting + entries.Length > MaxWaiting)
            {
                _keys.Remove(entries[^1].Row.Key ?? "");
                throw new DeliveryException($"{_waiting} messages of {bot} wait to be delivered; no more are taken until some are");
            }

            _waiting += entries.Length;
        }

        var isInTurn = ScriptThread.IsInTurn;
        var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (entries[0].IsKept)
        {
            database.Write([.. entries.Select(entry => new SendingChange(entry.Row))], _ => Begin());
        }
        else if (!ScriptThread.TryAtEndOfTurn(Begin))
        {
            Begin();
        }

        if (!isInTurn)
        {
            await kept.Task.ConfigureAwait(false);
        }

        return new SentMessage(delivered);

        void Begin()
        {
            foreach (var entry in entries)
            {
                entry.Trace?.Note($"out-{entry.Row.Id} to {entry.Row.To}: {TraceBook.Shorten(entry.Row.Text)}");
                Enqueue(entry);
            }

            kept.SetResult();
        }
    }

    /// <summary>The delivery of the message with that key, if there was one; else it is this one.</summary>
    private Task? TryFind(string key, Task<MessagePath> delivered)
    {
        lock (_lock)
        {
            if (_keys.TryGetValue(key, out var before))
            {
                return before;
            }

            if (database.HasSent(bot, key))
            {
                return Task.CompletedTask;
            }

            _keys.Add(key, delivered);
            return null;
        }
    }

    private void Enqueue(OutboxEntry entry)
    {
        lock (_lock)
        {
            if (_queues.TryGetValue(entry.Row.To, out var queue))
            {
                queue.Enqueue(entry);
                return;
            }

            _queues.Add(entry.Row.To, new Queue<OutboxEntry>([entry]));
        }

        _ = Task.Run(() => DeliverAsync(entry.Row.To), CancellationToken.None);
    }

    private async Task DeliverAsync(Uin to)
    {
        while (Peek(to) is { } entry)
        {
            Exception? failure = null;
            var path = MessagePath.Server;
            try
            {
                var delivery = await DeliverAsync(entry);
                path = delivery?.Path ?? MessagePath.Server;
                entry.Trace?.Note(
                    $"out-{entry.Row.Id} acknowledged {(path == MessagePath.Peer ? $"by {to}, who is {delivery!.ReceiverStatus}" : "by the server")}");
            }
            catch (Exception e)
            {
                failure = e;
            }

            if (failure is not null && stopping.IsCancellationRequested)
            {
                return;
            }

            Settle(entry, path, failure);
        }
    }

    /// <summary>What is known of its arrival.</summary>
    private async Task<Delivery?> DeliverAsync(OutboxEntry entry)
    {
        var row = entry.Row;
        using var expiry = new CancellationTokenSource();
        if (row.ExpiresAt is { } end)
        {
            var left = end - time.GetUtcNow();
            ThrowIfExpired(left <= TimeSpan.Zero, end);
            _ = ExpireAsync(expiry, left);
        }

        Delivery? delivery = null;
        try
        {
            // What is under way when the bot stops may arrive yet: only the wait for the next session ends then.
            await nextSession.SendAsync(
                row.To,
                async () => delivery = await client.SendAsync(row.To, row.Type, row.Text, MessageRoute.Any, row.Urgency, CancellationToken.None),
                expiry.Token);
        }
        catch (OperationCanceledException) when (expiry.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            ThrowIfExpired(true, row.ExpiresAt!.Value);
        }
        finally
        {
            await expiry.CancelAsync();
        }

        return delivery;
    }

    private async Task ExpireAsync(CancellationTokenSource expiry, TimeSpan left)
    {
        var longest = TimeSpan.FromDays(30);
        await Task.Delay(left < longest ? left : longest, time, expiry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!expiry.IsCancellationRequested && left < longest)
        {
            await expiry.CancelAsync();
        }
    }

    private static void ThrowIfExpired(bool isExpired, DateTimeOffset end)
    {
        if (isExpired)
        {
            throw new DeliveryException($"It could not be delivered before {end:u}");
        }
    }

    private OutboxEntry? Peek(Uin to)
    {
        lock (_lock)
        {
            if (_queues[to].TryPeek(out var entry))
            {
                return entry;
            }

            _queues.Remove(to);
            return null;
        }
    }

    private void Settle(OutboxEntry entry, MessagePath path, Exception? failure)
    {
        var row = entry.Row;
        if (entry.IsKept)
        {
            database.Write(failure is null ? new SentChange(row.Id) : new SendingStateChange(row.Id, JournalState.Failed, failure.Message));
        }

        lock (_lock)
        {
            _queues[row.To].Dequeue();
            if (row.Key is not null)
            {
                _keys.Remove(row.Key);
            }

            if (--_waiting == 0)
            {
                _empty?.TrySetResult();
                _empty = null;
            }
        }

        if (failure is not null)
        {
            entry.Trace?.Note($"out-{row.Id} is given up: {failure.Message}");
            LogGivenUp(log, row.Id, row.To, failure.Message);
        }

        entry.Settle(path, failure);
    }

    [LoggerMessage(LogLevel.Warning, "Message {Id} to {Receiver} is given up: {Reason}. icqbots journal shows it")]
    private static partial void LogGivenUp(ILogger log, long id, Uin receiver, string reason);
}
