using System.Net;
using IcqBots.Transport;

namespace IcqBots.Capture;

/// <summary>A network that writes down what goes through it. Passwords are masked.</summary>
/// <remarks>
/// The seam does not tell the own port of a connection that was opened here: such a connection has a made-up one in the capture, and the
/// address of the sockets that were opened before.
/// </remarks>
public sealed class CapturingNetwork(INetwork inner, CaptureWriter capture) : INetwork
{
    private const int FirstPort = 49_152;

    private volatile IPAddress _ownAddress = IPAddress.Loopback;
    private int _connections;

    /// <inheritdoc/>
    public ValueTask<IPEndPoint> ResolveAsync(string host, int port, CancellationToken cancellationToken) =>
        inner.ResolveAsync(host, port, cancellationToken);

    /// <inheritdoc/>
    public IDatagramSocket OpenDatagramSocket(IPEndPoint? local, IPEndPoint? remote)
    {
        var socket = inner.OpenDatagramSocket(local, remote);
        return new CapturedSocket(socket, OwnEndPoint(socket.LocalEndPoint), capture);
    }

    /// <inheritdoc/>
    public async ValueTask<Stream> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        var stream = await inner.ConnectAsync(remote, cancellationToken);
        var port = FirstPort + (int)((uint)Interlocked.Increment(ref _connections) % (ushort.MaxValue - FirstPort));
        return new CapturedStream(stream, new IPEndPoint(_ownAddress, port), remote, capture, isOurs: true);
    }

    /// <inheritdoc/>
    public IStreamListener Listen(IPEndPoint local)
    {
        var listener = inner.Listen(local);
        return new CapturedListener(listener, OwnEndPoint(listener.LocalEndPoint), capture);
    }

    /// <summary>The end point with the address that others see, where a socket of any address does not know it.</summary>
    private IPEndPoint OwnEndPoint(IPEndPoint endPoint)
    {
        if (endPoint.Address.Equals(IPAddress.Any))
        {
            return new IPEndPoint(_ownAddress, endPoint.Port);
        }

        _ownAddress = endPoint.Address;
        return endPoint;
    }

    private sealed class CapturedSocket(IDatagramSocket inner, IPEndPoint own, CaptureWriter capture) : IDatagramSocket
    {
        public IPEndPoint LocalEndPoint => inner.LocalEndPoint;

        public void Start(DatagramReceived onDatagram) => inner.Start((datagram, from) =>
        {
            Write(datagram, from, own);
            onDatagram(datagram, from);
        });

        public void Send(ReadOnlySpan<byte> datagram, IPEndPoint to)
        {
            Write(datagram, own, to);
            inner.Send(datagram, to);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private void Write(ReadOnlySpan<byte> datagram, IPEndPoint from, IPEndPoint to)
        {
            var masked = datagram.ToArray();
            PasswordMask.Apply(masked);
            capture.Write(IpPackets.Datagram(from, to, masked));
        }
    }

    private sealed class CapturedListener(IStreamListener inner, IPEndPoint own, CaptureWriter capture) : IStreamListener
    {
        public IPEndPoint LocalEndPoint => inner.LocalEndPoint;

        public async ValueTask<AcceptedConnection> AcceptAsync(CancellationToken cancellationToken)
        {
            var accepted = await inner.AcceptAsync(cancellationToken);
            return accepted with { Stream = new CapturedStream(accepted.Stream, own, accepted.Remote, capture, isOurs: false) };
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
