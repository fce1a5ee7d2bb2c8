using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Client;

/// <summary>
/// Takes messages of peers and makes their answers: 07DA follows every CHANNEL_MESSAGE, with the away message while there is one. A
/// bot listens in every status; "returned" in an answer tells a person's program only what the status is.
/// </summary>
internal sealed class PeerMessageHandler(
    TransferListeners listeners,
    Func<Uin, ValueTask<string>>? awayMessageFor,
    TimeProvider time,
    Func<ClientEvent, CancellationToken, ValueTask> take)
{
    private const int MaxReturned = 16;

    /// <summary>Who insists does so at once: later the same text is another message.</summary>
    private static readonly TimeSpan InsistTime = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Hands the message over, then returns the answer, which lacks only the fields about the sender; null where it is sent later with
    /// <paramref name="answerLater"/>: a request is answered by a person.
    /// </summary>
    public async Task<ChannelAckFrame?> AnswerAsync(
        Peer peer, ChannelMessageFrame message, OwnPresence presence, SendAnswer answerLater, CancellationToken cancellationToken)
    {
        var answer = new ChannelAckFrame { Type = message.Type, Sequence = message.Sequence };
        switch (message.Type.Kind)
        {
            case MessageType.ChatRequest:
                return await OfferAsync(peer, new IncomingChat(peer, message, listeners, answerLater), cancellationToken);
            case MessageType.FileRequest:
                return await OfferAsync(peer, new IncomingFiles(peer, message, listeners, answerLater), cancellationToken);
            case var _ when message.Type.IsAwayRead:
                return answer with { Status = StatusOf(presence.Status), Text = await AwayTextAsync(peer, presence, presence.Status.HasMessageToRead) };
            default:
                return await TakeAsync(peer, message, answer, presence, cancellationToken);
        }
    }

    /// <summary>The peer does not want a chat or file any more.</summary>
    public void OnCancel(Peer peer, ChannelCancelFrame cancel)
    {
        foreach (var request in listeners.Requests.Of(peer).Where(request => request.Sequence == cancel.Sequence))
        {
            request.Withdraw();
        }
    }

    /// <summary>The peer has gone; what was accepted goes on, since that has a connection of its own.</summary>
    public void OnClosed(Peer peer)
    {
        foreach (var request in listeners.Requests.Of(peer).Where(request => !request.IsAnswered))
        {
            request.Withdraw();
        }
    }

    private async Task<ChannelAckFrame?> OfferAsync(Peer peer, IncomingRequest request, CancellationToken cancellationToken)
    {
        if (!listeners.Requests.TryAdd(request))
        {
            return request.Refusal("Too many chats and files at a time");
        }

        await take(new RequestReceived(request), cancellationToken);
        return null;
    }

    private async Task<ChannelAckFrame> TakeAsync(
        Peer peer, ChannelMessageFrame message, ChannelAckFrame answer, OwnPresence presence, CancellationToken cancellationToken)
    {
        var insists = (message.CommandType & (ChannelCommandType.Urgent | ChannelCommandType.ToContactList)) != 0;
        peer.Returned.RemoveAll(returned => time.GetElapsedTime(returned.At) > InsistTime);
        var known = peer.Returned.FindIndex(returned => (returned.Type, returned.Text) == (message.Type, message.Text));

        // When the sender insists on a message that was returned, the script has it already. LICQ gives it a new number then.
        if (insists && known >= 0)
        {
            peer.Returned.RemoveAt(known);
        }
        else
        {
            await take(
                new MessageReceived(peer.Uin, message.Type.Kind, WireText.FromWire(message.Text), time.GetUtcNow(), MessagePath.Peer)
                {
                    ToSeveral = message.Type.HasFlag(MessageType.MultipleRecipients),
                    IsVerified = peer.IsVerified,
                },
                cancellationToken);
        }

        var status = insists ? ChannelStatus.Accepted : StatusOf(presence.Status);
        if (status is ChannelStatus.Occupied or ChannelStatus.DoNotDisturb)
        {
            peer.Returned.Add((message.Type, message.Text, time.GetTimestamp()));
            if (peer.Returned.Count > MaxReturned)
            {
                peer.Returned.RemoveAt(0);
            }
        }

        return answer with { Status = status, Text = await AwayTextAsync(peer, presence, presence.Status.HasAwayMessage) };
    }

    /// <summary>One message long: an answer has no second part.</summary>
    private async ValueTask<string> AwayTextAsync(Peer peer, OwnPresence presence, bool hasText) => hasText
        ? listeners.ToWire(awayMessageFor is null ? presence.AwayMessage : await awayMessageFor(peer.Uin))
        : "";

    private static ChannelStatus StatusOf(OnlineStatus status) => status.Shown switch
    {
        OnlineStatus.Away => ChannelStatus.Away,
        OnlineStatus.NotAvailable => ChannelStatus.NotAvailable,
        OnlineStatus.Occupied => ChannelStatus.Occupied,
        OnlineStatus.DoNotDisturb => ChannelStatus.DoNotDisturb,
        _ => ChannelStatus.Accepted,
    };
}
