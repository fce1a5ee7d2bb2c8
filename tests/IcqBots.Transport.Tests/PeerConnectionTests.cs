using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Testing;

namespace IcqBots.Transport.Tests;

public class PeerConnectionTests
{
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(10);
    private static readonly ChannelMessageFrame Hello = new() { From = 1001, Text = "hello", Sequence = 7 };

    [Fact]
    public async Task A_frame_that_is_cut_anywhere_arrives_whole()
    {
        await using var network = new MemoryNetwork(new ManualTimeProvider());
        var bytes = Hello.ToArray(WireText.Latin1.Encoding);

        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var (here, there) = await ConnectAsync(network);
            var reading = here.ReadFirstAsync(CancellationToken.None);
            await there.WriteAsync(bytes.AsMemory(0, cut));
            await there.WriteAsync(bytes.AsMemory(cut));

            AssertEqual(Hello, await reading.WaitAsync(SafetyLimit));
        }
    }

    [Fact]
    public async Task Frames_that_arrive_together_come_one_by_one_until_the_other_end_closes()
    {
        await using var network = new MemoryNetwork(new ManualTimeProvider());
        var (here, there) = await ConnectAsync(network);

        var frames = Enumerable.Range(0, 5).Select(i => Hello with { Sequence = (uint)i }).ToArray();
        await there.WriteAsync(frames.SelectMany(frame => frame.ToArray(WireText.Latin1.Encoding)).ToArray());
        await there.DisposeAsync();

        Assert.Equal([0u, 1u, 2u, 3u, 4u], (await ReadAllAsync(here)).Cast<ChannelMessageFrame>().Select(frame => frame.Sequence));
    }

    [Fact]
    public async Task Frames_that_cannot_be_read_are_left_out()
    {
        await using var network = new MemoryNetwork(new ManualTimeProvider());
        var (here, there) = await ConnectAsync(network);

        await there.WriteAsync(new byte[] { 0, 0, 3, 0, 1, 2, 3 });
        await there.WriteAsync(Hello.ToArray(WireText.Latin1.Encoding));
        await there.WriteAsync(new byte[] { 200, 0, 1, 2, 3 });
        await there.DisposeAsync();

        AssertEqual(Hello, Assert.Single(await ReadAllAsync(here)));
    }

    [Fact]
    public async Task What_is_sent_can_be_read_at_the_other_end_also_from_several_senders_at_once()
    {
        await using var network = new MemoryNetwork(new ManualTimeProvider());
        var (here, there) = await ConnectAsync(network);
        await using var other = Over(there);

        var reading = ReadAllAsync(other);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => here.SendAsync(Hello with { Sequence = (uint)i }, CancellationToken.None)));
        await here.DisposeAsync();

        Assert.Equal(50, (await reading).Cast<ChannelMessageFrame>().Select(frame => frame.Sequence).Distinct().Count());
    }

    [Fact]
    public async Task Sending_on_a_closed_connection_fails_with_an_IOException()
    {
        await using var network = new MemoryNetwork(new ManualTimeProvider());
        var (closedHere, _) = await ConnectAsync(network);
        var (closedThere, there) = await ConnectAsync(network);

        await closedHere.DisposeAsync();
        await there.DisposeAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => closedThere.SendAsync(Hello, CancellationToken.None));
        await Assert.ThrowsAnyAsync<IOException>(() => closedHere.SendAsync(Hello, CancellationToken.None));
    }

    [Fact]
    public async Task A_frame_that_was_cancelled_half_written_closes_the_connection()
    {
        var stuck = new StuckStream();
        var connection = Over(stuck);
        using var cancelled = new CancellationTokenSource();

        var sending = connection.SendAsync(Hello, cancelled.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.False(stuck.CanWrite);
    }

    private static async Task<(PeerConnection Here, Stream There)> ConnectAsync(MemoryNetwork network)
    {
        await using var listener = network.Loopback.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var there = await network.Loopback.ConnectAsync(listener.LocalEndPoint, CancellationToken.None);
        var accepted = await listener.AcceptAsync(CancellationToken.None);
        return (Over(accepted.Stream), there);
    }

    private static PeerConnection Over(Stream stream) =>
        new(stream, IPEndPoint.Parse("10.0.0.1:1"), WireText.Latin1.Encoding, new PeerLimits(), TimeProvider.System);

    private static async Task<List<PeerFrame>> ReadAllAsync(PeerConnection connection)
    {
        using var limit = new CancellationTokenSource(SafetyLimit);
        var frames = new List<PeerFrame>();
        await foreach (var frame in connection.ReadAllAsync(limit.Token))
        {
            frames.Add(frame);
        }

        return frames;
    }

    private static void AssertEqual(PeerFrame expected, PeerFrame? actual) =>
        Assert.Equal(expected.ToArray(WireText.Latin1.Encoding), actual?.ToArray(WireText.Latin1.Encoding));

    /// <summary>The other end does not read: a write never ends.</summary>
    private sealed class StuckStream : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
