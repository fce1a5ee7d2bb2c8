using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Client;

/// <summary>What a session does with the packets of its server, from the login on. Guarded by the session's lock.</summary>
internal sealed partial class ServerPacketHandler
{
    private readonly ServerNature _nature;
    private readonly Func<ClientEvent, bool> _tryTake;
    private readonly PendingQueries _queries;
    private readonly Action _onListed;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PresenceFeed _presence;
    private readonly FirstRequests _requests;

    /// <summary>
    /// <paramref name="tryTake"/> takes an event, or is false when there is no room for it now. <paramref name="onListed"/> is called when
    /// the server has told who is online, or does not tell.
    /// </summary>
    public ServerPacketHandler(
        IcqClientOptions options,
        FirstLists lists,
        ServerNature nature,
        ReliableLink link,
        Func<ClientEvent, bool> tryTake,
        ContactDirectory contacts,
        PendingQueries queries,
        Action<ClientPacket> send,
        Action onListed,
        TimeProvider time,
        ILogger log)
    {
        _nature = nature;
        _tryTake = tryTake;
        _queries = queries;
        _onListed = onListed;
        _time = time;
        _log = log;
        _requests = new FirstRequests(lists, nature, link, send, time);
        contacts.BeginSession();

        // A USER_ONLINE that was lost comes again for about as long as our own packets do.
        _presence = new PresenceFeed(contacts, tryTake, options.Retransmission.Interval * options.Retransmission.Attempts, time, log);
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

    /// <summary>One switch over what the server says; false when there is no room for it now.</summary>
    public bool TryHandle(ServerPacket packet, ushort sequence)
    {
        switch (packet)
        {
            case OnlineMessagePacket message:
                return TryTake(message.From, message.Type, message.Text, null, MessagePath.Server);
            case ReceiveMessagePacket message:
                return _requests.TryTakeStored(message, sequence, () => TryTakeStored(message));
            case OfflineMessagesDonePacket:
                return _requests.TryEndMessages(sequence);
            case UserOnlinePacket online:
                _nature.Observe(online);
                _presence.Take(online, sequence);
                return true;
            case UserOfflinePacket or StatusUpdatePacket:
                _presence.Take(packet, sequence);
                return true;
            case ContactListDonePacket when _requests.OnContactListDone():
                EndInitialList();
                return true;
            case AnswerPacket or InvalidUinPacket:
                _queries.Take(packet, sequence);
                return true;
            case OpaquePacket opaque:
                return _tryTake(new PacketReceived(opaque));
            default:
                return true;
        }
    }

    private bool TryTakeStored(ReceiveMessagePacket message)
    {
        if (message is { Type: 0, Text: "" })
        {
            // Open OSCAR Server cannot read what one client of its kind has stored for another.
            LogMessageLost(_log, message.From);
            return _tryTake(new MessageLost(message.From, message.SentAt ?? _time.GetUtcNow()));
        }

        return TryTake(message.From, message.Type, message.Text, message.SentAt, MessagePath.Stored);
    }

    private bool TryTake(Uin from, MessageType type, string text, DateTimeOffset? sentAt, MessagePath path) =>
        _tryTake(new MessageReceived(from, type.Kind, WireText.FromWire(text), sentAt ?? _time.GetUtcNow(), path)
        {
            ToSeveral = type.HasFlag(MessageType.MultipleRecipients),
        });

    private void EndInitialList()
    {
        _presence.EndInitialList();
        _onListed();
    }

    [LoggerMessage(LogLevel.Warning, "A message of {Uin} is lost: the server has kept nothing of it but the sender")]
    private static partial void LogMessageLost(ILogger log, Uin uin);
}
