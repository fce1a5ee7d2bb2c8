using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Transport;

/// <summary>Makes a frame of its bytes (without length); null: too short, or of an unknown kind.</summary>
public delegate PeerFrame? ReadFrame(ReadOnlySpan<byte> bytes, Encoding encoding);

/// <summary>
/// Frames over a TCP connection to another client, whichever side opened it. One reader at a time; writers may be many. A peer that
/// goes beyond the limits for time and rate ends its connection.
/// </summary>
public sealed class PeerConnection : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly Encoding _encoding;
    private readonly PeerLimits _limits;
    private readonly TimeProvider _time;
    private readonly PipeReader _reader;
    private readonly LinkClock _clock;
    private readonly RateLimit _frames;
    private readonly RateLimit _bytes;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private long _deadline = long.MaxValue;

    /// <summary>A connection over a stream, which it owns from here on.</summary>
    public PeerConnection(Stream stream, IPEndPoint remote, Encoding encoding, PeerLimits limits, TimeProvider time)
    {
        Remote = remote;
        LastHeard = time.GetTimestamp();
        _stream = stream;
        _encoding = encoding;
        _limits = limits;
        _time = time;
        _reader = PipeReader.Create(stream);
        _clock = new LinkClock(time, OnTick);
        _frames = new RateLimit(limits.FramesPerSecond, limits.Burst, time);
        _bytes = new RateLimit(limits.BytesPerSecond, limits.Burst, time);
    }

    /// <summary>Connects to a listening peer and says who we are; the counterpart of <see cref="PeerListener"/>.</summary>
    /// <exception cref="IOException">Nobody listens there, or the connection broke.</exception>
    public static async Task<PeerConnection> ConnectAsync(
        INetwork network,
        IPEndPoint remote,
        ChannelInitFrame init,
        Encoding encoding,
        PeerLimits limits,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var connection = new PeerConnection(await network.ConnectAsync(remote, cancellationToken), remote, encoding, limits, time);
        try
        {
            await connection.SendAsync(init, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the other end is.</summary>
    public IPEndPoint Remote { get; }

    /// <summary>Makes a frame of its bytes: behind CHANNEL_INIT, connections for files and chats have frames of their own.</summary>
    public ReadFrame ReadFrame { get; set; } = PeerFrame.Read;

    /// <summary>Timestamp of the last frame, or of the beginning.</summary>
    internal long LastHeard { get; private set; }

    /// <summary>The frames as they arrive, until the other end closes. Frames of unknown kind or too short are left out.</summary>
    /// <exception cref="IOException">The connection broke, or the peer went beyond the limits.</exception>
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
    /// <exception cref="IOException">The connection broke, or the peer went beyond the limits.</exception>
    public async Task<PeerFrame?> ReadFirstAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken))?.Frame;

    /// <summary>Sends one frame. Cancelled half-way, it takes the connection with it: half a frame cannot be taken back.</summary>
    /// <exception cref="IOException">The connection broke, is closed, or the peer has taken nothing for too long.</exception>
    public Task SendAsync(PeerFrame frame, CancellationToken cancellationToken) => SendRawAsync(frame.ToArray(_encoding), cancellationToken);

    /// <summary>Sends bytes without a frame, as in a chat. Cancelled half-way, it takes the connection with it.</summary>
    /// <exception cref="IOException">The connection broke, is closed, or the peer has taken nothing for too long.</exception>
    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            using var timeout = new CancellationTokenSource(_limits.WriteTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            await _stream.WriteAsync(bytes, either.Token);
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException("The connection is closed", e);
        }
        catch (OperationCanceledException e)
        {
            await _stream.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"The peer has taken nothing for {_limits.WriteTimeout}", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Nothing more will be sent, which the peer sees behind what was sent before. What it sends can still be read.</summary>
    /// <exception cref="IOException">The connection broke, or is closed.</exception>
    public void EndWriting()
    {
        try
        {
            (_stream as IHalfClosable)?.EndWriting();
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException("The connection is closed", e);
        }
    }

    /// <summary>The next bytes, without a frame, as in a chat; empty when the other end has closed.</summary>
    /// <exception cref="IOException">The connection broke, or the peer went beyond the limits.</exception>
    public async Task<byte[]> ReadRawAsync(CancellationToken cancellationToken)
    {
        Expect(_limits.IdleTimeout);
        try
        {
            while (true)
            {
                var result = await _reader.ReadAsync(cancellationToken);
                var bytes = result.Buffer.ToArray();
                _reader.AdvanceTo(result.Buffer.End);
                if (bytes.Length > 0 || result.IsCompleted)
                {
                    LastHeard = _time.GetTimestamp();
                    return _bytes.TryTake(bytes.Length)
                        ? bytes
                        : throw new IOException($"The peer sends more than {_limits.BytesPerSecond} bytes a second");
                }

                if (_time.GetTimestamp() >= Volatile.Read(ref _deadline))
                {
                    throw new IOException($"The peer has been silent for {_limits.IdleTimeout}");
                }
            }
        }
        catch (ObjectDisposedException)
        {
            return [];
        }
    }

    /// <summary>Closes the connection; a reader that waits gets the end.</summary>
    public async ValueTask DisposeAsync()
    {
        _clock.Dispose();
        await _stream.DisposeAsync();
    }

    private async Task<Received?> ReadAsync(CancellationToken cancellationToken)
    {
        var hasBegun = false;
        Expect(_limits.IdleTimeout);
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
                var received = Take(bytes);
                _reader.AdvanceTo(buffer.Start);
                return received;
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }

            if (!hasBegun && !buffer.IsEmpty)
            {
                hasBegun = true;
                Expect(_limits.FrameTimeout);
            }
            else if (_time.GetTimestamp() >= Volatile.Read(ref _deadline))
            {
                throw new IOException(hasBegun
                    ? $"The peer has not ended a frame that it began {_limits.FrameTimeout} ago"
                    : $"The peer has been silent for {_limits.IdleTimeout}");
            }
        }
    }

    private Received Take(ReadOnlySequence<byte> bytes)
    {
        Volatile.Write(ref _deadline, long.MaxValue);
        LastHeard = _time.GetTimestamp();
        if (!_frames.TryTake(1) || !_bytes.TryTake((int)bytes.Length))
        {
            throw new IOException($"The peer sends more than {_limits.FramesPerSecond} frames or {_limits.BytesPerSecond} bytes a second");
        }

        return new Received(bytes.IsSingleSegment
            ? ReadFrame(bytes.FirstSpan, _encoding)
            : ReadFrame(bytes.ToArray(), _encoding));
    }

    /// <summary>From now on the reader waits no longer than <paramref name="limit"/>, which may be infinite.</summary>
    private void Expect(TimeSpan limit)
    {
        Volatile.Write(ref _deadline, limit == Timeout.InfiniteTimeSpan ? long.MaxValue : _time.TimestampIn(limit));
        _clock.WakeAt(_deadline);
    }

    private void OnTick()
    {
        var deadline = Volatile.Read(ref _deadline);
        if (_time.GetTimestamp() < deadline)
        {
            _clock.WakeAt(deadline);
        }
        else
        {
            _reader.CancelPendingRead();
        }
    }

    /// <summary>One frame that arrived; null inside when it could not be read.</summary>
    private sealed record Received(PeerFrame? Frame);
}
