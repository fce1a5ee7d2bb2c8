using System.Net;
using System.Net.Sockets;

namespace IcqBots.Transport;

/// <summary>A UDP socket of this machine with its receive loop.</summary>
internal sealed class SystemDatagramSocket(Socket socket, IPEndPoint? remote) : IDatagramSocket
{
    /// <summary>The largest datagram that can arrive.</summary>
    private const int MaxDatagram = 65_535;

    private readonly CancellationTokenSource _stopping = new();
    private Task _receiving = Task.CompletedTask;

    public IPEndPoint LocalEndPoint { get; } = (IPEndPoint)socket.LocalEndPoint!;

    public void Start(DatagramReceived onDatagram) => _receiving = ReceiveAsync(onDatagram, _stopping.Token);

    public void Send(ReadOnlySpan<byte> datagram, IPEndPoint to)
    {
        try
        {
            if (remote is null)
            {
                socket.SendTo(datagram, to);
            }
            else
            {
                socket.Send(datagram);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Full buffer, unreachable network, closed socket: the datagram is lost, and the retransmission makes up for it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        socket.Dispose();
        await _receiving;
    }

    private async Task ReceiveAsync(DatagramReceived onDatagram, CancellationToken cancellationToken)
    {
        // The first await leaves the caller of Start, who may hold the lock that onDatagram takes.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var buffer = GC.AllocateUninitializedArray<byte>(MaxDatagram, pinned: true);
        var from = new SocketAddress(AddressFamily.InterNetwork);
        while (!cancellationToken.IsCancellationRequested)
        {
            int count;
            try
            {
                count = remote is null
                    ? await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, cancellationToken)
                    : await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            }
            catch (SocketException) when (!cancellationToken.IsCancellationRequested)
            {
                // "Unreachable" for an earlier datagram is reported on receive; nothing is lost that was not lost already.
                continue;
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }

            onDatagram(buffer.AsSpan(0, count), remote ?? (IPEndPoint)LocalEndPoint.Create(from));
        }
    }
}
