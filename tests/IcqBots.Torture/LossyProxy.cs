using System.Net;
using IcqBots.Transport;

namespace IcqBots.Torture;

/// <summary>
/// A bad way to a server: whoever sends to it gets a way of his own, on which datagrams in both directions are lost, doubled, delayed and
/// overtaken, as a seed has it.
/// </summary>
internal sealed class LossyProxy : IAsyncDisposable
{
    /// <summary>A third of what arrives is late by up to this, so that others overtake it.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(200);
    private const double Delayed = 0.33;
    private const double Doubled = 0.1;

    private readonly Lock _lock = new();
    private readonly INetwork _network;
    private readonly IPEndPoint _server;
    private readonly double _loss;
    private readonly Random _random;
    private readonly IDatagramSocket _socket;
    private readonly Dictionary<IPEndPoint, IDatagramSocket> _ways = [];

    /// <summary>Begins to pass on what arrives.</summary>
    public LossyProxy(INetwork network, IPEndPoint server, int lossPercent, int seed)
    {
        _network = network;
        _server = server;
        _loss = lossPercent / 100.0;
        _random = new Random(seed);
        _socket = network.OpenDatagramSocket(new IPEndPoint(IPAddress.Loopback, 0), null);
        _socket.Start((datagram, from) => Pass(datagram, WayOf(from), _server));
    }

    /// <summary>Where the server seems to be.</summary>
    public IPEndPoint EndPoint => _socket.LocalEndPoint;

    /// <summary>How many datagrams were lost.</summary>
    public long Dropped { get; private set; }

    /// <summary>How many datagrams have come.</summary>
    public long Taken { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        foreach (var way in _ways.Values)
        {
            await way.DisposeAsync();
        }
    }

    private IDatagramSocket WayOf(IPEndPoint client)
    {
        if (!_ways.TryGetValue(client, out var way))
        {
            _ways[client] = way = _network.OpenDatagramSocket(null, _server);
            way.Start((datagram, _) => Pass(datagram, _socket, client));
        }

        return way;
    }

    private void Pass(ReadOnlySpan<byte> datagram, IDatagramSocket by, IPEndPoint to)
    {
        TimeSpan[] copies;
        lock (_lock)
        {
            Taken++;
            if (_random.NextDouble() < _loss)
            {
                Dropped++;
                return;
            }

            copies = [.. Enumerable.Range(0, _random.NextDouble() < Doubled ? 2 : 1).Select(_ => NextDelay())];
        }

        var bytes = datagram.ToArray();
        foreach (var delay in copies)
        {
            _ = PassAsync(bytes, by, to, delay);
        }
    }

    private TimeSpan NextDelay() => _random.NextDouble() < Delayed ? MaxDelay * _random.NextDouble() : TimeSpan.Zero;

    private static async Task PassAsync(byte[] datagram, IDatagramSocket by, IPEndPoint to, TimeSpan delay)
    {
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, TimeProvider.System);
        }

        by.Send(datagram, to);
    }
}
