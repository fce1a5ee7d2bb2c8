using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;

namespace IcqBots.Client.Tests;

/// <summary>Which way messages of the client take: 1001 is its contact, at 10.0.0.3.</summary>
public class PeerTests
{
    private const int Port = 0x3D62;
    private static readonly Delivery ThroughTheServer = new(MessagePath.Server, OnlineStatus.Online, "");

    [Fact]
    public async Task A_connection_begins_with_a_CHANNEL_INIT_and_the_message_follows()
    {
        await using var bench = CreateBench();
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);

        var sending = bench.Client.SendMessageAsync(1001, "hi\nthere");
        var accepted = await listener.AcceptAsync(CancellationToken.None);
        var bytes = new byte[28 + 51];
        await accepted.Stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(ClientBench.SafetyLimit);

        Assert.Equal("1A00FF03000000" + "60120000" + "D1070000" + "0A000002" + "0A000002" + "04" + "60120000", Convert.ToHexString(bytes[..28]));
        Assert.Equal(
            "3100" + "D1070000" + "0300" + "EE07" + "0000" + "D1070000" + "0100" + "0A0068690D0A746865726500" + "0A0000020A000002" + "60120000"
            + "04" + "0000" + "1000" + "FEFFFFFF",
            Convert.ToHexString(bytes[28..]));
        Assert.False(sending.IsCompleted);
    }

    [Fact]
    public async Task A_message_is_delivered_when_the_peer_has_acknowledged_it_and_the_connection_serves_the_next()
    {
        await using var bench = CreateBench();
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);

        var first = bench.Client.SendMessageAsync(1001, "one");
        await using var peer = await HandPeer.AcceptAsync(listener);
        Assert.Equal("one", (await peer.TakeAsync()).Text);
        Assert.Equal(new Delivery(MessagePath.Peer, OnlineStatus.Online, ""), await first.WaitAsync(ClientBench.SafetyLimit));

        var second = bench.Client.SendMessageAsync(1001, "two");
        Assert.Equal("two", (await peer.TakeAsync(ChannelStatus.Away, "Gone\r\nfishing")).Text);
        Assert.Equal(new Delivery(MessagePath.Peer, OnlineStatus.Away, "Gone\nfishing"), await second.WaitAsync(ClientBench.SafetyLimit));
        await bench.Server.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(ChannelStatus.Occupied, OnlineStatus.Occupied)]
    [InlineData(ChannelStatus.DoNotDisturb, OnlineStatus.DoNotDisturb)]
    public async Task A_message_that_is_returned_is_sent_again_to_the_contact_list(ChannelStatus answered, OnlineStatus status)
    {
        await using var bench = CreateBench();
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);

        var sending = bench.Client.SendMessageAsync(1001, "hello");
        await using var peer = await HandPeer.AcceptAsync(listener);
        Assert.Equal(ChannelCommandType.Normal, (await peer.TakeAsync(answered, "Busy")).CommandType);
        var again = await peer.TakeAsync();

        Assert.Equal(("hello", ChannelCommandType.ToContactList), (again.Text, again.CommandType));
        Assert.Equal(new Delivery(MessagePath.Peer, status, "Busy"), await sending.WaitAsync(ClientBench.SafetyLimit));
    }

    [Fact]
    public async Task Messages_carry_our_own_status()
    {
        await using var bench = CreateBench(OnlineStatus.NotAvailable);
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);

        _ = bench.Client.SendMessageAsync(1001, "hello");
        await using var peer = await HandPeer.AcceptAsync(listener);

        Assert.Equal(ChannelCommandType.Normal | ChannelCommandType.NotAvailable, (await peer.TakeAsync()).CommandType);
    }

    [Fact]
    public async Task Messages_at_the_same_time_all_follow_a_CHANNEL_INIT()
    {
        await using var bench = CreateBench();
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);

        var sending = Enumerable.Range(0, 5).Select(i => bench.Client.SendMessageAsync(1001, $"{i}")).ToArray();
        using var stop = new CancellationTokenSource();
        var accepting = AnswerAllAsync(listener, stop.Token);

        Assert.All(await Task.WhenAll(sending).WaitAsync(ClientBench.SafetyLimit), delivery => Assert.Equal(MessagePath.Peer, delivery.Path));
        await stop.CancelAsync();
        await accepting;
    }

    [Fact]
    public async Task A_peer_to_which_the_client_has_connected_has_the_limits_of_those_who_connect()
    {
        var limits = new PeerLimits { FramesPerSecond = 2, Burst = TimeSpan.FromSeconds(1) };
        await using var bench = new ClientBench(options => options with { Contacts = [1001], PeerLimits = limits });
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);
        _ = bench.Client.SendMessageAsync(1001, "hello");
        await using var peer = await HandPeer.AcceptAsync(listener);
        await peer.TakeAsync();

        await peer.SendAsync(new ChannelAckFrame());
        await peer.SendAsync(new ChannelAckFrame());

        await peer.ExpectEndAsync();
    }

    [Theory]
    [InlineData("10.0.0.3", Port)]
    [InlineData("0.0.0.0", Port)]
    [InlineData("10.0.0.3", 0)]
    public async Task Without_anybody_at_the_address_or_without_an_address_the_server_is_the_way(string address, int port)
    {
        await using var bench = CreateBench();
        await bench.LogInWithContactAsync(address, port);

        var sending = bench.Client.SendMessageAsync(1001, "hello");
        Assert.Equal("hello", (await bench.Server.TakeAsync<SendMessagePacket>()).Text);

        Assert.Equal(ThroughTheServer, await sending.WaitAsync(ClientBench.SafetyLimit));
    }

    [Fact]
    public async Task Directly_or_not_at_all_does_not_fall_back_to_the_server()
    {
        await using var bench = CreateBench();
        await bench.LogInWithContactAsync(port: Port);

        await Assert.ThrowsAsync<DeliveryException>(() => bench.Client.SendMessageAsync(1001, "hello", MessageRoute.Peer));
        await Assert.ThrowsAsync<DeliveryException>(() => bench.Client.SendMessageAsync(4711, "hello", MessageRoute.Peer));

        await bench.Server.ExpectNothingAsync();
    }

    [Fact]
    public async Task Through_the_server_does_not_try_the_peer()
    {
        await using var bench = CreateBench();
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);

        var sending = bench.Client.SendMessageAsync(1001, "hello", MessageRoute.Server);
        await bench.Server.TakeAsync<SendMessagePacket>();

        Assert.Equal(ThroughTheServer, await sending.WaitAsync(ClientBench.SafetyLimit));
        using var none = new CancellationTokenSource();
        var accepting = listener.AcceptAsync(none.Token).AsTask();
        await none.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);
    }

    [Fact]
    public async Task Without_peers_a_message_cannot_go_directly()
    {
        await using var bench = new ClientBench(options => options with { PeerToPeer = false, Contacts = [1001] });
        await bench.LogInWithContactAsync(port: Port);

        var error = await Assert.ThrowsAsync<DeliveryException>(() => bench.Client.SendMessageAsync(1001, "hello", MessageRoute.Peer));

        Assert.Contains("switched off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_cannot_be_reached_is_not_tried_again_for_five_minutes()
    {
        await using var bench = CreateBench();
        await bench.LogInWithContactAsync(port: Port);
        await SendThroughServerAsync(bench);
        await using var listener = Listen(bench);

        await bench.PassAsync(seconds: 299);
        await SendThroughServerAsync(bench);
        await bench.PassAsync(seconds: 1);

        await SendDirectlyAsync(bench, listener);
    }

    [Fact]
    public async Task A_peer_that_has_moved_is_tried_at_once()
    {
        await using var bench = CreateBench();
        await bench.LogInWithContactAsync(port: Port - 1);
        await SendThroughServerAsync(bench);
        await using var listener = Listen(bench);

        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1001, port: Port));

        await SendDirectlyAsync(bench, listener);
    }

    [Fact]
    public async Task A_peer_that_does_not_acknowledge_in_time_is_left_alone_and_the_server_is_the_way()
    {
        await using var bench = CreateBench();
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);

        var sending = bench.Client.SendMessageAsync(1001, "hello");
        await using var stuck = await HandPeer.AcceptAsync(listener);
        await stuck.ExpectAsync<ChannelMessageFrame>();
        await bench.PassAsync(seconds: 9);
        await bench.Server.ExpectNothingAsync();
        await bench.PassAsync(seconds: 1);
        await bench.Server.TakeAsync<SendMessagePacket>();
        Assert.Equal(ThroughTheServer, await sending.WaitAsync(ClientBench.SafetyLimit));

        await stuck.ExpectEndAsync();
        await SendThroughServerAsync(bench);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_acknowledgement_sends_the_message_through_the_server()
    {
        await using var bench = CreateBench();
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);

        var sending = bench.Client.SendMessageAsync(1001, "hello");
        var peer = await HandPeer.AcceptAsync(listener);
        await peer.ExpectAsync<ChannelMessageFrame>();
        await peer.DisposeAsync();
        await bench.Server.TakeAsync<SendMessagePacket>();

        Assert.Equal(ThroughTheServer, await sending.WaitAsync(ClientBench.SafetyLimit));
    }

    [Fact]
    public async Task A_contact_that_connected_from_its_own_address_is_answered_on_its_connection()
    {
        await using var bench = CreateBench();
        await bench.LogInWithContactAsync(port: Port);
        await using var peer = await HandPeer.ConnectAsync(bench, 1001, port: Port);
        await peer.SayAsync("hello");

        var sending = bench.Client.SendMessageAsync(1001, "hello yourself");

        Assert.Equal("hello yourself", (await peer.TakeAsync()).Text);
        Assert.Equal(MessagePath.Peer, (await sending.WaitAsync(ClientBench.SafetyLimit)).Path);
    }

    [Fact]
    public async Task A_connection_in_the_name_of_a_contact_from_another_address_is_not_used_for_sending()
    {
        await using var bench = CreateBench();
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);
        await using var thief = await HandPeer.ConnectAsync(bench, 1001, "10.0.0.66");
        await thief.SayAsync("it is me");

        await SendDirectlyAsync(bench, listener);
    }

    [Fact]
    public async Task A_stranger_that_connected_is_answered_on_its_connection()
    {
        await using var bench = CreateBench();
        await bench.LogInAsync();
        await using var stranger = await HandPeer.ConnectAsync(bench, 4711, "10.0.0.66");
        await stranger.SayAsync("hello");

        var sending = bench.Client.SendMessageAsync(4711, "hello yourself");

        Assert.Equal("hello yourself", (await stranger.TakeAsync()).Text);
        Assert.Equal(MessagePath.Peer, (await sending.WaitAsync(ClientBench.SafetyLimit)).Path);
    }

    [Fact]
    public async Task Who_only_claims_a_UIN_does_not_get_the_answer_to_what_came_through_the_server()
    {
        await using var bench = CreateBench();
        await bench.LogInAsync();
        await using var thief = await HandPeer.ConnectAsync(bench, 4711, "10.0.0.66");
        await thief.SayAsync("it is me");
        await bench.Server.SendAcknowledgedAsync(new OnlineMessagePacket(4711, MessageType.Text, "a secret question"));

        var sending = bench.Client.SendMessageAsync(4711, "a secret answer");

        await bench.Server.TakeAsync<SendMessagePacket>();
        Assert.Equal(MessagePath.Server, (await sending.WaitAsync(ClientBench.SafetyLimit)).Path);
    }

    [Fact]
    public async Task Who_claims_to_be_a_contact_that_is_offline_gets_nothing_that_is_for_it()
    {
        await using var bench = CreateBench();
        await bench.LogInAsync();
        await using var thief = await HandPeer.ConnectAsync(bench, 1001, "10.0.0.66");
        await thief.SayAsync("it is me");

        var sending = bench.Client.SendMessageAsync(1001, "a secret");

        await bench.Server.TakeAsync<SendMessagePacket>();
        Assert.Equal(MessagePath.Server, (await sending.WaitAsync(ClientBench.SafetyLimit)).Path);
    }

    [Fact]
    public async Task Messages_that_are_sent_together_share_a_connection()
    {
        await using var bench = CreateBench();
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);

        var sending = Enumerable.Range(0, 5).Select(number => bench.Client.SendMessageAsync(1001, $"{number}")).ToArray();
        await using var peer = await HandPeer.AcceptAsync(listener);
        var texts = new List<string>();
        while (texts.Count < sending.Length)
        {
            texts.Add((await peer.TakeAsync()).Text);
        }

        await Task.WhenAll(sending).WaitAsync(ClientBench.SafetyLimit);
        Assert.Equal(["0", "1", "2", "3", "4"], texts.Order());
    }

    [Fact]
    public async Task Both_sides_can_send_on_one_connection_at_the_same_time()
    {
        await using var bench = CreateBench();
        await using var listener = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);
        var sending = bench.Client.SendMessageAsync(1001, "hello");
        await using var peer = await HandPeer.AcceptAsync(listener);
        var ours = await peer.ExpectAsync<ChannelMessageFrame>();

        await peer.SayAsync("hello yourself", ours.Sequence);
        Assert.False(sending.IsCompleted);
        await peer.SendAsync(new ChannelAckFrame { From = 1001, Sequence = ours.Sequence });

        await sending.WaitAsync(ClientBench.SafetyLimit);
    }

    private static ClientBench CreateBench(OnlineStatus status = OnlineStatus.Online) =>
        new(options => options with { Contacts = [1001], PeerPort = 0x1260, Status = status, KeepAlive = TimeSpan.FromHours(1) });

    private static IStreamListener Listen(ClientBench bench) =>
        bench.Network.HostAt("10.0.0.3").Listen(new IPEndPoint(IPAddress.Parse("10.0.0.3"), Port));

    private static async Task SendThroughServerAsync(ClientBench bench)
    {
        var sending = bench.Client.SendMessageAsync(1001, "hello");
        await bench.Server.TakeAsync<SendMessagePacket>();
        Assert.Equal(ThroughTheServer, await sending.WaitAsync(ClientBench.SafetyLimit));
    }

    private static async Task SendDirectlyAsync(ClientBench bench, IStreamListener listener)
    {
        var sending = bench.Client.SendMessageAsync(1001, "hello");
        await using var peer = await HandPeer.AcceptAsync(listener);
        await peer.TakeAsync();
        Assert.Equal(MessagePath.Peer, (await sending.WaitAsync(ClientBench.SafetyLimit)).Path);
    }

    private static async Task AnswerAllAsync(IStreamListener listener, CancellationToken cancellationToken)
    {
        var answering = new List<Task>();
        try
        {
            while (true)
            {
                var accepted = await listener.AcceptAsync(cancellationToken);
                answering.Add(AnswerAsync(accepted, cancellationToken));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(answering);
        }
    }

    private static async Task AnswerAsync(AcceptedConnection accepted, CancellationToken cancellationToken)
    {
        var connection = new PeerConnection(
            accepted.Stream, accepted.Remote, WireText.Latin1.Encoding, new PeerLimits(), TimeProvider.System);
        Assert.IsType<ChannelInitFrame>(await connection.ReadFirstAsync(cancellationToken));
        try
        {
            await foreach (var frame in connection.ReadAllAsync(cancellationToken))
            {
                await connection.SendAsync(
                    new ChannelAckFrame { From = 1001, Sequence = Assert.IsType<ChannelMessageFrame>(frame).Sequence }, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            await connection.DisposeAsync();
        }
    }
}
