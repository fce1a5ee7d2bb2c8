using System.Collections.Concurrent;
using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.Tests;
using IcqBots.Testing;

namespace IcqBots.Fuzz;

/// <summary>A port on which the client expects a peer for a chat or for files.</summary>
internal readonly record struct TransferPort(Uin Uin, Direction Direction, int Port);

/// <summary>Peers who connect for a chat or for files that the client has accepted: one at a time for each.</summary>
internal sealed class TransferTarget(MemoryNetwork streams, ConcurrentQueue<TransferPort> ports) : IAsyncDisposable
{
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Direction, DuplexMemoryStream> _open = [];

    /// <summary>A frame arrives; nowhere but at its reader while the client expects nobody.</summary>
    public async ValueTask TakeAsync(FuzzInput input)
    {
        if (PacketVector.Read(input.Direction, input.Bytes) is { } content)
        {
            PacketVector.Write(content);
        }

        if (!_open.ContainsKey(input.Direction))
        {
            await ConnectAsync(input.Choice);
        }

        if (_open.TryGetValue(input.Direction, out var stream))
        {
            try
            {
                await stream.WriteAsync(PeerTarget.Frame(input.Bytes)).AsTask().WaitAsync(SafetyLimit);
            }
            catch (IOException)
            {
                await CloseAsync(input.Direction);
                return;
            }

            if ((input.Choice >> 16) % 16 == 0)
            {
                await CloseAsync(input.Direction);
            }
        }
    }

    /// <summary>Ends the connections, and waits until what came on them has been dealt with.</summary>
    public async ValueTask SettleAsync()
    {
        foreach (var direction in _open.Keys.ToArray())
        {
            await CloseAsync(direction);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _open.Values)
        {
            await stream.DisposeAsync();
        }
    }

    /// <summary>Goes to the next port, and mostly begins as clients do.</summary>
    private async ValueTask ConnectAsync(ulong choice)
    {
        if (!ports.TryDequeue(out var port))
        {
            return;
        }

        try
        {
            await CloseAsync(port.Direction);
            var endPoint = new IPEndPoint(ClientTarget.PeerEndPoint.Address, port.Port);
            var stream = (DuplexMemoryStream)await streams.HostAt(PeerTarget.Host).ConnectAsync(endPoint, CancellationToken.None);
            _open[port.Direction] = stream;
            var init = new ChannelInitFrame(3, 0, port.Uin, IPAddress.Loopback, IPAddress.Loopback, ConnectionType.Direct, 0);
            var font = new ChatFont(0, IPAddress.Loopback, IPAddress.Loopback);
            PeerFrame[] beginning = port.Direction == Direction.Chat
                ? [init, new ChatColorFrame(port.Uin, "name", 0, 0, 0), new ChatFontFrame(font)]
                : [init, new FileInitFrame(1, 1000, "name"), new FileInfoFrame("file", (uint)(choice >> 32) % 8)];
            foreach (var frame in beginning.Take((choice >> 24) % 4 == 0 ? 1 : 3))
            {
                await stream.WriteAsync(frame.ToArray(WireText.Latin1.Encoding));
            }
        }
        catch (IOException)
        {
            // The client has given up.
        }
    }

    private async ValueTask CloseAsync(Direction direction)
    {
        if (_open.Remove(direction, out var stream))
        {
            stream.EndWriting();
            await stream.CopyToAsync(Stream.Null).WaitAsync(SafetyLimit);
            await stream.DisposeAsync();
        }
    }
}
