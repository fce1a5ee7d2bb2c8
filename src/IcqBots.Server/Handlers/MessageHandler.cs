using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
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
    /// SEND_MESSAGE. True when the message is stored or under way; false, when the receiver's mailbox is full: then it is not
    /// acknowledged, so that the sender notices.
    /// </summary>
    public bool TryPassOn(ServerSession from, SendMessagePacket packet)
    {
        var text = packet.Text.Length > MaxTextBytes ? packet.Text[..MaxTextBytes] : packet.Text;
        var message = new StoredMessage(0, from.Uin, packet.To, packet.Type, text, time.GetUtcNow());
        if (sessions.Find(packet.To) is { } session)
        {
            session.Send(new OnlineMessagePacket(message.From, message.Type, message.Text), arrived =>
            {
                // The receiver vanished with the message under way; it gets it when it logs in again.
                if (!arrived)
                {
                    StoreUndelivered(message);
                }
            });
            return true;
        }

        if (accounts.Find(packet.To) is null)
        {
            LogUnknownReceiver(log, packet.To);
            return true;
        }

        if (store.CountMessages(packet.To) >= options.MailboxLimit)
        {
            LogMailboxFull(log, packet.To, options.MailboxLimit);
            return false;
        }

        store.AddMessage(message);
        return true;
    }

    /// <summary>LOGIN_1: the stored messages that were not sent in this session yet, then 00E6.</summary>
    public void OnRequest(ServerSession session)
    {
        foreach (var message in store.LoadMessages(session.Uin).Where(message => session.SentStored.TryAdd(message.Id, false)))
        {
            session.Send(new ReceiveMessagePacket(message.From, message.SentAt, message.Type, message.Text), arrived =>
            {
                if (arrived)
                {
                    session.SentStored[message.Id] = true;
                    DeleteArrived(session);
                }
            });
        }

        session.Send(new OfflineMessagesDonePacket(session.Uin));
    }

    /// <summary>CMD_X1: what has arrived is deleted; what is still under way is deleted when it arrives.</summary>
    public void OnDelete(ServerSession session)
    {
        session.DeletesStored = true;
        DeleteArrived(session);
    }

    /// <summary>A store that fails must not keep the other messages of a session, and its end, from being dealt with.</summary>
    private void StoreUndelivered(StoredMessage message)
    {
        try
        {
            store.AddMessage(message);
        }
        catch (IOException e)
        {
            LogLost(log, message.To, e.Message);
        }
    }

    private void DeleteArrived(ServerSession session)
    {
        long[] arrived = [.. session.SentStored.Where(entry => entry.Value).Select(entry => entry.Key)];
        if (session.DeletesStored && arrived.Length > 0)
        {
            store.DeleteMessages(arrived);
            foreach (var id in arrived)
            {
                session.SentStored.Remove(id);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A message to {Uin}, who went offline before it arrived, is lost: {Reason}")]
    private static partial void LogLost(ILogger log, Uin uin, string reason);

    [LoggerMessage(LogLevel.Debug, "A message to {Uin}, who has no account here, is dropped")]
    private static partial void LogUnknownReceiver(ILogger log, Uin uin);

    [LoggerMessage(LogLevel.Warning, "The mailbox of {Uin} is full ({Limit} messages): a message is refused")]
    private static partial void LogMailboxFull(ILogger log, Uin uin, int limit);
}
