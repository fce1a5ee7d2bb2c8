using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Client;

/// <summary>Takes an event that the packet with this number tells.</summary>
internal delegate Taking TakeEvent(ClientEvent clientEvent, ushort sequence);

/// <summary>Sends a packet; calls the function with true when it is acknowledged, with false when it was given up.</summary>
internal delegate void SendPacket(ClientPacket packet, Action<bool>? onSettled = null);

/// <summary>What a session does with the packets of its server, from the login on. Guarded by the session's lock.</summary>
internal sealed partial class ServerPacketHandler
{
    private readonly ServerNature _nature;
    private readonly TakeEvent _take;
    private readonly PendingQueries _queries;
    private readonly Action _onListed;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PresenceFeed _presence;
    private readonly FirstRequests _requests;

    /// <summary>
    /// <paramref name="take"/> takes an event that a packet tells. <paramref name="onStoredDeleted"/> is called when the server has heard that
    /// it can delete the stored messages, <paramref name="onListed"/> when it has told who is online, or does not tell.
    /// </summary>
    public ServerPacketHandler(
        IcqClientOptions options,
        Func<FirstLists> lists,
        ServerNature nature,
        ReliableLink link,
        TakeEvent take,
        ContactDirectory contacts,
        PendingQueries queries,
        SendPacket send,
        Action onStoredDeleted,
        Action onListed,
        TimeProvider time,
        ILogger log)
    {
        _nature = nature;
        _take = take;
        _queries = queries;
        _onListed = onListed;
        _time = time;
        _log = log;
        _requests = new FirstRequests(lists, nature, link, send, onStoredDeleted, time);
        contacts.BeginSession();

        // A USER_ONLINE that was lost comes again for about as long as our own packets do.
        _presence = new PresenceFeed(
            contacts, change => take(change, 0), options.Retransmission.Interval * options.Retransmission.Attempts, time);
    }

    /// <summary>When <see cref="OnTick"/> has something to do.</summary>
    public long NextTick => Math.Min(_requests.NextTick, _presence.NextTick);

    /// <summary>The session has begun: tells the lists, and asks who is online and for the stored messages.</summary>
    public void Begin() => _requests.Begin();

    /// <summary>Asks again for what was not answered.</summary>
    public void OnTick()
    {
        if (_requests.OnTick())
        {
            EndInitialList();
        }

        _presence.OnTick();
    }

    /// <summary>One switch over what the server says.</summary>
    public Taking Handle(ServerPacket packet, ushort sequence)
    {
        switch (packet)
        {
            case OnlineMessagePacket message:
                return Take(sequence, message.From, message.Type, message.Text, null, MessagePath.Server);
            case ReceiveMessagePacket message:
                return _requests.TakeStored(message, sequence, () => TakeStored(sequence, message));
            case OfflineMessagesDonePacket:
                return _requests.TryEndMessages(sequence) ? Taking.Taken : Taking.Refused;
            case UserOnlinePacket online:
                _nature.Observe(online);
                _presence.Take(online, sequence);
                return Taking.Taken;
            case UserOfflinePacket or StatusUpdatePacket:
                _presence.Take(packet, sequence);
                return Taking.Taken;
            case ContactListDonePacket when _requests.OnContactListDone():
                EndInitialList();
                return Taking.Taken;
            case AnswerPacket or InvalidUinPacket:
                _queries.Take(packet, sequence);
                return Taking.Taken;
            case OpaquePacket opaque:
                return _take(new PacketReceived(opaque), sequence);
            default:
                return Taking.Taken;
        }
    }

    private Taking TakeStored(ushort sequence, ReceiveMessagePacket message)
    {
        if (message is { Type: 0, Text: "" })
        {
            // Open OSCAR Server cannot read what one client of its kind has stored for another.
            LogMessageLost(_log, message.From);
            return _take(new MessageLost(message.From, message.SentAt ?? _time.GetUtcNow()), sequence);
        }

        return Take(sequence, message.From, message.Type, message.Text, message.SentAt, MessagePath.Stored);
    }

    private Taking Take(ushort sequence, Uin from, MessageType type, string text, DateTimeOffset? sentAt, MessagePath path)
    {
        var message = new MessageReceived(from, type.Kind, WireText.FromWire(text), sentAt ?? _time.GetUtcNow(), path)
        {
            ToSeveral = type.HasFlag(MessageType.MultipleRecipients),
        };
        return _take(message, sequence);
    }

    private void EndInitialList()
    {
        _presence.EndInitialList();
        _onListed();
    }

    [LoggerMessage(LogLevel.Warning, "A message of {Uin} is lost: the server has kept nothing of it but the sender")]
    private static partial void LogMessageLost(ILogger log, Uin uin);
}
