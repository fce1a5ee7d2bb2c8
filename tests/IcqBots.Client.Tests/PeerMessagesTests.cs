using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Client.Tests;

/// <summary>What peers send to the client, and what it answers.</summary>
public class PeerMessagesTests
{
    [Fact]
    public async Task A_peer_whose_messages_wait_to_be_handled_waits_for_its_acknowledgement()
    {
        await using var bench = new ClientBench(options => options with { MaxWaitingOfSender = 1 });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 4711);
        await peer.SayAsync("one");

        var second = peer.SayAsync("two");
        await bench.Network.IdleAsync();
        Assert.False(second.IsCompleted);
        bench.Client.Handled(await bench.NextAsync<MessageReceived>());

        Assert.Equal("two", (await bench.NextAsync<MessageReceived>()).Text);
        await second.WaitAsync(ClientBench.SafetyLimit);
    }

    [Fact]
    public async Task A_message_is_told_like_any_other_and_answered()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);

        var answer = await peer.SayAsync("one\r\ntwo", sequence: 0xFFFF_FFFE);

        Assert.Equal((ChannelStatus.Accepted, "", ChannelCommandType.None), (answer.Status, answer.Text, answer.CommandType));
        Assert.Equal(
            new MessageReceived(1001, MessageType.Text, "one\ntwo", bench.Clock.GetUtcNow(), MessagePath.Peer),
            await bench.NextAsync<MessageReceived>());
    }

    [Fact]
    public async Task A_message_is_verified_while_it_comes_from_where_the_server_says_that_its_sender_is()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [1001] });
        await bench.LogInAsync();
        await using var impostor = await HandPeer.ConnectAsync(bench, 1001, "10.0.0.4");
        await using var stranger = await HandPeer.ConnectAsync(bench, 1002);
        await using var contact = await HandPeer.ConnectAsync(bench, 1001);

        Assert.False(await IsVerifiedAsync(contact));
        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1001));
        await bench.NextAsync<ContactChanged>();
        Assert.False(await IsVerifiedAsync(impostor));
        Assert.False(await IsVerifiedAsync(stranger));
        Assert.True(await IsVerifiedAsync(contact));
        await bench.Server.SendAcknowledgedAsync(new UserOfflinePacket(1001));
        await bench.NextAsync<ContactChanged>();
        Assert.False(await IsVerifiedAsync(contact));
        await bench.Server.SendAcknowledgedAsync(new OnlineMessagePacket(1001, MessageType.Text, "hi"));
        Assert.True((await bench.NextAsync<MessageReceived>()).IsVerified);

        async Task<bool> IsVerifiedAsync(HandPeer peer)
        {
            await peer.SayAsync("hi");
            return (await bench.NextAsync<MessageReceived>()).IsVerified;
        }
    }

    [Fact]
    public async Task An_address_that_was_told_in_the_session_before_verifies_nobody()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [1001] });
        await bench.LogInAsync();
        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1001));
        await bench.NextAsync<ContactChanged>();
        bench.Server.Send(2, new NotConnectedPacket());
        await bench.Ended.WaitAsync(ClientBench.SafetyLimit);
        await bench.LogInUnansweredAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);

        await peer.SayAsync("hi");

        Assert.False((await bench.NextAsync<MessageReceived>()).IsVerified);
    }

    [Fact]
    public async Task The_answer_has_the_bytes_of_a_genuine_one()
    {
        await using var bench = new ClientBench(options => options with { PeerPort = 0x1260 });
        await bench.LogInAsync();
        await using var stream = await bench.Network.HostAt("10.0.0.3").ConnectAsync(bench.PeerEndPoint, CancellationToken.None);
        var init = "1A 00 FF 03 00 00 00 3D 62 00 00 E9 03 00 00 0A 00 00 03 0A 00 00 03 04 3D 62 00 00";
        var message = "2A 00 E9 03 00 00 03 00 EE 07 00 00 E9 03 00 00 01 00 03 00 68 69 00 0A 00 00 03 0A 00 00 03 3D 62 00 00 04 "
            + "00 00 10 00 02 00 00 00";

        await stream.WriteAsync(Hex.Bytes(init + message));
        var answer = new byte[42];
        await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(ClientBench.SafetyLimit);

        Assert.Equal(
            "2800D10700000300DA070000D10700000100010000" + "0A0000020A0000026012000004" + "0000000002000000", Convert.ToHexString(answer));
    }

    [Theory]
    [InlineData(OnlineStatus.Online, ChannelStatus.Accepted, "")]
    [InlineData(OnlineStatus.FreeForChat, ChannelStatus.Accepted, "")]
    [InlineData(OnlineStatus.Away, ChannelStatus.Away, "Gone\r\nfishing")]
    [InlineData(OnlineStatus.NotAvailable, ChannelStatus.NotAvailable, "Gone\r\nfishing")]
    [InlineData(OnlineStatus.Occupied, ChannelStatus.Occupied, "Gone\r\nfishing")]
    [InlineData(OnlineStatus.DoNotDisturb, ChannelStatus.DoNotDisturb, "Gone\r\nfishing")]
    public async Task The_answer_carries_the_status_and_the_away_message_and_the_message_is_told_all_the_same(
        OnlineStatus status, ChannelStatus answered, string text)
    {
        await using var bench = new ClientBench(options => options with { Status = status, AwayMessage = "Gone\nfishing" });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);

        var answer = await peer.SayAsync("hello");

        Assert.Equal((answered, text), (answer.Status, answer.Text));
        Assert.Equal("hello", (await bench.NextAsync<MessageReceived>()).Text);
    }

    [Fact]
    public async Task The_answer_follows_a_change_of_the_status()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);
        await peer.SayAsync("one");

        var setting = bench.Client.SetStatusAsync(OnlineStatus.Away, "Lunch");
        await bench.Server.TakeAsync<Protocol.FromClient.StatusChangePacket>();
        await setting.WaitAsync(ClientBench.SafetyLimit);

        Assert.Equal("Lunch", (await peer.SayAsync("two", sequence: 2)).Text);
    }

    [Theory]
    [InlineData(OnlineStatus.Occupied, 1u, ChannelCommandType.ToContactList)]
    [InlineData(OnlineStatus.Occupied, 2u, ChannelCommandType.ToContactList)]
    [InlineData(OnlineStatus.DoNotDisturb, 2u, ChannelCommandType.Urgent)]
    public async Task When_the_sender_insists_on_a_returned_message_it_is_accepted_and_not_told_twice(
        OnlineStatus status, uint sequence, ChannelCommandType meant)
    {
        await using var bench = new ClientBench(options => options with { Status = status });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);
        await peer.SayAsync("hello");
        await peer.SayAsync("there");
        await bench.NextAsync<MessageReceived>();
        await bench.NextAsync<MessageReceived>();

        Assert.Equal(ChannelStatus.Accepted, (await peer.SayAsync("hello", sequence, meant)).Status);
        await bench.ExpectNoEventAsync();

        await peer.SayAsync("hello", sequence + 1, meant);
        Assert.Equal("hello", (await bench.NextAsync<MessageReceived>()).Text);
    }

    [Fact]
    public async Task The_text_of_a_message_that_was_returned_long_ago_is_told_when_it_comes_again()
    {
        await using var bench = new ClientBench(options => options with { Status = OnlineStatus.Occupied, KeepAlive = TimeSpan.FromHours(1) });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);
        await peer.SayAsync("yes");
        await bench.NextAsync<MessageReceived>();
        await bench.PassAsync(seconds: 61);

        await peer.SayAsync("yes", sequence: 2, ChannelCommandType.Urgent);

        Assert.Equal("yes", (await bench.NextAsync<MessageReceived>()).Text);
    }

    [Fact]
    public async Task A_message_that_is_urgent_from_the_beginning_is_told()
    {
        await using var bench = new ClientBench(options => options with { Status = OnlineStatus.DoNotDisturb });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);

        Assert.Equal(ChannelStatus.Accepted, (await peer.SayAsync("fire", meant: ChannelCommandType.Urgent)).Status);

        Assert.Equal("fire", (await bench.NextAsync<MessageReceived>()).Text);
    }

    [Theory]
    [InlineData(MessageType.ReadAwayMessage)]
    [InlineData(MessageType.ReadOccupiedMessage)]
    [InlineData(MessageType.ReadNotAvailableMessage)]
    [InlineData(MessageType.ReadDoNotDisturbMessage)]
    [InlineData(MessageType.ReadFreeForChatMessage)]
    public async Task A_question_for_the_away_message_is_answered_and_not_told(MessageType question)
    {
        await using var bench = new ClientBench(options => options with { Status = OnlineStatus.Away, AwayMessage = "Gone fishing" });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);

        var answer = await peer.SayAsync("", type: question);

        Assert.Equal((ChannelStatus.Away, "Gone fishing"), (answer.Status, answer.Text));
        await bench.ExpectNoEventAsync();
    }

    [Fact]
    public async Task The_sender_is_who_said_so_first_whatever_later_frames_say()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);

        await peer.SendAsync(new ChannelMessageFrame { From = 4711, Text = "hello" });
        await peer.ExpectAsync<ChannelAckFrame>();

        Assert.Equal(1001u, (await bench.NextAsync<MessageReceived>()).From.Value);
    }

    [Fact]
    public async Task An_away_message_longer_than_a_message_is_cut()
    {
        await using var bench = new ClientBench(options => options with
        {
            Status = OnlineStatus.Away,
            AwayMessage = string.Join(' ', Enumerable.Range(1000, 200)),
        });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);

        Assert.InRange((await peer.SayAsync("hello")).Text.Length, 440, 450);
    }

    [Fact]
    public async Task While_the_events_are_full_a_message_waits_for_its_answer()
    {
        await using var bench = new ClientBench(options => options with { MaxWaitingEvents = 1 });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);
        await peer.SayAsync("one");

        var second = peer.SayAsync("two", sequence: 2);
        await bench.PassAsync(seconds: 30);
        Assert.False(second.IsCompleted);

        Assert.Equal("one", (await bench.NextAsync<MessageReceived>()).Text);
        await second.WaitAsync(ClientBench.SafetyLimit);
        Assert.Equal("two", (await bench.NextAsync<MessageReceived>()).Text);
    }

    [Fact]
    public async Task Without_peers_nobody_can_connect_and_the_login_says_so()
    {
        await using var bench = new ClientBench(options => options with { PeerToPeer = false });

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        var login = await bench.Server.TakeLoginAsync();
        await connecting.WaitAsync(ClientBench.SafetyLimit);

        Assert.Equal((0u, ConnectionType.ServerOnly), (login.Port, login.ConnectionType));
    }

    [Fact]
    public async Task A_port_in_use_costs_the_connections_of_peers_and_nothing_else()
    {
        await using var bench = new ClientBench(options => options with { PeerPort = 4711 });
        await using var other = bench.Network.HostAt("10.0.0.2").Listen(System.Net.IPEndPoint.Parse("10.0.0.2:4711"));

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        var login = await bench.Server.TakeLoginAsync();
        await connecting.WaitAsync(ClientBench.SafetyLimit);

        Assert.Equal((0u, ConnectionType.ServerOnly), (login.Port, login.ConnectionType));
        Assert.Contains("in use", Assert.Single(bench.Log.At(Microsoft.Extensions.Logging.LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_and_the_port_outlive_a_session_and_end_with_the_client()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        var port = bench.PeerEndPoint;
        await using var peer = await HandPeer.ConnectAsync(bench, 1001);
        bench.Server.Send(9, new Protocol.FromServer.NotConnectedPacket());
        await bench.Ended.WaitAsync(ClientBench.SafetyLimit);

        await bench.LogInAsync();
        Assert.Equal(port, bench.PeerEndPoint);
        await peer.SayAsync("hello");

        await bench.Client.DisposeAsync();
        await peer.ExpectEndAsync();
    }
}
