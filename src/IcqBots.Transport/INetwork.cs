using System.Net;

namespace IcqBots.Transport;

/// <summary>Takes a datagram from <paramref name="from"/>. The bytes are valid during the call only.</summary>
public delegate void DatagramReceived(ReadOnlySpan<byte> datagram, IPEndPoint from);

/// <summary>The way to other machines. Everything that fails here fails with an <see cref="IOException"/> that says what to do.</summary>
public interface INetwork
{
    /// <summary>The IPv4 address of a host that is named or written as an address, with <paramref name="port"/>.</summary>
    ValueTask<IPEndPoint> ResolveAsync(string host, int port, CancellationToken cancellationToken);

    /// <summary>A socket that sends and receives datagrams.</summary>
    /// <param name="local">Where to listen; null: any address, any port.</param>
    /// <param name="remote">The only end point to talk with, so that datagrams from elsewhere are dropped; null: anybody.</param>
    IDatagramSocket OpenDatagramSocket(IPEndPoint? local, IPEndPoint? remote);

    /// <summary>Connects to a listening program.</summary>
    ValueTask<Stream> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken);

    /// <summary>Listens for connections. Port 0 takes any free port.</summary>
    IStreamListener Listen(IPEndPoint local);
}

/// <summary>A socket for datagrams.</summary>
public interface IDatagramSocket : IAsyncDisposable
{
    /// <summary>The address and port that others see, as far as this machine knows.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>Begins to hand over what arrives, one datagram at a time. Called once.</summary>
    void Start(DatagramReceived onDatagram);

    /// <summary>Sends one datagram. Never blocks and never calls back; what cannot be sent now is lost, as on any network.</summary>
    void Send(ReadOnlySpan<byte> datagram, IPEndPoint to);
}

/// <summary>A connection that can be ended in one direction.</summary>
public interface IHalfClosable
{
    /// <summary>The other end reads to the end of what was sent; what it sends can still be read.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
    void EndWriting();
}

/// <summary>A listener for connections.</summary>
public interface IStreamListener : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>The next connection and where it comes from.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled or the listener is closed.</exception>
    ValueTask<AcceptedConnection> AcceptAsync(CancellationToken cancellationToken);
}

/// <summary>A connection that somebody opened to us.</summary>
public readonly record struct AcceptedConnection(Stream Stream, IPEndPoint Remote);
