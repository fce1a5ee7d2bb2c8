using System.Net;
using IcqBots.Transport;

namespace IcqBots.Fuzz;

/// <summary>Takes a datagram that is sent. Called under the sender's lock: it must not call back.</summary>
internal delegate void DatagramSent(ReadOnlySpan<byte> datagram, IPEndPoint to);

/// <summary>A network whose datagrams are handed over by a call, on the caller's thread. Its streams are those of a memory network.</summary>
/// <param name="address">The address of this machine.</param>
/// <param name="streams">Where streams go.</param>
/// <param name="onSent">Takes every datagram that is sent.</param>
internal sealed class DirectNetwork(IPAddress address, INetwork streams, DatagramSent onSent) : INetwork
{
    private DatagramReceived? _onDatagram;

    private DatagramSent OnSent => onSent;

    /// <summary>A datagram arrives at the socket, if one is open.</summary>
    public void Arrive(ReadOnlySpan<byte> datagram, IPEndPoint from) => _onDatagram?.Invoke(datagram, from);

    public ValueTask<IPEndPoint> ResolveAsync(string host, int port, CancellationToken cancellationToken) =>
        streams.ResolveAsync(host, port, cancellationToken);

    public IDatagramSocket OpenDatagramSocket(IPEndPoint? local, IPEndPoint? remote) =>
        new Socket(this, local ?? new IPEndPoint(address, 20_000));

    public ValueTask<Stream> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken) =>
        streams.ConnectAsync(remote, cancellationToken);

    public IStreamListener Listen(IPEndPoint local) => streams.Listen(local);

    private sealed class Socket(DirectNetwork network, IPEndPoint local) : IDatagramSocket
    {
        public IPEndPoint LocalEndPoint => local;

        public void Start(DatagramReceived onDatagram) => network._onDatagram = onDatagram;

        public void Send(ReadOnlySpan<byte> datagram, IPEndPoint to) => network.OnSent(datagram, to);

        public ValueTask DisposeAsync()
        {
            network._onDatagram = null;
            return ValueTask.CompletedTask;
        }
    }
}
