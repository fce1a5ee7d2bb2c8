using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client.Tests;

/// <summary>Another client's end of a TCP connection, played by hand.</summary>
internal sealed class HandPeer(Stream stream, IPEndPoint remote) : IAsyncDisposable
{
    private readonly PeerConnection _connection = new(stream, remote, WireText.Latin1.Encoding, new PeerLimits(), TimeProvider.System);

    /// <summary>Connects from an address and says who it is, and on which port it listens.</summary>
    public static async Task<HandPeer> ConnectAsync(ClientBench bench, uint uin, string address = "10.0.0.3", int port = 0)
    {
        var stream = await bench.Network.HostAt(address).ConnectAsync(bench.PeerEndPoint, CancellationToken.None);
        var peer = new HandPeer(stream, bench.PeerEndPoint);
        var own = IPAddress.Parse(address);
        await peer.SendAsync(new ChannelInitFrame(3, (uint)port, uin, own, own, ConnectionType.Direct, (uint)port));
        return peer;
    }

    /// <summary>Takes a connection of the client, which says who it is.</summary>
    public static async Task<HandPeer> AcceptAsync(IStreamListener listener)
    {
        var peer = await AcceptSilentAsync(listener);
        Assert.Equal(2001u, (await peer.ExpectAsync<ChannelInitFrame>()).Uin.Value);
        return peer;
    }

    /// <summary>Takes a connection of the client, and reads nothing yet.</summary>
    public static async Task<HandPeer> AcceptSilentAsync(IStreamListener listener)
    {
        var accepted = await listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(ClientBench.SafetyLimit);
        return new HandPeer(accepted.Stream, accepted.Remote);
    }

    /// <summary>From now on the frames that come are those of a chat, or of files.</summary>
    public void Reads(ReadFrame readFrame) => _connection.ReadFrame = readFrame;

    /// <summary>Sends bytes without a frame.</summary>
    public Task SendRawAsync(params byte[] bytes) => _connection.SendRawAsync(bytes, CancellationToken.None);

    /// <summary>Bytes that came without a frame.</summary>
    public Task<byte[]> ReadRawAsync() => _connection.ReadRawAsync(CancellationToken.None).WaitAsync(ClientBench.SafetyLimit);

    public Task SendAsync(PeerFrame frame) => _connection.SendAsync(frame, CancellationToken.None);

    /// <summary>Sends a text, and gets its answer.</summary>
    public async Task<ChannelAckFrame> SayAsync(
        string text, uint sequence = 1, ChannelCommandType meant = ChannelCommandType.Normal, MessageType type = MessageType.Text)
    {
        await SendAsync(new ChannelMessageFrame { From = 1001, Type = type, Text = text, Sequence = sequence, CommandType = meant });
        var answer = await ExpectAsync<ChannelAckFrame>();
        Assert.Equal((sequence, type, 2001u), (answer.Sequence, answer.Type, answer.From.Value));
        return answer;
    }

    /// <summary>Takes a message and answers it.</summary>
    public async Task<ChannelMessageFrame> TakeAsync(ChannelStatus status = ChannelStatus.Accepted, string text = "")
    {
        var message = await ExpectAsync<ChannelMessageFrame>();
        await SendAsync(new ChannelAckFrame { From = 1001, Status = status, Text = text, Sequence = message.Sequence });
        return message;
    }

    /// <summary>The next frame is of this kind.</summary>
    public async Task<T> ExpectAsync<T>()
        where T : PeerFrame => Assert.IsType<T>(await _connection.ReadFirstAsync(CancellationToken.None).WaitAsync(ClientBench.SafetyLimit));

    /// <summary>The other end closes the connection without another frame.</summary>
    public async Task ExpectEndAsync()
    {
        using var limit = new CancellationTokenSource(ClientBench.SafetyLimit);
        await foreach (var frame in _connection.ReadAllAsync(limit.Token))
        {
            Assert.Fail($"Expected the end but came {frame}");
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
