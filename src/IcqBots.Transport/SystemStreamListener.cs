using System.Net;
using System.Net.Sockets;

namespace IcqBots.Transport;

/// <summary>A TCP listener of this machine.</summary>
internal sealed class SystemStreamListener(TcpListener listener) : IStreamListener
{
    public IPEndPoint LocalEndPoint { get; } = (IPEndPoint)listener.LocalEndpoint;

    public async ValueTask<AcceptedConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptSocketAsync(cancellationToken);
                socket.NoDelay = true;
                return new AcceptedConnection(new NetworkStream(socket, ownsSocket: true), (IPEndPoint)socket.RemoteEndPoint!);
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
                // The connection was gone before it was accepted.
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        listener.Dispose();
        return ValueTask.CompletedTask;
    }
}
