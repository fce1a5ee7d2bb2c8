using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Client;

/// <summary>Chats and file transfers that this identity asks for.</summary>
internal sealed class OutgoingRequests(PeerConnections connections, TransferListeners listeners, IcqClientOptions options, TimeProvider time)
{
    /// <summary>Offers files and sends them when the peer accepts.</summary>
    public async Task<FileTransferResult> SendFilesAsync(
        Uin to,
        IPEndPoint? endPoint,
        IReadOnlyList<OutgoingFile> files,
        string description,
        IProgress<FileProgress>? progress,
        CancellationToken cancellationToken)
    {
        var size = files.Sum(file => file.Size);
        if (files.Count == 0 || size > uint.MaxValue)
        {
            throw new ArgumentException($"{files.Count} files with {size} bytes cannot be sent at once", nameof(files));
        }

        var named = files.Select(file => file with { Name = listeners.ToWire(file.Name) }).ToArray();
        var offer = new ChannelMessageFrame
        {
            Type = MessageType.FileRequest,
            Text = listeners.ToWire(description),
            Extra = new FileExtra { FileName = named.Length == 1 ? named[0].Name : $"{named.Length} files", Size = (uint)size },
        };
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, listeners.Stopping);
        var (answer, endPointThere) = await RequestAsync(to, endPoint, offer, either.Token);
        if (endPointThere is null)
        {
            return new FileTransferResult(FileTransferOutcome.Refused, [], WireText.FromWire(answer.Text));
        }

        await using var connection = await listeners.ConnectAsync(endPointThere, connections.Init, listeners.OfSentFiles, either.Token);
        return await new FileSender(connection, listeners.Uin, progress, options.TransferTimeout, time).SendAsync(named, either.Token);
    }

    /// <summary>Asks for a chat; the task ends when both are in it.</summary>
    public async Task<PeerChat> ChatAsync(Uin to, IPEndPoint? endPoint, string name, string reason, CancellationToken cancellationToken)
    {
        var request = new ChannelMessageFrame { Type = MessageType.ChatRequest, Text = listeners.ToWire(reason), Extra = new ChatExtra() };
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, listeners.Stopping);
        var (answer, endPointThere) = await RequestAsync(to, endPoint, request, either.Token);
        if (endPointThere is null)
        {
            throw new TransferException($"{to} has refused{(answer.Text.Length > 0 ? $": {WireText.FromWire(answer.Text)}" : "")}");
        }

        var connection = await listeners.ConnectAsync(endPointThere, connections.Init, listeners.OfChats, either.Token);
        try
        {
            return await PeerChat.BeginAsync(connection, to, name, listeners, either.Token);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Sends a request, whose answer a person gives, and waits for that. A request whose time is up, or that is cancelled, is withdrawn.
    /// </summary>
    /// <returns>The answer, and where to connect now; null: the peer has refused.</returns>
    /// <exception cref="DeliveryException">The receiver could not be reached, or did not answer.</exception>
    private async Task<(ChannelAckFrame Answer, IPEndPoint? EndPoint)> RequestAsync(
        Uin to, IPEndPoint? endPoint, ChannelMessageFrame content, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var peer = await connections.ReachAsync(to, endPoint, either.Token);
            var request = connections.Addressed(peer, content, ChannelCommandType.Normal);
            try
            {
                var answer = await peer.ExchangeAsync(request, either.Token);
                var accepted = answer.Status == ChannelStatus.Refused || answer.Extra is not { ConnectPort: > 0 } extra ? null : extra;
                return (answer, accepted is null ? null : new IPEndPoint(peer.Connection.Remote.Address, accepted.ConnectPort));
            }
            catch (OperationCanceledException)
            {
                await WithdrawAsync(peer, request);
                throw;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException($"{to} has not answered");
        }
        catch (IOException e)
        {
            throw new DeliveryException($"{to} cannot be reached directly: {e.Message}");
        }
    }

    private async Task WithdrawAsync(Peer peer, ChannelMessageFrame request)
    {
        using var timeout = new CancellationTokenSource(options.PeerTimeout, time);
        ChannelExtra? extra = request.Extra is ChatExtra ? new ChatExtra() : new FileExtra();
        await peer.Connection.SendAsync(
            connections.Fill(new ChannelCancelFrame { Type = request.Type, Sequence = request.Sequence, Extra = extra }), timeout.Token);
    }
}
