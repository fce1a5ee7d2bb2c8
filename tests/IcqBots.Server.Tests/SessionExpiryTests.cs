using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Server.Tests;

public class SessionExpiryTests
{
    [Fact]
    public async Task After_five_minutes_of_silence_a_session_is_over_and_its_contacts_hear_it()
    {
        await using var bench = new ServerBench();
        var friend = await bench.OnlineAsync(1002, 1001);
        var silent = await bench.OnlineAsync(1001);
        await friend.TakeAsync<UserOnlinePacket>();

        await bench.PassAsync(seconds: 200);
        await friend.SendAcknowledgedAsync(new KeepAlivePacket());
        await bench.PassAsync(seconds: 100);
        await friend.ExpectNothingAsync();
        await bench.PassAsync(seconds: 1);

        await friend.TakeAsync(3, new UserOfflinePacket(1001));
        await silent.ExpectNothingAsync();
        silent.Send(2, new KeepAlivePacket());
        await silent.ExpectAsync(2, new NotConnectedPacket());
    }

    [Theory]
    [InlineData("02 00 2E 04 05 00 E9 03 00 00")]
    [InlineData("02 00 1E 05 05 00 E9 03 00 00 01 02 03 04")]
    [InlineData("02 00 0A 00 63 00 E9 03 00 00")]
    [InlineData("02 00 FF FF 05 00 E9 03 00 00")]
    public async Task Any_packet_shows_that_the_client_is_there(string packet)
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001);

        await bench.PassAsync(seconds: 290);
        guest.SendHex(packet);
        await bench.PassAsync(seconds: 290);

        Assert.Single(bench.Server.Online);
    }

    [Fact]
    public async Task A_client_that_acknowledges_nothing_is_lost_after_twelve_sends_although_it_speaks()
    {
        await using var bench = new ServerBench();
        var friend = await bench.OnlineAsync(1002, 1001);
        var deaf = bench.Client(1001);
        await deaf.SendAcknowledgedAsync(Testing.ClientTranscript.LoginAs("secret"));
        await friend.TakeAsync<UserOnlinePacket>();

        for (var sends = 1; sends <= 12; sends++)
        {
            await deaf.ExpectAsync(0, new LoginReplyPacket(1001, deaf.LocalEndPoint.Address, 2));
            await deaf.SendAcknowledgedAsync(new KeepAlivePacket());
            await friend.ExpectNothingAsync();
            await bench.PassAsync(seconds: 10);
        }

        await friend.TakeAsync(3, new UserOfflinePacket(1001));
        await deaf.ExpectNothingAsync();
        deaf.Send(99, new KeepAlivePacket());
        await deaf.ExpectAsync(99, new NotConnectedPacket());
    }

    [Fact]
    public async Task The_time_out_is_an_option()
    {
        await using var bench = new ServerBench(new IcqServerOptions { SessionTimeout = TimeSpan.FromSeconds(30) });
        await bench.OnlineAsync(1001);

        await bench.PassAsync(seconds: 30);
        Assert.Single(bench.Server.Online);
        await bench.PassAsync(seconds: 1);
        Assert.Empty(bench.Server.Online);
    }

    [Fact]
    public async Task After_a_restart_clients_hear_with_their_next_packet_that_they_must_log_in_again()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001);

        await bench.RestartAsync();
        await guest.ExpectNothingAsync();

        guest.Send(2, new SendMessagePacket(1002, MessageType.Text, "hello"));
        await guest.ExpectAsync(2, new NotConnectedPacket());
        guest.Send(1, Testing.ClientTranscript.LoginAs("secret"));
        await guest.ExpectAckAsync(1);
        await guest.TakeAsync<LoginReplyPacket>();
    }

    [Fact]
    public async Task A_server_can_be_stopped_twice_and_then_answers_nobody()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001);

        await bench.Server.DisposeAsync();
        await bench.Server.DisposeAsync();

        guest.Send(2, new KeepAlivePacket());
        await guest.ExpectNothingAsync();
    }
}
