using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;

namespace IcqBots.Client.Tests;

public class ConnectionLossTests
{
    [Theory]
    [InlineData("02 00 F0 00 05 00", SessionEnd.NotConnected)]
    [InlineData("02 00 28 00 03 00", SessionEnd.ForcedOffline)]
    public async Task The_server_can_end_a_session_which_is_not_acknowledged(string packet, SessionEnd reason)
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        var sending = bench.Client.SendMessageAsync(1001, "hello");
        await bench.Server.ExpectAsync<SendMessagePacket>(5);

        bench.Server.SendHex(packet);

        Assert.Equal(reason, await bench.Ended.WaitAsync(ClientBench.SafetyLimit));
        await Assert.ThrowsAsync<DeliveryException>(() => sending.WaitAsync(ClientBench.SafetyLimit));
        Assert.False(bench.Client.IsOnline);
        await bench.PassAsync(seconds: 600);
        await bench.Server.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("02 00 64 00 01 00")]
    [InlineData("02 00 FA 00 01 00")]
    public async Task A_late_refusal_of_a_login_does_not_end_the_session(string packet)
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        bench.Server.SendHex(packet);

        await bench.Server.ExpectNothingAsync();
        Assert.True(bench.Client.IsOnline);
        Assert.False(bench.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_client_that_was_disconnected_can_log_in_again()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        bench.Server.Send(9, new NotConnectedPacket());
        await bench.Ended.WaitAsync(ClientBench.SafetyLimit);

        await bench.LogInAsync();

        Assert.True(bench.Client.IsOnline);
        Assert.False(bench.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up_after_two_rounds_and_two_questions()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await bench.LogInAsync();
        var sending = bench.Client.SendMessageAsync(1001, "hello");

        for (var step = 0; step < 14; step++)
        {
            if (step is 6 or 13)
            {
                Assert.Equal("B_MESSAGE_ACK", (await bench.Server.ExpectAsync<SendTextCodePacket>()).TextCode);
            }
            else
            {
                await bench.Server.ExpectAsync<SendMessagePacket>(5);
            }

            Assert.False(bench.Ended.IsCompleted);
            await bench.PassAsync(seconds: 10.01);
        }

        Assert.Equal(SessionEnd.NoAnswer, await bench.Ended.WaitAsync(ClientBench.SafetyLimit));
        await Assert.ThrowsAsync<DeliveryException>(() => sending.WaitAsync(ClientBench.SafetyLimit));
    }

    [Fact]
    public async Task Open_servers_need_not_be_asked_for_an_answer()
    {
        await using var bench = new ClientBench(options => options with
        {
            KeepAlive = TimeSpan.FromHours(1),
            Retransmission = new RetransmissionPolicy { MessageAck = false },
        });
        await bench.LogInAsync();
        var sending = bench.Client.SendMessageAsync(1001, "hello");

        for (var send = 0; send < 12; send++)
        {
            await bench.Server.ExpectAsync<SendMessagePacket>(5);
            await bench.PassAsync(seconds: 10.01);
        }

        Assert.Equal(SessionEnd.NoAnswer, await bench.Ended.WaitAsync(ClientBench.SafetyLimit));
        await Assert.ThrowsAsync<DeliveryException>(() => sending.WaitAsync(ClientBench.SafetyLimit));
        await bench.Server.ExpectNothingAsync();
    }

    [Fact]
    public async Task An_idle_session_is_kept_alive_every_minute()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        for (ushort number = 5; number < 10; number++)
        {
            await bench.PassAsync(seconds: 59.5);
            await bench.Server.ExpectNothingAsync();
            await bench.PassAsync(seconds: 0.6);
            await bench.Server.TakeAsync<KeepAlivePacket>(number);
        }
    }

    [Fact]
    public async Task Silence_is_noticed_without_anything_to_send()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        var began = bench.Clock.GetTimestamp();
        bench.Network.IsDown = true;

        Assert.Equal(SessionEnd.NoAnswer, await bench.PassUntilAsync(bench.Ended));

        Assert.InRange(bench.Clock.GetElapsedTime(began), TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(203));
    }

    [Fact]
    public async Task Losses_in_between_are_made_up_for()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        var sending = bench.Client.SendMessageAsync(1001, "hello");
        await bench.Server.ExpectAsync<SendMessagePacket>(5);

        await bench.PassAsync(seconds: 10.1);
        await bench.Server.TakeAsync<SendMessagePacket>(5);

        await sending.WaitAsync(ClientBench.SafetyLimit);
    }

    [Fact]
    public async Task A_client_can_be_disposed_twice_and_then_tells_that_nothing_more_comes()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        await bench.Client.DisposeAsync();
        await bench.Client.DisposeAsync();

        Assert.Equal("B_USER_DISCONNECTED", (await bench.Server.ExpectAsync<SendTextCodePacket>(5)).TextCode);
        Assert.False(await bench.Client.Events.WaitToReadAsync().AsTask().WaitAsync(ClientBench.SafetyLimit));
    }
}
