using System.Net;
using System.Text;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client.Tests;

public class ChatTests
{
    private const uint Alice = 1001;

    private static readonly ChatFont Font = new(0, IPAddress.Any, IPAddress.Any);

    [Fact]
    public async Task A_chat_that_a_peer_asked_for_carries_lines_both_ways_until_one_side_closes()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        var request = await AskAsync(bench, peer);

        var accepting = request.AcceptAsync("Bot");
        var answer = await peer.ExpectAsync<ChannelAckFrame>();
        Assert.Equal((ChannelStatus.Accepted, 6u), (answer.Status, answer.Sequence));
        Assert.IsType<ChatExtra>(answer.Extra);
        await using var typing = await ConnectAsync(bench, answer.Extra.ConnectPort);
        await typing.SendAsync(new ChatColorFrame(Alice, "alice", 0, 0, 0));
        var colors = await typing.ExpectAsync<ChatColorFontFrame>();
        Assert.Equal((2001u, "Bot"), (colors.Uin.Value, colors.Name));
        await typing.SendAsync(new ChatFontFrame(Font));
        var chat = await accepting.WaitAsync(ClientBench.SafetyLimit);
        Assert.Equal("alice", chat.PartnerName);

        await chat.SendLineAsync("hello\nthere");
        Assert.Equal("hello\rthere\r", Encoding.Latin1.GetString(await ReadAsync(typing, 12)));
        var lines = chat.ReadLinesAsync().GetAsyncEnumerator();
        await typing.SendRawAsync([.. "hu\bi"u8, 0x0D, .. "by"u8]);
        Assert.True(await lines.MoveNextAsync().AsTask().WaitAsync(ClientBench.SafetyLimit));
        Assert.Equal("hi", lines.Current);
        await typing.DisposeAsync();
        Assert.True(await lines.MoveNextAsync().AsTask().WaitAsync(ClientBench.SafetyLimit));
        Assert.Equal("by", lines.Current);
        Assert.False(await lines.MoveNextAsync().AsTask().WaitAsync(ClientBench.SafetyLimit));
        await chat.DisposeAsync();
    }

    [Fact]
    public async Task A_chat_is_begun_as_LICQ_expects_it()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [Alice] });
        await using var host = Listen(bench, 5000);
        await bench.LogInWithContactAsync(port: 5000);

        var asking = bench.Client.ChatAsync(Alice, "Bot", "let us talk");
        await using var peer = await HandPeer.AcceptAsync(host);
        var request = await peer.ExpectAsync<ChannelMessageFrame>();
        Assert.Equal((MessageType.ChatRequest, "let us talk"), (request.Type, request.Text));
        Assert.Equal(new ChatExtra(), request.Extra);
        await using var chatPort = Listen(bench, 5001);
        await peer.SendAsync(new ChannelAckFrame
        {
            From = Alice,
            Type = MessageType.ChatRequest,
            Sequence = request.Sequence,
            Extra = new ChatExtra { ReversedPort = 5001 },
        });
        await using var typing = await HandPeer.AcceptAsync(chatPort);
        typing.Reads(ChatFrame.Read);
        Assert.Equal((2001u, "Bot", -3), await typing.ExpectAsync<ChatColorFrame>() is var mine ? (mine.Uin.Value, mine.Name, mine.Version) : default);
        await typing.SendAsync(new ChatColorFontFrame(Alice, "alice", 0, 0, Font));
        Assert.Equal(3u, (await typing.ExpectAsync<ChatFontFrame>()).Font.Version);

        await using var chat = await asking.WaitAsync(ClientBench.SafetyLimit);
        await chat.SendLineAsync("hi");
        Assert.Equal("hi\r", Encoding.Latin1.GetString(await ReadAsync(typing, 3)));
    }

    [Fact]
    public async Task A_refused_chat_tells_the_reason_to_the_peer()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        var request = await AskAsync(bench, peer);

        await request.RefuseAsync("no");
        await request.RefuseAsync("no again");

        var answer = await peer.ExpectAsync<ChannelAckFrame>();
        Assert.Equal((ChannelStatus.Refused, "no", 6u), (answer.Status, answer.Text, answer.Sequence));
        Assert.Equal(new ChatExtra(), answer.Extra);
        await Assert.ThrowsAsync<InvalidOperationException>(() => request.AcceptAsync("Bot"));
    }

    [Fact]
    public async Task A_request_without_extra_fields_is_answered_too()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);

        await peer.SendAsync(new ChannelMessageFrame { From = Alice, Type = MessageType.ChatRequest, Sequence = 6 });
        await (await bench.NextAsync<RequestReceived>()).Request.RefuseAsync("no");

        Assert.Equal(ChannelStatus.Refused, (await peer.ExpectAsync<ChannelAckFrame>()).Status);
    }

    [Fact]
    public async Task Somebody_who_does_not_begin_as_clients_do_is_cut_off()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        var request = await AskAsync(bench, peer);

        var accepting = request.AcceptAsync("Bot");
        await using var typing = await ConnectAsync(bench, (await peer.ExpectAsync<ChannelAckFrame>()).Extra!.ConnectPort);
        await typing.SendAsync(new ChatFontFrame(Font));

        await Assert.ThrowsAsync<TransferException>(() => accepting.WaitAsync(ClientBench.SafetyLimit));
        await typing.ExpectEndAsync();
    }

    [Fact]
    public async Task Somebody_who_connects_and_does_not_begin_the_chat_is_given_up()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        var request = await AskAsync(bench, peer);
        var accepting = request.AcceptAsync("Bot");
        await using var typing = await ConnectAsync(bench, (await peer.ExpectAsync<ChannelAckFrame>()).Extra!.ConnectPort);

        await Assert.ThrowsAsync<TransferException>(() => bench.PassUntilAsync(accepting));

        await typing.ExpectEndAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_that_the_other_side_does_not_begin_ends_in_time_and_with_the_client(bool disposed)
    {
        await using var bench = new ClientBench(options => options with { Contacts = [Alice], KeepAlive = TimeSpan.FromHours(1) });
        await using var host = Listen(bench, 5000);
        await using var chatPort = Listen(bench, 5001);
        await bench.LogInWithContactAsync(port: 5000);
        var asking = bench.Client.ChatAsync(Alice, "Bot", "let us talk");
        await using var peer = await HandPeer.AcceptAsync(host);
        var sequence = (await peer.ExpectAsync<ChannelMessageFrame>()).Sequence;
        await peer.SendAsync(new ChannelAckFrame
        {
            From = Alice,
            Type = MessageType.ChatRequest,
            Sequence = sequence,
            Extra = new ChatExtra { ReversedPort = 5001 },
        });
        await using var typing = await HandPeer.AcceptAsync(chatPort);

        if (disposed)
        {
            await bench.Client.DisposeAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(ClientBench.SafetyLimit));
        }
        else
        {
            await Assert.ThrowsAsync<TransferException>(() => bench.PassUntilAsync(asking));
        }
    }

    [Fact]
    public async Task A_chat_that_nobody_closes_ends_with_the_client()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        var request = await AskAsync(bench, peer);
        var accepting = request.AcceptAsync("Bot");
        await using var typing = await ConnectAsync(bench, (await peer.ExpectAsync<ChannelAckFrame>()).Extra!.ConnectPort);
        await typing.SendAsync(new ChatColorFrame(Alice, "alice", 0, 0, 0));
        await typing.ExpectAsync<ChatColorFontFrame>();
        await typing.SendAsync(new ChatFontFrame(Font));
        await accepting.WaitAsync(ClientBench.SafetyLimit);

        await bench.Client.DisposeAsync();

        await typing.ExpectEndAsync();
    }

    private static async Task<IncomingChat> AskAsync(ClientBench bench, HandPeer peer)
    {
        await peer.SendAsync(new ChannelMessageFrame
        {
            From = Alice,
            Type = MessageType.ChatRequest,
            Text = "talk?",
            Sequence = 6,
            Extra = new ChatExtra(),
        });
        var request = (IncomingChat)(await bench.NextAsync<RequestReceived>()).Request;
        Assert.Equal((new Uin(Alice), "talk?"), (request.From, request.Text));
        return request;
    }

    private static async Task<HandPeer> ConnectAsync(ClientBench bench, ushort port)
    {
        var endPoint = new IPEndPoint(bench.PeerEndPoint.Address, port);
        var typing = new HandPeer(await bench.Network.HostAt("10.0.0.3").ConnectAsync(endPoint, CancellationToken.None), endPoint);
        await typing.SendAsync(new ChannelInitFrame(3, 0, Alice, IPAddress.Any, IPAddress.Any, ConnectionType.Direct, 0));
        typing.Reads(ChatFrame.Read);
        return typing;
    }

    private static IStreamListener Listen(ClientBench bench, int port) =>
        bench.Network.HostAt("10.0.0.3").Listen(new IPEndPoint(IPAddress.Parse("10.0.0.3"), port));

    private static async Task<byte[]> ReadAsync(HandPeer peer, int count)
    {
        var bytes = new List<byte>();
        while (bytes.Count < count)
        {
            bytes.AddRange(await peer.ReadRawAsync());
        }

        return [.. bytes];
    }
}
