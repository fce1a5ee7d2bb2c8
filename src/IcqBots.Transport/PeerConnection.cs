using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Transport;

/// <summary>Frames over a TCP connection to another client. One reader at a time; writers may be many.</summary>
public sealed class PeerConnection(Stream stream, IPEndPoint remote, Encoding encoding) : IAsyncDisposable
{
    private readonly PipeReader _reader = PipeReader.Create(stream);
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Where the other end is.</summary>
    public IPEndPoint Remote => remote;

    /// <summary>The frames as they arrive, until the other end closes. Frames of unknown kind or too short are left out.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async IAsyncEnumerable<PeerFrame> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is { } received)
        {
            if (received.Frame is { } frame)
            {
                yield return frame;
            }
        }
    }

    /// <summary>The first frame; null when the connection ended before it, or when it is of an unknown kind.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<PeerFrame?> ReadFirstAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken))?.Frame;

    /// <summary>Sends one frame. Cancelled half-way, it takes the connection with it: half a frame cannot be taken back.</summary>
    /// <exception cref="IOException">The connection broke, or is closed.</exception>
    public async Task SendAsync(PeerFrame frame, CancellationToken cancellationToken)
    {
        var bytes = frame.ToArray(encoding);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await stream.WriteAsync(bytes, cancellationToken);
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException("The connection is closed", e);
        }
        catch (OperationCanceledException)
        {
            await stream.DisposeAsync();
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Closes the connection; a reader that waits gets the end.</summary>
    public async ValueTask DisposeAsync() => await stream.DisposeAsync();

    private async Task<Received?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await _reader.ReadAsync(cancellationToken);
            }
            catch (ObjectDisposedException)
            {
                return null;
            }

            var buffer = result.Buffer;
            if (PeerFraming.TryTake(ref buffer, out var bytes))
            {
                var frame = bytes.IsSingleSegment
                    ? PeerFrame.Read(bytes.FirstSpan, encoding)
                    : PeerFrame.Read(bytes.ToArray(), encoding);
                _reader.AdvanceTo(buffer.Start);
                return new Received(frame);
            }

            if (result.IsCompleted)
            {
                return null;
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>One frame that arrived; null inside when it could not be read.</summary>
    private sealed record Received(PeerFrame? Frame);
}
