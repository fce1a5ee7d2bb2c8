using System.Net;
using System.Net.Sockets;

namespace IcqBots.Transport;

/// <summary>A TCP listener of this machine.</summary>
internal sealed class SystemStreamListener(TcpListener listener) : IStreamListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public IPEndPoint LocalEndPoint { get; } = (IPEndPoint)listener.LocalEndpoint;

    public async ValueTask<AcceptedConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptSocketAsync(cancellationToken);
                if (TryDescribe(socket) is { } accepted)
                {
                    return accepted;
                }
            }
            catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
            {
                throw new OperationCanceledException("The listener is closed", e);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted or SocketError.InvalidArgument)
            {
                throw new OperationCanceledException("The listener is closed", e);
            }
            catch (SocketException)
            {
                // Out of handles, most likely: trying again at once would keep a processor busy until some are free.
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        listener.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Null when the connection was gone before it was accepted.</summary>
    private static AcceptedConnection? TryDescribe(Socket socket)
    {
        try
        {
            return new AcceptedConnection(new SystemStream(socket), (IPEndPoint)socket.RemoteEndPoint!);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            socket.Dispose();
            return null;
        }
    }
}
