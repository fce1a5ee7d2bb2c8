using IcqBots.Protocol;
using IcqBots.Protocol.FromServer;
using Microsoft.Extensions.Logging;

namespace IcqBots.Server.Handlers;

/// <summary>Messages: passed on to those who are online, stored for the others. Bytes go through unchanged, whatever their code page.</summary>
internal sealed partial class MessageHandler(
    SessionTable sessions, AccountDirectory accounts, IServerStore store, IcqServerOptions options, TimeProvider time, ILogger log)
{
    /// <summary>mICQ and icqlib read packets into 1024 bytes; no client of the time sends a text that comes near.</summary>
    private const int MaxTextBytes = 1000;

    /// <summary>
    /// SEND_MESSAGE, and 0456, with which LICQ grants authorization. True when the message is in the store, from where it goes out in its
    /// turn if the receiver is online; false when the receiver's mailbox is full: then it is not acknowledged, so that the sender notices.
    /// </summary>
    /// <exception cref="IOException">The message cannot be stored.</exception>
    public bool TryPassOn(ServerSession from, Uin to, MessageType type, string text)
    {
        var session = sessions.Find(to);
        if (session is null && accounts.Find(to) is null)
        {
            LogUnknownReceiver(log, to);
            return true;
        }

        if (store.CountMessages(to) >= options.MailboxLimit)
        {
            LogMailboxFull(log, to, options.MailboxLimit);
            return false;
        }

        // Whatever happens to the receiver or to this process from here on, the message is safe.
        var waits = session is not null && WaitsForRequest(session, from.Uin);
        var message = new StoredMessage(0, from.Uin, to, type, Cut(to, text), time.GetUtcNow());
        message = message with { Id = store.AddMessage(message) };
        if (session is not null && !waits)
        {
            session.SentStored[message.Id] = false;
            PassOn(session, new WaitingMessage(message, IsFetched: false));
        }

        return true;
    }

    /// <summary>
    /// LOGIN_1: the stored messages that were not sent in this session yet, those of each sender one after another; 00E6 when the last is under
    /// way.
    /// </summary>
    public void OnRequest(ServerSession session)
    {
        session.HeldBack = [];
        foreach (var message in store.LoadMessages(session.Uin).Where(message => session.SentStored.TryAdd(message.Id, false)))
        {
            session.FetchedWaiting++;
            PassOn(session, new WaitingMessage(message, IsFetched: true));
        }

        session.AwaitsDone = true;
        SendDone(session);
    }

    /// <summary>
    /// True when an earlier message of the sender is in the store and not under way: whoever has just logged in asks for those, and gets this one
    /// after them.
    /// </summary>
    private bool WaitsForRequest(ServerSession session, Uin sender)
    {
        session.HeldBack ??= [.. store.LoadMessages(session.Uin).Select(message => message.From)];
        return session.HeldBack.Contains(sender);
    }

    /// <summary>Sends a message when the one before it, of the same sender, has arrived.</summary>
    private void PassOn(ServerSession session, WaitingMessage message)
    {
        if (session.MessagesBehind.TryGetValue(message.Stored.From, out var waiting))
        {
            waiting.Enqueue(message);
        }
        else
        {
            session.MessagesBehind[message.Stored.From] = new Queue<WaitingMessage>();
            Send(session, message);
        }
    }

    private void Send(ServerSession session, WaitingMessage waiting)
    {
        var (message, isFetched) = waiting;
        if (isFetched)
        {
            session.FetchedWaiting--;
        }

        session.Send(
            isFetched
                ? new ReceiveMessagePacket(message.From, message.SentAt, message.Type, message.Text)
                : new OnlineMessagePacket(message.From, message.Type, message.Text),
            arrived =>
            {
                SendNext(session, message.From, arrived);

                // Last, since a store that fails must not hold up the messages behind this one.
                OnSettled(session, message.Id, arrived, deletes: !isFetched || session.DeletesStored);
            },
            isTenacious: true);
        SendDone(session);
    }

    private void SendNext(ServerSession session, Uin from, bool arrived)
    {
        var waiting = session.MessagesBehind[from];
        if (arrived && waiting.TryDequeue(out var next))
        {
            Send(session, next);
            return;
        }

        session.MessagesBehind.Remove(from);
        if (!arrived)
        {
            // The session is over: the others stay in the store, too, until the next one asks for them.
            foreach (var (left, isFetched) in waiting)
            {
                session.SentStored.Remove(left.Id);
                session.FetchedWaiting -= isFetched ? 1 : 0;
            }
        }
    }

    private static void SendDone(ServerSession session)
    {
        if (session is { AwaitsDone: true, FetchedWaiting: 0 })
        {
            session.AwaitsDone = false;
            session.Send(new OfflineMessagesDonePacket(session.Uin));
        }
    }

    /// <summary>CMD_X1: what has arrived is deleted; what is still under way is deleted when it arrives.</summary>
    public void OnDelete(ServerSession session)
    {
        session.DeletesStored = true;
        Delete(session, [.. session.SentStored.Where(entry => entry.Value).Select(entry => entry.Key)]);
    }

    /// <summary>A message from the store has arrived, or its receiver has vanished: then it stays for the next login.</summary>
    private void OnSettled(ServerSession session, long id, bool arrived, bool deletes)
    {
        if (arrived && deletes)
        {
            Delete(session, [id]);
        }
        else if (arrived)
        {
            session.SentStored[id] = true;
        }
        else
        {
            session.SentStored.Remove(id);
        }
    }

    private void Delete(ServerSession session, IReadOnlyCollection<long> ids)
    {
        if (ids.Count > 0)
        {
            store.DeleteMessages(ids);
            foreach (var id in ids)
            {
                session.SentStored.Remove(id);
            }
        }
    }

    /// <summary>The text as far as old clients can read it.</summary>
    private string Cut(Uin to, string text)
    {
        if (text.Length <= MaxTextBytes)
        {
            return text;
        }

        LogCut(log, to, text.Length, MaxTextBytes);
        return text[..MaxTextBytes];
    }

    [LoggerMessage(LogLevel.Warning, "A message of {Count} bytes to {Uin} is cut to {Limit}: old clients could not read it")]
    private static partial void LogCut(ILogger log, Uin uin, int count, int limit);

    [LoggerMessage(LogLevel.Debug, "A message to {Uin}, who has no account here, is dropped")]
    private static partial void LogUnknownReceiver(ILogger log, Uin uin);

    [LoggerMessage(LogLevel.Warning, "The mailbox of {Uin} is full ({Limit} messages): a message is refused")]
    private static partial void LogMailboxFull(ILogger log, Uin uin, int limit);
}
