using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.Tests;
using IcqBots.Testing;
using IcqBots.Transport;

namespace IcqBots.Fuzz;

/// <summary>Peers that connect to the client: a few at a time, each for about a hundred frames.</summary>
internal sealed class PeerTarget(MemoryNetwork streams, ClientTarget client) : IAsyncDisposable
{
    /// <summary>The address of all peers.</summary>
    public const string Host = "10.0.0.3";
    private const int MaxWaiting = 64;
    private static readonly PeerLimits Unlimited = new() { FramesPerSecond = int.MaxValue, BytesPerSecond = int.MaxValue };
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(30);
    private static readonly Uin[] Uins = [111111, 222222, 1000003, 1000191];

    private readonly Peer?[] _peers = new Peer?[4];
    private readonly List<Task> _sending = [];

    /// <summary>Where the client expects them for chats and files.</summary>
    public ConcurrentQueue<TransferPort> Ports { get; } = [];

    /// <summary>A frame arrives on one of the connections.</summary>
    public async ValueTask TakeAsync(FuzzInput input)
    {
        // Each decision has bits of its own.
        var choice = input.Choice;
        var place = (int)(choice % 4);
        var peer = _peers[place] ??= await ConnectAsync(
            Uins[(choice >> 8) % 4], introduces: (choice >> 10) % 10 != 0, reads: (choice >> 20) % 20 != 0);
        ushort? wrongLength = (choice >> 30) % 64 == 0 ? (ushort)(choice >> 40) : null;
        peer.IsOutOfStep |= wrongLength is not null;
        try
        {
            await peer.Stream.WriteAsync(Frame(input.Bytes, wrongLength)).AsTask().WaitAsync(SafetyLimit);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It was cut off, and its reader may have seen that first.
            await CloseAsync(place);
            return;
        }

        if ((choice >> 16) % (peer.IsOutOfStep ? 4u : 128u) == 0)
        {
            await CloseAsync(place);
        }
        else if ((choice >> 24) % 128 == 0)
        {
            await SendAsync(peer.Uin);
        }
    }

    /// <summary>Ends all connections, and waits until everything that came on them has been dealt with.</summary>
    public async ValueTask SettleAsync()
    {
        for (var place = 0; place < _peers.Length; place++)
        {
            await CloseAsync(place);
        }

        await Task.WhenAll(_sending).WaitAsync(SafetyLimit);
        _sending.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        // Nothing that could fail: that would hide why the run has ended.
        foreach (var peer in _peers.OfType<Peer>())
        {
            await peer.Stream.DisposeAsync();
        }
    }

    private async Task<Peer> ConnectAsync(Uin uin, bool introduces, bool reads)
    {
        await client.LogInAsync();
        var stream = await streams.HostAt(Host).ConnectAsync(ClientTarget.PeerEndPoint, CancellationToken.None);
        var peer = new Peer(uin, (DuplexMemoryStream)stream);
        if (introduces)
        {
            var init = new ChannelInitFrame(3, 0, uin, IPAddress.Loopback, IPAddress.Loopback, ConnectionType.Direct, 0);
            await stream.WriteAsync(init.ToArray(WireText.Latin1.Encoding));
        }

        peer.Reading = reads ? ReadAsync(peer) : null;
        return peer;
    }

    /// <summary>Takes all that comes back.</summary>
    private async Task ReadAsync(Peer peer)
    {
        await using var connection = new PeerConnection(
            peer.Stream, ClientTarget.PeerEndPoint, WireText.Latin1.Encoding, Unlimited, TimeProvider.System);
        await foreach (var frame in connection.ReadAllAsync(CancellationToken.None))
        {
            if (frame is ChannelAckFrame { Extra: { ConnectPort: > 0 } extra } && Ports.Count < MaxWaiting)
            {
                Ports.Enqueue(new TransferPort(peer.Uin, extra is ChatExtra ? Direction.Chat : Direction.FileTransfer, extra.ConnectPort));
            }
        }
    }

    private async ValueTask CloseAsync(int place)
    {
        if (_peers[place] is { } peer)
        {
            _peers[place] = null;
            peer.Stream.EndWriting();
            await (peer.Reading ?? ReadAsync(peer)).WaitAsync(SafetyLimit);
            await peer.Stream.DisposeAsync();
        }
    }

    private async ValueTask SendAsync(Uin to)
    {
        foreach (var sent in _sending.Where(task => task.IsCompleted).ToArray())
        {
            _sending.Remove(sent);
            await sent;
        }

        if (_sending.Count < MaxWaiting)
        {
            _sending.Add(client.SendToPeerAsync(to));
        }
    }

    /// <summary>The bytes with their length before them, or a wrong one.</summary>
    public static byte[] Frame(byte[] bytes, ushort? length = null)
    {
        var frame = new byte[sizeof(ushort) + bytes.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(frame, length ?? (ushort)bytes.Length);
        bytes.CopyTo(frame, sizeof(ushort));
        return frame;
    }

    private sealed class Peer(Uin uin, DuplexMemoryStream stream)
    {
        public Uin Uin => uin;

        public DuplexMemoryStream Stream => stream;

        /// <summary>True once a length was wrong: what follows is read as something else.</summary>
        public bool IsOutOfStep { get; set; }

        /// <summary>Takes what comes back; null: nobody does before the end.</summary>
        public Task? Reading { get; set; }
    }
}
