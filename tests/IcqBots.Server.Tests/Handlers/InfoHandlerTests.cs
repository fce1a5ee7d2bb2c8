using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Server.Tests.Handlers;

public class InfoHandlerTests
{
    private static readonly UserInfo Ann = new("Annie", "Ann", "Lee", "ann@example.org") { AuthorizationRequired = true };

    private static readonly ExtendedUserInfo Details = new()
    {
        City = "Oslo",
        Country = 47,
        TimeZone = -2,
        State = "OS",
        Age = 25,
        Sex = Sex.Female,
        Phone = "555",
        HomePage = "http://example.org",
        About = "me",
    };

    public static TheoryData<ClientPacket, ServerPacket, ServerPacket> Updates { get; } = new()
    {
        { new NewUserInfoPacket(9, Ann), new NewUserReplyPacket(9), new NewUserInfoFailedPacket(9) },
        { new UpdateInfoPacket(9, Ann), new UpdateReplyPacket(9), new UpdateFailedPacket(9) },
        { new UpdateExtInfoPacket(9, Details), new UpdateExtReplyPacket(9), new UpdateExtFailedPacket(9) },
    };

    [Theory]
    [MemberData(nameof(Updates))]
    public async Task The_answer_to_an_update_comes_100_to_200_ms_after_the_acknowledgement(
        ClientPacket update, ServerPacket done, ServerPacket _)
    {
        await using var bench = new ServerBench();
        var licq = await bench.OnlineAsync(1001);

        await licq.SendAcknowledgedAsync(update);
        await bench.PassAsync(seconds: 0.1);
        await licq.ExpectNothingAsync();
        await bench.PassAsync(seconds: 0.1);

        await licq.TakeAsync(1, done);
    }

    [Fact]
    public async Task Each_answer_waits_for_its_own_time()
    {
        await using var bench = new ServerBench();
        var licq = await bench.OnlineAsync(1001);

        await licq.SendAcknowledgedAsync(new NewUserInfoPacket(1, Ann));
        await bench.PassAsync(seconds: 0.1);
        await licq.SendAcknowledgedAsync(new UpdateExtInfoPacket(2, Details));
        await bench.PassAsync(seconds: 0.1);
        await licq.TakeAsync(1, new NewUserReplyPacket(1));
        await licq.ExpectNothingAsync();
        await bench.PassAsync(seconds: 0.1);

        await licq.TakeAsync(2, new UpdateExtReplyPacket(2));
    }

    [Theory]
    [MemberData(nameof(Updates))]
    public async Task An_update_that_cannot_be_kept_is_answered_so(ClientPacket update, ServerPacket _, ServerPacket failed)
    {
        await using var bench = new ServerBench(expectsErrors: true);
        var licq = await bench.OnlineAsync(1001);
        bench.Store.IsFull = true;

        await licq.SendAcknowledgedAsync(update);
        await bench.PassAsync(seconds: 0.2);

        await licq.TakeAsync(1, failed);
        Assert.Empty(bench.Store.LoadProfiles());
    }

    [Fact]
    public async Task Who_logs_off_before_the_answer_gets_none_and_nor_does_its_next_session()
    {
        await using var bench = new ServerBench();
        var licq = await bench.OnlineAsync(1001);
        await licq.SendAcknowledgedAsync(new NewUserInfoPacket(9, Ann));

        licq.Send(new SendTextCodePacket(SendTextCodePacket.UserDisconnected));
        await licq.LogInAsync();
        await bench.PassAsync(seconds: 1);

        await licq.ExpectNothingAsync();
    }

    [Fact]
    public async Task What_users_tell_is_told_to_others_also_after_a_restart()
    {
        await using var bench = new ServerBench();
        var ann = await bench.OnlineAsync(1001);
        await ann.SendAcknowledgedAsync(new NewUserInfoPacket(1, Ann));
        await ann.SendAcknowledgedAsync(new UpdateExtInfoPacket(2, Details));
        await ann.DisposeAsync();

        await bench.RestartAsync();

        var guest = await bench.OnlineAsync(1002);
        await guest.SendAcknowledgedAsync(new InfoRequestPacket(10, 1001));
        await guest.TakeAsync(1, new InfoReplyPacket(10, 1001, Ann));
        await guest.SendAcknowledgedAsync(new ExtInfoRequestPacket(11, 1001));
        await guest.TakeAsync(2, new ExtInfoReplyPacket(11, 1001, Details));
    }

    [Theory]
    [InlineData("Echo", "Echo")]
    [InlineData("A nick of more than twenty bytes", "A nick of more than ")]
    public async Task Before_a_user_has_told_anything_the_nick_of_the_configuration_is_told_and_nobody_must_ask(string nick, string told)
    {
        await using var bench = new ServerBench(new IcqServerOptions
        {
            Accounts = [new Account(5000, nick) { Password = new Password("secret") }],
        });
        var guest = await bench.OnlineAsync(1002);

        await guest.SendAcknowledgedAsync(new InfoRequestPacket(10, 5000));

        await guest.TakeAsync(1, new InfoReplyPacket(10, 5000, new UserInfo(told, "", "", "") { AuthorizationRequired = false }));
    }

    [Fact]
    public async Task A_UIN_that_nobody_has_is_invalid()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1002);

        await guest.SendAcknowledgedAsync(new InfoRequestPacket(10, 4711));
        await guest.TakeAsync(1, new InvalidUinPacket(4711));
        await guest.SendAcknowledgedAsync(new ExtInfoRequestPacket(11, 4711));
        await guest.TakeAsync(2, new InvalidUinPacket(4711));
    }

    [Fact]
    public async Task An_update_that_says_nothing_about_authorization_as_mICQs_leaves_it_as_it_was()
    {
        await using var bench = new ServerBench();
        var ann = await bench.OnlineAsync(1001);
        await ann.SendAcknowledgedAsync(new AuthorizationModePacket(AuthorizationRequired: true));

        await ann.SendAcknowledgedAsync(new UpdateInfoPacket(1, new UserInfo("Anne", "", "", "")));

        Assert.Equal(new UserInfo("Anne", "", "", "") { AuthorizationRequired = true }, bench.Store.LoadProfiles()[1001].Info);
    }

    [Fact]
    public async Task An_authorization_mode_that_cannot_be_kept_is_not_acknowledged()
    {
        await using var bench = new ServerBench(expectsErrors: true);
        var ann = await bench.OnlineAsync(1001);
        bench.Store.IsFull = true;

        ann.Send(7, new AuthorizationModePacket(AuthorizationRequired: true));
        await ann.ExpectNothingAsync();

        bench.Store.IsFull = false;
        ann.Repeat();
        await ann.ExpectAckAsync(7);
        Assert.True(bench.Store.LoadProfiles()[1001].Info.AuthorizationRequired);
    }

    [Fact]
    public async Task Strings_that_would_overrun_the_buffers_of_old_clients_are_cut()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001);
        var endless = new string('x', 900);
        await guest.SendAcknowledgedAsync(new UpdateInfoPacket(1, new UserInfo(endless, endless, endless, endless)));
        await guest.SendAcknowledgedAsync(new UpdateExtInfoPacket(2, Details with
        {
            City = endless,
            State = endless,
            Phone = endless,
            HomePage = endless,
            About = endless,
        }));

        await guest.SendAcknowledgedAsync(new InfoRequestPacket(3, 1001));
        var info = (await guest.TakeAsync<InfoReplyPacket>()).Info;
        await guest.SendAcknowledgedAsync(new ExtInfoRequestPacket(4, 1001));
        var reply = await guest.TakeAsync<ExtInfoReplyPacket>();

        Assert.Equal([20, 64, 64, 64], new[] { info.Nick, info.FirstName, info.LastName, info.Email }.Select(text => text.Length));
        Assert.Equal(
            [64, 64, 30, 127, 450],
            new[] { reply.Info.City, reply.Info.State, reply.Info.Phone, reply.Info.HomePage, reply.Info.About }.Select(text => text.Length));
        Assert.True(new ServerDatagram(0, reply).ToArray(WireText.Latin1.Encoding).Length < 1024);
    }

    [Fact]
    public async Task Copies_of_an_update_are_acknowledged_each_and_answered_once()
    {
        await using var bench = new ServerBench();
        var icqlib = await bench.OnlineAsync(1001);

        for (var copy = 1; copy <= 6; copy++)
        {
            icqlib.Send(2, new UpdateInfoPacket(9, Ann));
            await icqlib.ExpectAckAsync(2);
        }

        await bench.PassAsync(seconds: 1);
        await icqlib.TakeAsync(1, new UpdateReplyPacket(9));
        await icqlib.ExpectNothingAsync();
    }
}
