using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Testing;

namespace IcqBots.Transport.Tests;

/// <summary>What a connection between peers does with a peer that means no good.</summary>
public sealed class PeerLimitsTests : IAsyncDisposable
{
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(10);

    /// <summary>45 bytes and their length.</summary>
    private static readonly byte[] Hello = new ChannelMessageFrame { From = 1001, Text = "hello" }.ToArray(WireText.Latin1.Encoding);

    private readonly ManualTimeProvider _clock = new();
    private readonly MemoryNetwork _network;

    public PeerLimitsTests() => _network = new MemoryNetwork(_clock);

    [Fact]
    public async Task A_frame_that_is_not_complete_in_time_ends_the_connection_however_its_bytes_trickle_in()
    {
        var slow = new SlowStream(TimeSpan.FromSeconds(10), _clock);
        await using var connection = Over(slow, new PeerLimits { FrameTimeout = TimeSpan.FromSeconds(60) });
        var began = _clock.GetTimestamp();

        var reading = connection.ReadFirstAsync(CancellationToken.None);
        var end = await Assert.ThrowsAsync<IOException>(() => _clock.AdvanceUntilAsync(reading));

        Assert.Contains("has not ended a frame", end.Message, StringComparison.Ordinal);
        Assert.True(_clock.GetElapsedTime(began) >= TimeSpan.FromSeconds(70));
        Assert.InRange(slow.BytesRead, 2, 7);
    }

    [Fact]
    public async Task Silence_between_two_frames_is_long_but_not_endless()
    {
        var (here, there) = await ConnectAsync(new PeerLimits { IdleTimeout = TimeSpan.FromMinutes(30) });
        var frames = here.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator();

        for (var i = 0; i < 3; i++)
        {
            var next = frames.MoveNextAsync();
            _clock.Advance(TimeSpan.FromMinutes(29));
            await there.WriteAsync(Hello);
            Assert.True(await next.AsTask().WaitAsync(SafetyLimit));
        }

        var last = frames.MoveNextAsync().AsTask();
        _clock.Advance(TimeSpan.FromMinutes(29));
        Assert.False(last.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(2));
        var end = await Assert.ThrowsAsync<IOException>(() => last.WaitAsync(SafetyLimit));
        Assert.Contains("silent", end.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, int.MaxValue)]
    [InlineData(int.MaxValue, 450)]
    public async Task A_flood_of_frames_or_bytes_ends_the_connection(int framesPerSecond, int bytesPerSecond)
    {
        var limits = new PeerLimits { FramesPerSecond = framesPerSecond, BytesPerSecond = bytesPerSecond, Burst = TimeSpan.FromSeconds(2) };
        var (here, there) = await ConnectAsync(limits);

        await there.WriteAsync(Enumerable.Repeat(Hello, 25).SelectMany(bytes => bytes).ToArray());
        var frames = here.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator();
        for (var i = 0; i < 20; i++)
        {
            Assert.True(await frames.MoveNextAsync().AsTask().WaitAsync(SafetyLimit));
        }

        await Assert.ThrowsAsync<IOException>(() => frames.MoveNextAsync().AsTask().WaitAsync(SafetyLimit));
    }

    [Fact]
    public async Task Frames_at_the_rate_may_go_on_for_ever()
    {
        var (here, there) = await ConnectAsync(new PeerLimits { FramesPerSecond = 10, Burst = TimeSpan.FromSeconds(1) });
        var frames = here.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator();

        for (var i = 0; i < 1000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await there.WriteAsync(Hello);
            Assert.True(await frames.MoveNextAsync().AsTask().WaitAsync(SafetyLimit));
        }
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_loses_the_connection()
    {
        var (here, there) = await ConnectAsync(new PeerLimits { WriteTimeout = TimeSpan.FromSeconds(20) });
        var sending = SendForEverAsync();

        var end = await Assert.ThrowsAsync<IOException>(() => _clock.AdvanceUntilAsync(sending));

        Assert.Contains("taken nothing", end.Message, StringComparison.Ordinal);
        await there.CopyToAsync(Stream.Null).WaitAsync(SafetyLimit);

        async Task<int> SendForEverAsync()
        {
            while (true)
            {
                await here.SendRawAsync(new byte[1000], CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task A_length_alone_takes_no_memory()
    {
        var stream = new MeasuringStream([0xFF, 0xFF, 1]);
        await using var connection = Over(stream, new PeerLimits());

        Assert.Null(await connection.ReadFirstAsync(CancellationToken.None));
        Assert.InRange(stream.Asked, 1, 8192);
    }

    public ValueTask DisposeAsync() => _network.DisposeAsync();

    private async Task<(PeerConnection Here, Stream There)> ConnectAsync(PeerLimits limits)
    {
        await using var listener = _network.Loopback.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var there = await _network.Loopback.ConnectAsync(listener.LocalEndPoint, CancellationToken.None);
        return (Over((await listener.AcceptAsync(CancellationToken.None)).Stream, limits), there);
    }

    private PeerConnection Over(Stream stream, PeerLimits limits) =>
        new(stream, IPEndPoint.Parse("10.0.0.1:1"), WireText.Latin1.Encoding, limits, _clock);

    /// <summary>Gives one byte at a time, each after a while.</summary>
    private sealed class SlowStream(TimeSpan pause, TimeProvider time) : MemoryStream(Enumerable.Repeat((byte)0xFF, 1000).ToArray())
    {
        public int BytesRead { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(pause, time, cancellationToken);
            BytesRead++;
            return await base.ReadAsync(buffer[..1], cancellationToken);
        }
    }

    /// <summary>Notes how much its reader asks for at a time.</summary>
    private sealed class MeasuringStream(byte[] bytes) : MemoryStream(bytes)
    {
        public int Asked { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Asked = Math.Max(Asked, buffer.Length);
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
