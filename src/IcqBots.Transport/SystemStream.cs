using System.Net.Sockets;

namespace IcqBots.Transport;

/// <summary>A TCP connection of this machine, which owns its socket.</summary>
internal sealed class SystemStream : NetworkStream, IHalfClosable
{
    /// <summary>What waits here is not with the other end yet: the less it is, the better a sender knows what has arrived.</summary>
    private const int SendBufferBytes = 64 * 1024;

    /// <exception cref="SocketException">The connection has gone already.</exception>
    public SystemStream(Socket socket)
        : base(socket, ownsSocket: true)
    {
        socket.NoDelay = true;
        socket.SendBufferSize = SendBufferBytes;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
    }

    /// <inheritdoc/>
    public void EndWriting()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException e)
        {
            throw new IOException($"The connection broke: {e.Message}", e);
        }
    }
}
