using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using IcqBots.Transport;

namespace IcqBots.Testing;

/// <summary>What a network does to datagrams. The same seed and the same traffic give the same faults.</summary>
/// <param name="Loss">Share of datagrams that never arrive, 0 to 1.</param>
/// <param name="Duplication">Share that arrives twice.</param>
/// <param name="MaxDelay">Each datagram is late by up to this much of the test's clock, so that they overtake each other.</param>
public sealed record NetworkFaults(double Loss = 0, double Duplication = 0, TimeSpan MaxDelay = default);

/// <summary>
/// A network in memory: hosts with addresses, datagrams, streams, faults by a seed. Datagrams are handed over one at a time by one
/// task; without delay faults that happens at once, else when the test's clock has come so far.
/// </summary>
public sealed class MemoryNetwork : IAsyncDisposable
{
    private const int FirstPort = 20_000;

    private readonly TimeProvider _time;
    private readonly int _seed;
    private readonly Channel<Action> _deliveries = Channel.CreateUnbounded<Action>();
    private readonly Task _delivering;
    private readonly Lock _lock = new();
    private readonly Dictionary<IPEndPoint, MemoryDatagramSocket> _sockets = [];
    private readonly Dictionary<IPEndPoint, MemoryStreamListener> _listeners = [];
    private readonly Dictionary<(IPEndPoint From, IPEndPoint To), Random> _fates = [];
    private int _lastPort = FirstPort;
    private int _busy;
    private TaskCompletionSource? _idle;

    public MemoryNetwork(TimeProvider time, int seed = 1, NetworkFaults? faults = null)
    {
        _time = time;
        _seed = seed;
        Faults = faults ?? new NetworkFaults();
        _delivering = DeliverAsync();
    }

    /// <summary>The faults from now on.</summary>
    public NetworkFaults Faults { get; set; }

    /// <summary>While true nothing arrives anywhere, and nobody connects: the cable is out.</summary>
    public bool IsDown { get; set; }

    /// <summary>The network as the machine with this address sees it.</summary>
    public INetwork HostAt(string address) => new MemoryHost(this, IPAddress.Parse(address));

    /// <summary>The network as 127.0.0.1 sees it.</summary>
    public INetwork Loopback => HostAt("127.0.0.1");

    /// <summary>Ends when every datagram that is not delayed has been handed over and answered; fails when a receiver has thrown.</summary>
    public async Task IdleAsync()
    {
        Task idle;
        lock (_lock)
        {
            if (_busy == 0)
            {
                return;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            idle = _idle.Task;
        }

        await await Task.WhenAny(idle, _delivering);
    }

    public async ValueTask DisposeAsync()
    {
        _deliveries.Writer.TryComplete();
        await _delivering;
    }

    private async Task DeliverAsync()
    {
        await foreach (var deliver in _deliveries.Reader.ReadAllAsync())
        {
            deliver();
            lock (_lock)
            {
                if (--_busy == 0)
                {
                    _idle?.SetResult();
                    _idle = null;
                }
            }
        }
    }

    private void Send(byte[] datagram, IPEndPoint from, IPEndPoint to)
    {
        lock (_lock)
        {
            if (!_fates.TryGetValue((from, to), out var fate))
            {
                _fates[(from, to)] = fate = new Random(HashOf(from, to));
            }

            var copies = fate.NextDouble() < Faults.Loss ? 0 : fate.NextDouble() < Faults.Duplication ? 2 : 1;
            for (var i = 0; i < copies; i++)
            {
                if (Faults.MaxDelay > TimeSpan.Zero)
                {
                    Later(() => Deliver(datagram, from, to), Faults.MaxDelay * fate.NextDouble());
                }
                else
                {
                    Enqueue(() => Deliver(datagram, from, to));
                }
            }
        }
    }

    /// <summary>Not HashCode, which differs from run to run.</summary>
    private int HashOf(IPEndPoint from, IPEndPoint to) =>
        unchecked((((_seed * 31) + from.Port) * 31) + to.Port + BitConverter.ToInt32(from.Address.GetAddressBytes()) * 17);

    private void Later(Action deliver, TimeSpan delay) =>
        _time.CreateTimer(_ => Enqueue(deliver), null, delay, Timeout.InfiniteTimeSpan);

    private void Enqueue(Action deliver)
    {
        lock (_lock)
        {
            if (_deliveries.Writer.TryWrite(deliver))
            {
                _busy++;
            }
        }
    }

    private void Deliver(byte[] datagram, IPEndPoint from, IPEndPoint to)
    {
        MemoryDatagramSocket? socket;
        lock (_lock)
        {
            _sockets.TryGetValue(to, out socket);
        }

        if (!IsDown)
        {
            socket?.Receive(datagram, from);
        }
    }

    private IPEndPoint FreeEndPoint(IPAddress address)
    {
        lock (_lock)
        {
            IPEndPoint endPoint;
            do
            {
                _lastPort = _lastPort < ushort.MaxValue ? _lastPort + 1 : FirstPort;
                endPoint = new IPEndPoint(address, _lastPort);
            }
            while (_sockets.ContainsKey(endPoint) || _listeners.ContainsKey(endPoint));

            return endPoint;
        }
    }

    private sealed class MemoryHost(MemoryNetwork network, IPAddress address) : INetwork
    {
        public ValueTask<IPEndPoint> ResolveAsync(string host, int port, CancellationToken cancellationToken) =>
            IPAddress.TryParse(host, out var parsed)
                ? ValueTask.FromResult(new IPEndPoint(parsed, port))
                : ValueTask.FromException<IPEndPoint>(new IOException($"The host \"{host}\" cannot be found"));

        public IDatagramSocket OpenDatagramSocket(IPEndPoint? local, IPEndPoint? remote)
        {
            var endPoint = Bind(local);
            lock (network._lock)
            {
                var socket = new MemoryDatagramSocket(network, endPoint, remote);
                return network._sockets.TryAdd(endPoint, socket) ? socket : throw new IOException($"UDP port {endPoint} is in use");
            }
        }

        public ValueTask<Stream> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
        {
            lock (network._lock)
            {
                if (network.IsDown || !network._listeners.TryGetValue(remote, out var listener))
                {
                    return ValueTask.FromException<Stream>(new IOException($"Nobody answers at {remote}"));
                }

                var there = new Pipe();
                var back = new Pipe();
                listener.Accepted.Writer.TryWrite(new AcceptedConnection(new DuplexMemoryStream(there.Reader, back.Writer), network.FreeEndPoint(address)));
                return ValueTask.FromResult<Stream>(new DuplexMemoryStream(back.Reader, there.Writer));
            }
        }

        public IStreamListener Listen(IPEndPoint local)
        {
            var endPoint = Bind(local);
            lock (network._lock)
            {
                var listener = new MemoryStreamListener(network, endPoint);
                return network._listeners.TryAdd(endPoint, listener) ? listener : throw new IOException($"TCP port {endPoint} is in use");
            }
        }

        private IPEndPoint Bind(IPEndPoint? local)
        {
            var bound = local is null || local.Address.Equals(IPAddress.Any) ? address : local.Address;
            return local is null or { Port: 0 } ? network.FreeEndPoint(bound) : new IPEndPoint(bound, local.Port);
        }
    }

    private sealed class MemoryDatagramSocket(MemoryNetwork network, IPEndPoint local, IPEndPoint? remote) : IDatagramSocket
    {
        private DatagramReceived? _onDatagram;
        private bool _disposed;

        public IPEndPoint LocalEndPoint => local;

        public void Start(DatagramReceived onDatagram) => _onDatagram = onDatagram;

        public void Send(ReadOnlySpan<byte> datagram, IPEndPoint to)
        {
            if (!_disposed)
            {
                network.Send(datagram.ToArray(), local, remote ?? to);
            }
        }

        public void Receive(byte[] datagram, IPEndPoint from)
        {
            if (remote is null || remote.Equals(from))
            {
                _onDatagram?.Invoke(datagram, from);
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (network._lock)
            {
                network._sockets.Remove(local);
                foreach (var fate in network._fates.Keys.Where(fate => fate.From.Equals(local) || fate.To.Equals(local)).ToList())
                {
                    network._fates.Remove(fate);
                }
            }

            _onDatagram = null;
            _disposed = true;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class MemoryStreamListener(MemoryNetwork network, IPEndPoint local) : IStreamListener
    {
        public Channel<AcceptedConnection> Accepted { get; } = Channel.CreateUnbounded<AcceptedConnection>();

        public IPEndPoint LocalEndPoint => local;

        public async ValueTask<AcceptedConnection> AcceptAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await Accepted.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException e)
            {
                throw new OperationCanceledException("The listener is closed", e);
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (network._lock)
            {
                network._listeners.Remove(local);
            }

            Accepted.Writer.TryComplete();
            while (Accepted.Reader.TryRead(out var neverAccepted))
            {
                neverAccepted.Stream.Dispose();
            }

            return ValueTask.CompletedTask;
        }
    }
}
