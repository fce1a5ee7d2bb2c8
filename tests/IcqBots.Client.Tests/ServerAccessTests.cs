using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Client.Tests;

public class ServerAccessTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_answer_is_the_new_UIN_with_an_acknowledgement_before_it_or_without(bool acknowledges)
    {
        await using var bench = new ClientBench();

        var registering = RegisterAsync(bench);
        Assert.Equal("newpass", (await bench.Server.ExpectAsync<NewUserRegisterPacket>()).Password.Reveal());
        if (acknowledges)
        {
            bench.Server.Ack(1);
        }

        bench.Server.Send(1, new NewUserUinPacket(1, 100_000));

        Assert.Equal(100_000u, (await registering.WaitAsync(ClientBench.SafetyLimit)).Value);
        await bench.Server.ExpectNothingAsync();
    }

    [Fact]
    public async Task Without_an_answer_copies_follow_every_ten_seconds_and_after_six_sends_it_fails()
    {
        await using var bench = new ClientBench();
        var began = bench.Clock.GetTimestamp();

        var registering = RegisterAsync(bench);
        for (var send = 0; send < 6; send++)
        {
            await bench.PassUntilAsync(bench.Server.ExpectAsync<NewUserRegisterPacket>());
            Assert.True(bench.Clock.GetElapsedTime(began) >= TimeSpan.FromSeconds(10 * send));
        }

        var error = await Assert.ThrowsAsync<LoginException>(() => bench.PassUntilAsync(registering));
        Assert.Equal(SessionEnd.NoAnswer, error.Reason);
        Assert.True(bench.Clock.GetElapsedTime(began) >= TimeSpan.FromSeconds(60));
        await bench.Server.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("02 00 64 00 01 00", SessionEnd.WrongPassword)]
    [InlineData("02 00 FA 00 01 00", SessionEnd.Busy)]
    public async Task A_refusal_fails_the_registration_with_its_reason(string answer, SessionEnd reason)
    {
        await using var bench = new ClientBench();

        var registering = RegisterAsync(bench);
        await bench.Server.ExpectAsync<NewUserRegisterPacket>();
        bench.Server.SendHex(answer);

        var error = await Assert.ThrowsAsync<LoginException>(() => registering.WaitAsync(ClientBench.SafetyLimit));
        Assert.Equal(reason, error.Reason);
    }

    private static Task<Uin> RegisterAsync(ClientBench bench) =>
        new ServerAccess(bench.Network.HostAt("10.0.0.2"), bench.Clock)
            .RegisterAsync("10.0.0.1", 4000, new Password("newpass"), CancellationToken.None);
}
