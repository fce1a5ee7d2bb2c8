using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>Chats and file transfers that this identity asks for.</summary>
internal sealed class OutgoingRequests(PeerConnections connections, TransferListeners listeners, TimeProvider time)
{
    /// <summary>Offers files and sends them when the peer accepts; the names of those that it has taken.</summary>
    public async Task<IReadOnlyList<string>> SendFilesAsync(
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
        await using var connection = await ConnectAsync(to, endPoint, offer, idleTimeout: null, either.Token);
        return await new FileSender(connection, listeners.Uin, progress, time).SendAsync(named, either.Token);
    }

    /// <summary>Asks for a chat; the task ends when both are in it.</summary>
    public async Task<PeerChat> ChatAsync(Uin to, IPEndPoint? endPoint, string name, string reason, CancellationToken cancellationToken)
    {
        var request = new ChannelMessageFrame { Type = MessageType.ChatRequest, Text = listeners.ToWire(reason), Extra = new ChatExtra() };
        var connection = await ConnectAsync(to, endPoint, request, PeerChat.IdleTimeout, cancellationToken);
        try
        {
            return await PeerChat.BeginAsync(connection, to, name, listeners, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<PeerConnection> ConnectAsync(
        Uin to, IPEndPoint? endPoint, ChannelMessageFrame request, TimeSpan? idleTimeout, CancellationToken cancellationToken)
    {
        var (answer, address) = await connections.RequestAsync(to, endPoint, request, cancellationToken);
        if (answer.Status == ChannelStatus.Refused || answer.Extra is not { ConnectPort: > 0 } extra)
        {
            throw new TransferException($"{to} has refused{(answer.Text.Length > 0 ? $": {WireText.FromWire(answer.Text)}" : "")}");
        }

        return await listeners.ConnectAsync(new IPEndPoint(address, extra.ConnectPort), connections.Init, idleTimeout, cancellationToken);
    }
}
