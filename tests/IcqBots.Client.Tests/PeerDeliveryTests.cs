using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client.Tests;

/// <summary>To whom a direct message goes, and when it counts as delivered.</summary>
public class PeerDeliveryTests
{
    private const int Port = 5000;

    [Fact]
    public async Task Another_program_at_the_address_of_a_contact_is_not_the_contact()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [1001] });
        await using var contact = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);
        await using var neighbour = await HandPeer.ConnectAsync(bench, 1001);
        await neighbour.SayAsync("it is me");

        var sending = bench.Client.SendMessageAsync(1001, "secret");

        await using var peer = await HandPeer.AcceptAsync(contact);
        Assert.Equal("secret", (await peer.TakeAsync()).Text);
        await sending.WaitAsync(ClientBench.SafetyLimit);
    }

    [Fact]
    public async Task A_message_that_the_peer_refuses_is_not_delivered_and_does_not_go_through_the_server()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [1001] });
        await using var contact = Listen(bench);
        await bench.LogInWithContactAsync(port: Port);

        var sending = bench.Client.SendMessageAsync(1001, "hello");
        await using var peer = await HandPeer.AcceptAsync(contact);
        await peer.TakeAsync(ChannelStatus.Refused, "no strangers");

        var refusal = await Assert.ThrowsAsync<DeliveryException>(() => sending.WaitAsync(ClientBench.SafetyLimit));
        Assert.True(refusal.IsRefused);
        Assert.Contains("no strangers", refusal.Message, StringComparison.Ordinal);
        await bench.Server.ExpectNothingAsync();
    }

    private static IStreamListener Listen(ClientBench bench) =>
        bench.Network.HostAt("10.0.0.3").Listen(new IPEndPoint(IPAddress.Parse("10.0.0.3"), Port));
}
