using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Testing;

namespace IcqBots.Transport.Tests;

public sealed class PeerListenerTests : IAsyncDisposable
{
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(10);
    private static readonly ChannelInitFrame Init =
        new(3, 0, 1001, IPAddress.Loopback, IPAddress.Loopback, ConnectionType.Direct, 4711);

    private readonly ManualTimeProvider _clock = new();
    private readonly MemoryNetwork _network;
    private readonly TestLog _log = new();
    private readonly TaskCompletionSource<ChannelInitFrame> _served = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PeerListenerTests() => _network = new MemoryNetwork(_clock);

    [Fact]
    public async Task A_peer_is_handed_over_after_its_CHANNEL_INIT_with_what_follows()
    {
        var followed = new TaskCompletionSource<PeerFrame?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = CreateListener(async (connection, init, token) =>
        {
            _served.SetResult(init);
            followed.SetResult(await connection.ReadFirstAsync(token));
        });

        var peer = await ConnectAsync(listener);
        var message = new ChannelMessageFrame { From = 1001, Text = "hello" };
        await peer.WriteAsync(Bytes(Init).Concat(Bytes(message)).ToArray());

        Assert.Equal(Init, await _served.Task.WaitAsync(SafetyLimit));
        Assert.Equal("hello", Assert.IsType<ChannelMessageFrame>(await followed.Task.WaitAsync(SafetyLimit)).Text);
    }

    [Fact]
    public async Task A_connection_is_closed_when_it_has_been_served()
    {
        await using var listener = CreateListener((_, _, _) => Task.CompletedTask);

        var peer = await ConnectAsync(listener);
        await peer.WriteAsync(Bytes(Init));

        await AssertClosedAsync(peer);
    }

    [Fact]
    public async Task Without_a_CHANNEL_INIT_in_time_the_connection_is_closed()
    {
        await using var listener = CreateListener(Serve, new PeerLimits { InitTimeout = TimeSpan.FromSeconds(5) });
        var began = _clock.GetTimestamp();

        var peer = await ConnectAsync(listener);
        await peer.WriteAsync(Bytes(Init).AsMemory(0, 20));
        await _clock.AdvanceUntilAsync(AssertClosedAsync(peer));

        Assert.True(_clock.GetElapsedTime(began) >= TimeSpan.FromSeconds(5));
        Assert.False(_served.Task.IsCompleted);
    }

    [Fact]
    public async Task A_first_frame_of_another_kind_closes_the_connection()
    {
        await using var listener = CreateListener(Serve);

        var peer = await ConnectAsync(listener);
        await peer.WriteAsync(Bytes(new ChannelMessageFrame { From = 1001, Text = "hello" }));

        await AssertClosedAsync(peer);
        Assert.False(_served.Task.IsCompleted);
    }

    [Fact]
    public async Task Beyond_the_limit_connections_are_closed_at_once_until_others_have_ended()
    {
        await using var listener = CreateListener(Serve, new PeerLimits { MaxConnections = 2 });
        var first = await ConnectAsync(listener);
        await ConnectAsync(listener);

        await AssertClosedAsync(await ConnectAsync(listener));
        Assert.Contains("refused", Assert.Single(_log.At(Microsoft.Extensions.Logging.LogLevel.Warning)), StringComparison.Ordinal);

        await first.DisposeAsync();
        while (!_served.Task.IsCompleted)
        {
            // The listener may not have noticed yet; then it closes this one too.
            var another = await ConnectAsync(listener);
            await Task.WhenAny(SendInitAsync(another), _served.Task).WaitAsync(SafetyLimit);
            await Task.WhenAny(AssertClosedAsync(another), _served.Task).WaitAsync(SafetyLimit);
        }
    }

    [Fact]
    public async Task Garbage_closes_its_own_connection_and_nothing_else()
    {
        await using var listener = CreateListener(Serve);

        for (var seed = 1; seed <= 100; seed++)
        {
            var garbage = new byte[seed];
            new Random(seed).NextBytes(garbage);
            var stranger = await ConnectAsync(listener);
            await stranger.WriteAsync(garbage);
            await stranger.DisposeAsync();
        }

        var peer = await ConnectAsync(listener);
        await peer.WriteAsync(Bytes(Init));
        Assert.Equal(1001u, (await _served.Task.WaitAsync(SafetyLimit)).Uin.Value);
    }

    [Fact]
    public async Task Its_end_closes_all_connections()
    {
        var listener = CreateListener(Serve);
        var silent = await ConnectAsync(listener);
        var served = await ConnectAsync(listener);
        await served.WriteAsync(Bytes(Init));
        await _served.Task.WaitAsync(SafetyLimit);

        await listener.DisposeAsync().AsTask().WaitAsync(SafetyLimit);
        await listener.DisposeAsync();

        await AssertClosedAsync(silent);
        await AssertClosedAsync(served);
        await Assert.ThrowsAnyAsync<IOException>(() => ConnectAsync(listener));
    }

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        _log.Dispose();
    }

    private PeerListener CreateListener(Func<PeerConnection, ChannelInitFrame, CancellationToken, Task> serve, PeerLimits? limits = null) =>
        new(
            _network.Loopback.Listen(new IPEndPoint(IPAddress.Loopback, 0)),
            WireText.Latin1.Encoding,
            limits ?? new PeerLimits(),
            _clock,
            _log,
            serve);

    private async Task Serve(PeerConnection connection, ChannelInitFrame init, CancellationToken cancellationToken)
    {
        _served.TrySetResult(init);
        await foreach (var _ in connection.ReadAllAsync(cancellationToken))
        {
        }
    }

    private Task<Stream> ConnectAsync(PeerListener listener) =>
        _network.Loopback.ConnectAsync(listener.LocalEndPoint, CancellationToken.None).AsTask();

    private static async Task SendInitAsync(Stream peer) => await peer.WriteAsync(Bytes(Init));

    private static async Task AssertClosedAsync(Stream peer) =>
        Assert.Equal(0, await peer.ReadAsync(new byte[1]).AsTask().WaitAsync(SafetyLimit));

    private static byte[] Bytes(PeerFrame frame) => frame.ToArray(WireText.Latin1.Encoding);
}
