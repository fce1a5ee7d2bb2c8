using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>The frames of a file connection, read one by one. Changes of speed are ignored.</summary>
internal sealed class FileFrames : IAsyncDisposable
{
    private readonly IAsyncEnumerator<PeerFrame> _frames;

    public FileFrames(PeerConnection connection, CancellationToken cancellationToken)
    {
        connection.ReadFrame = FileTransferFrame.Read;
        _frames = connection.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>The next frame; null when the other end has closed.</summary>
    /// <exception cref="IOException">The connection broke, or the peer went beyond the limits.</exception>
    public async Task<FileTransferFrame?> NextAsync()
    {
        while (await _frames.MoveNextAsync())
        {
            if (_frames.Current is FileTransferFrame frame and not FileSpeedFrame)
            {
                return frame;
            }
        }

        return null;
    }

    /// <summary>The next frame, which must be of this kind.</summary>
    /// <exception cref="TransferException">It is of another kind, or the other end has closed.</exception>
    public async Task<T> ExpectAsync<T>()
        where T : FileTransferFrame => await NextAsync() switch
        {
            T frame => frame,
            FileStopFrame => throw new TransferException("The other side has stopped the transfer"),
            null => throw new TransferException("The other side has closed the connection"),
            var other => throw new TransferException($"The other side sent {other.Command} where {typeof(T).Name} was due"),
        };

    public ValueTask DisposeAsync() => _frames.DisposeAsync();
}
