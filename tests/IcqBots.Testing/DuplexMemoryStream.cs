using System.IO.Pipelines;
using IcqBots.Transport;

namespace IcqBots.Testing;

/// <summary>One end of a connection in memory. Closing it ends the other end's reads.</summary>
public sealed class DuplexMemoryStream(PipeReader input, PipeWriter output) : Stream, IHalfClosable
{
    private readonly Stream _input = input.AsStream();
    private readonly Stream _output = output.AsStream();
    private volatile bool _disposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The other end reads to the end of what was sent; what it sends can still be read.</summary>
    public void EndWriting() => output.Complete();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            return await _input.ReadAsync(buffer, cancellationToken);
        }
        catch (OperationCanceledException) when (_disposed)
        {
            throw new ObjectDisposedException(nameof(DuplexMemoryStream));
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => _output.Write(buffer, offset, count);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);

        // A pipe whose reader is gone swallows bytes, and one that is closed meanwhile says something else; a connection breaks.
        try
        {
            var result = await output.WriteAsync(buffer, cancellationToken);
            if (result.IsCompleted)
            {
                throw new IOException("The other end has closed the connection");
            }
        }
        catch (InvalidOperationException e)
        {
            throw new IOException("The connection was closed", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            output.Complete();
            input.CancelPendingRead();
            input.Complete();
        }

        base.Dispose(disposing);
    }
}
