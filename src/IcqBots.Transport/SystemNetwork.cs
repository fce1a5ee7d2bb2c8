using System.Net;
using System.Net.Sockets;

namespace IcqBots.Transport;

/// <summary>The network of this machine, IPv4: the protocol has no room for longer addresses.</summary>
public sealed class SystemNetwork : INetwork
{
    /// <inheritdoc/>
    public async ValueTask<IPEndPoint> ResolveAsync(string host, int port, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken);
            return addresses.Length > 0
                ? new IPEndPoint(addresses[0], port)
                : throw new IOException($"The host \"{host}\" has no IPv4 address");
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new IOException($"The host \"{host}\" cannot be found: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public IDatagramSocket OpenDatagramSocket(IPEndPoint? local, IPEndPoint? remote)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            // A burst of small datagrams must fit while the receiver is busy; the system may give less.
            socket.ReceiveBufferSize = 1 << 20;
            socket.Bind(local ?? new IPEndPoint(IPAddress.Any, 0));
            if (remote is not null)
            {
                socket.Connect(remote);
                DropWaiting(socket);
            }

            return new SystemDatagramSocket(socket, remote);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw CannotListen(e, local, "UDP");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Stream> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(remote, cancellationToken);
            return new SystemStream(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"Nobody answers at {remote}: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IStreamListener Listen(IPEndPoint local)
    {
        var listener = new TcpListener(local);
        try
        {
            listener.Start();
            return new SystemStreamListener(listener);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw CannotListen(e, local, "TCP");
        }
    }

    /// <summary>What has come between the calls that open and connect a socket may be from anybody.</summary>
    private static void DropWaiting(Socket socket)
    {
        Span<byte> datagram = stackalloc byte[1];
        while (socket.Poll(0, SelectMode.SelectRead))
        {
            socket.Receive(datagram, SocketFlags.None, out _);
        }
    }

    private static IOException CannotListen(SocketException e, IPEndPoint? local, string protocol) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => new IOException(
            $"{protocol} port {local} is in use: another program, perhaps another icqbots, listens there", e),
        SocketError.AddressNotAvailable => new IOException($"{local} is not an address of this machine", e),
        _ => new IOException($"Cannot open {protocol} port {local}: {e.Message}", e),
    };
}
