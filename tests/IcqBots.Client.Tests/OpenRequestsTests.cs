using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client.Tests;

/// <summary>How many chats and files peers may ask for, and until when a request counts.</summary>
public sealed class OpenRequestsTests : IDisposable
{
    private const uint Alice = 1001;
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-").FullName;

    [Fact]
    public async Task What_was_accepted_counts_on_whatever_connection_and_in_whatever_name_its_peer_asks_for_more()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var one = await HandPeer.ConnectAsync(bench, Alice);
        for (var sequence = 1u; sequence <= 4; sequence++)
        {
            await AcceptAsync(bench, one, sequence);
        }

        Assert.Equal(ChannelStatus.Refused, (await AskAsync(one, 5)).Status);
        await using var two = await HandPeer.ConnectAsync(bench, 4711);
        Assert.Equal(ChannelStatus.Refused, (await AskAsync(two, 1)).Status);
        await using var other = await HandPeer.ConnectAsync(bench, 1003, "10.0.0.4");
        await AcceptAsync(bench, other, 1);
    }

    [Fact]
    public async Task All_addresses_together_have_a_limit_too()
    {
        await using var bench = new ClientBench(options => options with { PeerLimits = new PeerLimits { MaxRequests = 1 } });
        await bench.LogInAsync();
        await using var one = await HandPeer.ConnectAsync(bench, Alice);
        await AcceptAsync(bench, one, 1);

        await using var other = await HandPeer.ConnectAsync(bench, 1003, "10.0.0.4");

        Assert.Equal(ChannelStatus.Refused, (await AskAsync(other, 1)).Status);
    }

    [Fact]
    public async Task A_request_that_was_refused_makes_room_for_the_next()
    {
        await using var bench = new ClientBench(options => options with { PeerLimits = new PeerLimits { MaxRequestsPerPeer = 1 } });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);

        for (var sequence = 1u; sequence <= 3; sequence++)
        {
            await peer.SendAsync(Offer(sequence));
            await (await bench.NextAsync<RequestReceived>()).Request.RefuseAsync("not now");
            Assert.Equal("not now", (await peer.ExpectAsync<ChannelAckFrame>()).Text);
        }
    }

    [Fact]
    public async Task A_peer_that_goes_leaves_no_requests_behind()
    {
        await using var bench = new ClientBench(options => options with { PeerLimits = new PeerLimits { MaxRequestsPerPeer = 1 } });
        await bench.LogInAsync();
        IncomingRequest left;
        await using (var gone = await HandPeer.ConnectAsync(bench, Alice))
        {
            await gone.SendAsync(Offer(1));
            left = (await bench.NextAsync<RequestReceived>()).Request;
        }

        await left.Withdrawn.WaitAsync(ClientBench.SafetyLimit);
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        await AcceptAsync(bench, peer, 1);
    }

    [Fact]
    public async Task An_acceptance_that_could_not_be_sent_leaves_the_offer_to_be_refused()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        await peer.SendAsync(Offer(1));
        var offer = (IncomingFiles)(await bench.NextAsync<RequestReceived>()).Request;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => offer.AcceptAsync(_folder, 100, cancellationToken: new CancellationToken(canceled: true)));
        await offer.RefuseAsync("no");

        Assert.Equal(ChannelStatus.Refused, (await peer.ExpectAsync<ChannelAckFrame>()).Status);
    }

    [Fact]
    public async Task An_accepted_offer_can_be_withdrawn_also_after_another_one_has_come()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        var accepting = await AcceptAsync(bench, peer, 1);
        await peer.SendAsync(Offer(2));
        await bench.NextAsync<RequestReceived>();

        await peer.SendAsync(new ChannelCancelFrame { From = Alice, Type = MessageType.FileRequest, Sequence = 1, Extra = new FileExtra() });

        await Assert.ThrowsAsync<TransferException>(() => accepting.WaitAsync(ClientBench.SafetyLimit));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ChannelMessageFrame Offer(uint sequence) => new()
    {
        From = Alice,
        Type = MessageType.FileRequest,
        Sequence = sequence,
        Extra = new FileExtra { FileName = "a.bin", Size = 10 },
    };

    private static async Task<ChannelAckFrame> AskAsync(HandPeer peer, uint sequence)
    {
        await peer.SendAsync(Offer(sequence));
        return await peer.ExpectAsync<ChannelAckFrame>();
    }

    private async Task<Task<IReadOnlyList<ReceivedFile>>> AcceptAsync(ClientBench bench, HandPeer peer, uint sequence)
    {
        await peer.SendAsync(Offer(sequence));
        var accepting = ((IncomingFiles)(await bench.NextAsync<RequestReceived>()).Request).AcceptAsync(_folder, 100);
        Assert.Equal(ChannelStatus.Accepted, (await peer.ExpectAsync<ChannelAckFrame>()).Status);
        return accepting;
    }
}
