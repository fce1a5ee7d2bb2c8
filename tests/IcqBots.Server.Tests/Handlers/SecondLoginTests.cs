using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Server.Tests.Handlers;

public class SecondLoginTests
{
    [Fact]
    public async Task A_second_login_of_a_UIN_takes_the_place_of_the_first_whose_client_hears_it_with_its_next_packet()
    {
        await using var bench = new ServerBench();
        var first = await bench.OnlineAsync(1001);
        var second = bench.Client(1001, "10.0.0.99");
        var friend = await bench.OnlineAsync(1002);

        await second.LogInAsync();
        await friend.SendAcknowledgedAsync(new SendMessagePacket(1001, MessageType.Text, "hello"));

        Assert.Equal("hello", (await second.TakeAsync<OnlineMessagePacket>()).Text);
        await first.ExpectNothingAsync();
        first.Send(9, new KeepAlivePacket());
        await first.ExpectAsync(9, new NotConnectedPacket());
    }

    [Fact]
    public async Task Two_LICQs_that_log_in_again_by_themselves_do_not_throw_each_other_out_for_ever()
    {
        await using var bench = new ServerBench();
        var (one, other) = await FightAsync(bench);

        for (var send = 1; send <= 4; send++)
        {
            other.Send(9, new KeepAlivePacket());
            await other.ExpectNothingAsync();
            await bench.PassAsync(seconds: 20);
        }

        await one.SendAcknowledgedAsync(new KeepAlivePacket());
    }

    [Fact]
    public async Task Who_was_thrown_out_without_a_word_can_still_log_in()
    {
        await using var bench = new ServerBench();
        var (one, other) = await FightAsync(bench);

        await other.LogInAsync();

        await other.SendAcknowledgedAsync(new KeepAlivePacket());
        one.Send(9, new KeepAlivePacket());
        await one.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_third_client_throws_out_without_a_word_too_and_the_second_still_hears_nothing()
    {
        await using var bench = new ServerBench();
        var (one, other) = await FightAsync(bench);

        await bench.Client(1001, "10.0.0.98").LogInAsync();

        one.Send(9, new KeepAlivePacket());
        await one.ExpectNothingAsync();
        other.Send(9, new KeepAlivePacket());
        await other.ExpectNothingAsync();
    }

    [Fact]
    public async Task When_the_session_of_the_other_one_is_over_who_was_thrown_out_hears_that_it_must_log_in()
    {
        await using var bench = new ServerBench();
        var (one, other) = await FightAsync(bench);

        one.Send(new SendTextCodePacket(SendTextCodePacket.UserDisconnected));
        await bench.Network.IdleAsync();

        other.Send(9, new KeepAlivePacket());
        await other.ExpectAsync(9, new NotConnectedPacket());
    }

    [Fact]
    public async Task Ten_minutes_after_the_last_login_the_next_one_is_no_fight()
    {
        await using var bench = new ServerBench();
        var (_, second) = await FightAsync(bench);
        await second.LogInAsync();
        for (var minutes = 0; minutes < 10; minutes += 2)
        {
            await bench.PassAsync(seconds: 120);
            await second.SendAcknowledgedAsync(new KeepAlivePacket());
        }

        await bench.Client(1001, "10.0.0.98").LogInAsync();

        second.Send(9, new KeepAlivePacket());
        await second.ExpectAsync(9, new NotConnectedPacket());
    }

    [Fact]
    public async Task A_client_whose_port_has_changed_hears_it_although_its_session_goes_on_at_the_old_one()
    {
        await using var bench = new ServerBench();
        await bench.OnlineAsync(1001);
        var behindNewPort = bench.Client(1001);

        behindNewPort.Send(9, new KeepAlivePacket());

        await behindNewPort.ExpectAsync(9, new NotConnectedPacket());
    }

    [Fact]
    public async Task Friends_are_told_the_new_address_and_no_absence()
    {
        await using var bench = new ServerBench();
        var friend = await bench.OnlineAsync(1002, 1001);
        await bench.OnlineAsync(1001);
        await friend.TakeAsync<UserOnlinePacket>();

        var second = bench.Client(1001, "10.0.0.99");
        await second.SendAcknowledgedAsync(ClientTranscript.LoginAs("secret", port: 4711));

        Assert.Equal("10.0.0.99", (await friend.TakeAsync<UserOnlinePacket>()).Address.ToString());
        await friend.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_second_login_that_is_invisible_looks_like_logging_off()
    {
        await using var bench = new ServerBench();
        var friend = await bench.OnlineAsync(1002, 1001);
        await bench.OnlineAsync(1001);
        await friend.TakeAsync<UserOnlinePacket>();

        await bench.Client(1001, "10.0.0.99").LogInAsync(status: OnlineStatus.Invisible);

        await friend.TakeAsync(3, new UserOfflinePacket(1001));
        await friend.ExpectNothingAsync();
    }

    /// <summary>The second login threw the first client out, which logged in again when it heard that: now the second one is out.</summary>
    private static async Task<(ClientTranscript Inside, ClientTranscript ThrownOut)> FightAsync(ServerBench bench)
    {
        var first = await bench.OnlineAsync(1001);
        var second = bench.Client(1001, "10.0.0.99");
        await second.LogInAsync();
        await bench.PassAsync(seconds: 120);
        first.Send(9, new KeepAlivePacket());
        await first.ExpectAsync(9, new NotConnectedPacket());
        await first.LogInAsync();
        return (first, second);
    }
}
