using System.Net;
using System.Threading.Channels;

namespace IcqBots.Transport.Tests;

/// <summary>Real sockets on the loopback address, any free port.</summary>
public class SystemNetworkTests
{
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(10);
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private readonly SystemNetwork _network = new();

    [Fact]
    public async Task Datagrams_from_elsewhere_do_not_reach_a_connected_socket()
    {
        await using var server = _network.OpenDatagramSocket(AnyPort, null);
        await using var stranger = _network.OpenDatagramSocket(AnyPort, null);
        await using var client = _network.OpenDatagramSocket(null, server.LocalEndPoint);
        var received = Receive(client);

        stranger.Send([1], client.LocalEndPoint);
        server.Send([2], client.LocalEndPoint);

        Assert.Equal(2, await NextAsync(received));
        Assert.Equal(IPAddress.Loopback, client.LocalEndPoint.Address);
    }

    [Fact]
    public async Task A_socket_without_a_partner_hears_everybody_and_knows_who_spoke()
    {
        await using var server = _network.OpenDatagramSocket(AnyPort, null);
        await using var client = _network.OpenDatagramSocket(null, server.LocalEndPoint);
        var heard = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Start((_, from) => heard.TrySetResult(from));

        client.Send([1], server.LocalEndPoint);

        Assert.Equal(client.LocalEndPoint, await heard.Task.WaitAsync(SafetyLimit));
    }

    [Fact]
    public async Task A_port_where_nobody_listens_does_not_kill_the_socket()
    {
        var gone = _network.OpenDatagramSocket(AnyPort, null);
        await using var client = _network.OpenDatagramSocket(null, gone.LocalEndPoint);
        var received = Receive(client);
        await gone.DisposeAsync();

        for (var i = 0; i < 5; i++)
        {
            client.Send([1], gone.LocalEndPoint);
        }

        await using var back = _network.OpenDatagramSocket(gone.LocalEndPoint, null);
        back.Send([2], client.LocalEndPoint);
        Assert.Equal(2, await NextAsync(received));
    }

    [Fact]
    public async Task A_closed_socket_drops_what_it_should_send_and_can_be_closed_again()
    {
        var socket = _network.OpenDatagramSocket(AnyPort, null);
        Receive(socket);

        await socket.DisposeAsync().AsTask().WaitAsync(SafetyLimit);
        await socket.DisposeAsync();

        socket.Send([1], AnyPort);
    }

    [Fact]
    public async Task A_port_in_use_is_an_IOException_that_says_so()
    {
        await using var udp = _network.OpenDatagramSocket(AnyPort, null);
        await using var tcp = _network.Listen(AnyPort);

        var udpError = Assert.Throws<IOException>(() => _network.OpenDatagramSocket(udp.LocalEndPoint, null));
        var tcpError = Assert.Throws<IOException>(() => _network.Listen(tcp.LocalEndPoint));

        Assert.Equal($"UDP port {udp.LocalEndPoint} is in use: another program, perhaps another icqbots, listens there", udpError.Message);
        Assert.Equal($"TCP port {tcp.LocalEndPoint} is in use: another program, perhaps another icqbots, listens there", tcpError.Message);
    }

    [Fact]
    public void An_address_of_another_machine_is_an_IOException_that_says_so()
    {
        var error = Assert.Throws<IOException>(() => _network.OpenDatagramSocket(IPEndPoint.Parse("192.0.2.1:4000"), null));

        Assert.Equal("192.0.2.1:4000 is not an address of this machine", error.Message);
    }

    [Fact]
    public async Task A_refused_connection_is_an_IOException()
    {
        var gone = _network.Listen(AnyPort);
        await gone.DisposeAsync();

        var error = await Assert.ThrowsAsync<IOException>(
            async () => await _network.ConnectAsync(gone.LocalEndPoint, CancellationToken.None).AsTask().WaitAsync(SafetyLimit));

        Assert.StartsWith($"Nobody answers at {gone.LocalEndPoint}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_carries_bytes_both_ways()
    {
        await using var listener = _network.Listen(AnyPort);
        var accepting = listener.AcceptAsync(CancellationToken.None).AsTask();
        await using var here = await _network.ConnectAsync(listener.LocalEndPoint, CancellationToken.None);
        var accepted = await accepting.WaitAsync(SafetyLimit);
        await using var there = accepted.Stream;
        var buffer = new byte[1];

        await here.WriteAsync(new byte[] { 1 });
        await there.ReadExactlyAsync(buffer).AsTask().WaitAsync(SafetyLimit);
        Assert.Equal(1, buffer[0]);

        await there.WriteAsync(new byte[] { 2 });
        await here.ReadExactlyAsync(buffer).AsTask().WaitAsync(SafetyLimit);
        Assert.Equal(2, buffer[0]);
        Assert.Equal(IPAddress.Loopback, accepted.Remote.Address);
    }

    [Fact]
    public async Task Closing_a_listener_ends_its_wait_for_connections()
    {
        var listener = _network.Listen(AnyPort);
        var accepting = listener.AcceptAsync(CancellationToken.None).AsTask();

        await listener.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.WaitAsync(SafetyLimit));
    }

    [Fact]
    public async Task Host_names_become_IPv4_addresses_and_impossible_ones_an_IOException()
    {
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:4000"), await _network.ResolveAsync("127.0.0.1", 4000, CancellationToken.None));
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:4000"), await _network.ResolveAsync("localhost", 4000, CancellationToken.None));

        foreach (var host in new[] { "::1", new string('a', 300) })
        {
            var error = await Assert.ThrowsAsync<IOException>(async () => await _network.ResolveAsync(host, 4000, CancellationToken.None));
            Assert.Contains(host, error.Message, StringComparison.Ordinal);
        }
    }

    private static ChannelReader<byte> Receive(IDatagramSocket socket)
    {
        var received = Channel.CreateUnbounded<byte>();
        socket.Start((datagram, _) => received.Writer.TryWrite(datagram[0]));
        return received.Reader;
    }

    private static Task<byte> NextAsync(ChannelReader<byte> received) => received.ReadAsync().AsTask().WaitAsync(SafetyLimit);
}
