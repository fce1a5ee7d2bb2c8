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

    private static readonly ChannelAckFrame Ack = new() { From = 1002 };

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
    public async Task Beyond_the_limit_the_connection_that_has_been_silent_for_longest_makes_room()
    {
        await using var listener = CreateListener(Serve, new PeerLimits { MaxConnections = 2 });
        var first = await ConnectIntroducedAsync(listener);
        _clock.Advance(TimeSpan.FromSeconds(20));
        var second = await ConnectIntroducedAsync(listener);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await SendAndWaitAsync(first);
        _clock.Advance(TimeSpan.FromSeconds(20));

        await ConnectIntroducedAsync(listener);

        await AssertClosedAsync(second);
        await SendAndWaitAsync(first);
    }

    [Fact]
    public async Task Strangers_who_say_nothing_make_room_before_those_who_were_introduced()
    {
        await using var listener = CreateListener(Serve, new PeerLimits { MaxConnections = 2 });
        var introduced = await ConnectIntroducedAsync(listener);
        _clock.Advance(TimeSpan.FromMinutes(10));

        for (var i = 0; i < 10; i++)
        {
            var silent = await ConnectAsync(listener);
            await ConnectAsync(listener);
            await AssertClosedAsync(silent);
        }

        await SendAndWaitAsync(introduced);
    }

    [Fact]
    public async Task While_all_connections_are_in_use_a_further_one_is_closed_at_once_and_the_log_says_so_once_a_minute()
    {
        await using var listener = CreateListener(Serve, new PeerLimits { MaxConnections = 2 });
        var first = await ConnectIntroducedAsync(listener);
        await ConnectIntroducedAsync(listener);

        for (var i = 0; i < 3; i++)
        {
            await AssertClosedAsync(await ConnectAsync(listener));
        }

        await SendAndWaitAsync(first);
        Assert.Contains("refused", Assert.Single(_log.At(Microsoft.Extensions.Logging.LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_address_has_a_limit_of_its_own_and_leaves_the_others_their_places()
    {
        var limits = new PeerLimits { MaxConnectionsPerAddress = 2 };
        await using var listener = CreateListener(Serve, limits, "10.0.0.1");
        var other = await ConnectIntroducedAsync(listener, "10.0.0.2");
        var first = await ConnectIntroducedAsync(listener, "10.0.0.3");
        await ConnectIntroducedAsync(listener, "10.0.0.3");
        _clock.Advance(TimeSpan.FromMinutes(1));

        await ConnectIntroducedAsync(listener, "10.0.0.3");

        await AssertClosedAsync(first);
        await SendAndWaitAsync(other);
    }

    [Fact]
    public async Task A_loopback_address_has_as_many_connections_as_there_may_be()
    {
        await using var listener = CreateListener(Serve, new PeerLimits { MaxConnectionsPerAddress = 2 });
        var first = await ConnectIntroducedAsync(listener);

        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await ConnectIntroducedAsync(listener);
        }

        await SendAndWaitAsync(first);
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
        await served.ReadExactlyAsync(new byte[Bytes(Ack).Length]);
        await AssertClosedAsync(served);
        await Assert.ThrowsAnyAsync<IOException>(() => ConnectAsync(listener));
    }

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        _log.Dispose();
    }

    private PeerListener CreateListener(
        Func<PeerConnection, ChannelInitFrame, CancellationToken, Task> serve,
        PeerLimits? limits = null,
        string address = "127.0.0.1") =>
        new(
            _network.HostAt(address).Listen(new IPEndPoint(IPAddress.Parse(address), 0)),
            WireText.Latin1.Encoding,
            limits ?? new PeerLimits(),
            _clock,
            _log,
            serve);

    /// <summary>Reads to the end, and acknowledges what it reads.</summary>
    private async Task Serve(PeerConnection connection, ChannelInitFrame init, CancellationToken cancellationToken)
    {
        _served.TrySetResult(init);
        await connection.SendAsync(Ack, cancellationToken);
        await foreach (var _ in connection.ReadAllAsync(cancellationToken))
        {
            await connection.SendAsync(Ack, cancellationToken);
        }
    }

    private Task<Stream> ConnectAsync(PeerListener listener, string from = "127.0.0.1") =>
        _network.HostAt(from).ConnectAsync(listener.LocalEndPoint, CancellationToken.None).AsTask();

    /// <summary>Connects, and the listener has read CHANNEL_INIT.</summary>
    private async Task<Stream> ConnectIntroducedAsync(PeerListener listener, string from = "127.0.0.1")
    {
        var peer = await ConnectAsync(listener, from);
        await SendAndWaitAsync(peer, Init);
        return peer;
    }

    /// <summary>The connection is open: what is sent is acknowledged.</summary>
    private static async Task SendAndWaitAsync(Stream peer, PeerFrame? frame = null)
    {
        await peer.WriteAsync(Bytes(frame ?? new ChannelMessageFrame { From = 1001, Text = "hello" }));
        await peer.ReadExactlyAsync(new byte[Bytes(Ack).Length]).AsTask().WaitAsync(SafetyLimit);
    }

    private static async Task AssertClosedAsync(Stream peer) =>
        Assert.Equal(0, await peer.ReadAsync(new byte[1]).AsTask().WaitAsync(SafetyLimit));

    private static byte[] Bytes(PeerFrame frame) => frame.ToArray(WireText.Latin1.Encoding);
}
