using System.Net;

namespace IcqBots.Capture;

/// <summary>A connection that is written down as segments of TCP, from its SYN to its FIN.</summary>
internal sealed class CapturedStream : Stream
{
    private readonly Stream _inner;
    private readonly Direction _sent;
    private readonly Direction _received;
    private readonly CaptureWriter _capture;
    private readonly Lock _lock = new();

    /// <summary>A connection that is open.</summary>
    /// <param name="inner">The connection itself.</param>
    /// <param name="own">This end.</param>
    /// <param name="remote">The other end.</param>
    /// <param name="capture">Where it is written down.</param>
    /// <param name="isOurs">True when this end has opened it.</param>
    public CapturedStream(Stream inner, IPEndPoint own, IPEndPoint remote, CaptureWriter capture, bool isOurs)
    {
        _inner = inner;
        _capture = capture;
        _sent = new Direction(own, remote);
        _received = new Direction(remote, own);
        var (first, second) = isOurs ? (_sent, _received) : (_received, _sent);
        Write(first, second, TcpFlags.Syn, []);
        Write(second, first, TcpFlags.Syn | TcpFlags.Ack, []);
        Write(first, second, TcpFlags.Ack, []);
    }

    public override bool CanRead => _inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => _inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => Received(buffer.AsSpan(offset, count), _inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _inner.ReadAsync(buffer, cancellationToken);
        return Received(buffer.Span, count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Data(_sent, _received, buffer.AsSpan(offset, count));
        _inner.Write(buffer, offset, count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Data(_sent, _received, buffer.Span);
        return _inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            End(_sent, _received);
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Received(ReadOnlySpan<byte> buffer, int count)
    {
        if (count > 0)
        {
            Data(_received, _sent, buffer[..count]);
        }
        else if (buffer.Length > 0)
        {
            End(_received, _sent);
        }

        return count;
    }

    private void Data(Direction from, Direction back, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length > 0; bytes = bytes[Math.Min(bytes.Length, IpPackets.MaxSegment)..])
        {
            Write(from, back, TcpFlags.Ack | TcpFlags.Push, bytes[..Math.Min(bytes.Length, IpPackets.MaxSegment)]);
        }
    }

    private void End(Direction from, Direction back) => Write(from, back, TcpFlags.Ack | TcpFlags.Fin, []);

    private void Write(Direction from, Direction back, TcpFlags flags, ReadOnlySpan<byte> payload)
    {
        lock (_lock)
        {
            if (from.HasEnded)
            {
                return;
            }

            _capture.Write(IpPackets.Segment(from.From, from.To, from.Next, flags.HasFlag(TcpFlags.Ack) ? back.Next : 0, flags, payload));
            from.HasEnded = flags.HasFlag(TcpFlags.Fin);
            from.Next += (uint)payload.Length + ((flags & (TcpFlags.Syn | TcpFlags.Fin)) != 0 ? 1u : 0u);
        }
    }

    /// <summary>One direction: its ends, and the number of its next byte.</summary>
    private sealed class Direction(IPEndPoint from, IPEndPoint to)
    {
        public IPEndPoint From => from;

        public IPEndPoint To => to;

        public uint Next { get; set; }

        public bool HasEnded { get; set; }
    }
}
