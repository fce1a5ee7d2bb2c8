using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Client.Tests;

public class UserDirectoryTests
{
    private static readonly UserInfo Alice = new("alice", "Alice", "Liddell", "a@b.c") { AuthorizationRequired = true };

    [Fact]
    public async Task A_search_gives_each_hit_once_and_tells_that_there_are_more()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var searching = bench.Client.Users.SearchAsync(new UserSearch { Nick = "alice" });
        var question = await bench.Server.TakeAsync<SearchUserPacket>();
        Assert.Equal(("alice", "", "", ""), (question.Nick, question.FirstName, question.LastName, question.Email));
        await bench.Server.SendAcknowledgedAsync(new UserFoundPacket(question.SubSequence, 1001, Alice));
        await bench.Server.SendAcknowledgedAsync(new UserFoundPacket(question.SubSequence, 1001, Alice));
        await bench.Server.SendAcknowledgedAsync(new UserFoundPacket(question.SubSequence, 1002, Alice));
        await bench.Server.SendAcknowledgedAsync(new EndOfSearchPacket(question.SubSequence, More: true));

        var result = await searching.WaitAsync(ClientBench.SafetyLimit);
        Assert.Equal([1001u, 1002u], result.Users.Select(user => user.Uin.Value));
        Assert.Equal(Alice, result.Users[0].Info);
        Assert.True(result.HasMore);
    }

    [Fact]
    public async Task Two_searches_at_a_time_do_not_mix()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var first = bench.Client.Users.SearchAsync(1001);
        var second = bench.Client.Users.SearchAsync(1002);
        var firstNumber = (await bench.Server.TakeAsync<SearchUinPacket>()).SubSequence;
        var secondNumber = (await bench.Server.TakeAsync<SearchUinPacket>()).SubSequence;
        await bench.Server.SendAcknowledgedAsync(new UserFoundPacket(secondNumber, 1002, Alice));
        await bench.Server.SendAcknowledgedAsync(new EndOfSearchPacket(firstNumber, More: false));
        await bench.Server.SendAcknowledgedAsync(new EndOfSearchPacket(secondNumber, More: false));

        Assert.Empty((await first.WaitAsync(ClientBench.SafetyLimit)).Users);
        Assert.Equal(1002u, (await second.WaitAsync(ClientBench.SafetyLimit)).Users.Single().Uin.Value);
    }

    [Fact]
    public async Task A_hit_that_its_end_has_overtaken_is_waited_for()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var searching = bench.Client.Users.SearchAsync(1001);
        var number = (await bench.Server.TakeAsync<SearchUinPacket>()).SubSequence;
        bench.Server.Send(4, new EndOfSearchPacket(number, More: false));
        await bench.Server.ExpectAckAsync(4);
        Assert.False(searching.IsCompleted);
        bench.Server.Send(3, new UserFoundPacket(number, 1001, Alice));
        await bench.Server.ExpectAckAsync(3);

        Assert.Single((await searching.WaitAsync(ClientBench.SafetyLimit)).Users);
    }

    [Fact]
    public async Task A_search_whose_hit_was_lost_is_made_again_and_what_came_in_the_end_counts()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await bench.LogInAsync();

        var searching = bench.Client.Users.SearchAsync(new UserSearch { Nick = "alice" });
        for (ushort attempt = 0; attempt < 3; attempt++)
        {
            var number = (await bench.Server.TakeAsync<SearchUserPacket>()).SubSequence;
            var sequence = (ushort)(3 + (3 * attempt));
            bench.Server.Send(sequence, new UserFoundPacket(number, new Uin(1001u + attempt), Alice));
            bench.Server.Send((ushort)(sequence + 2), new EndOfSearchPacket(number, More: false));
            await bench.Server.ExpectAckAsync(sequence);
            await bench.Server.ExpectAckAsync((ushort)(sequence + 2));
            Assert.False(searching.IsCompleted);
            await bench.PassAsync(seconds: 10.01);
        }

        Assert.Equal(
            [1001u, 1002u, 1003u], (await searching.WaitAsync(ClientBench.SafetyLimit)).Users.Select(user => user.Uin.Value).Order());
    }

    [Fact]
    public async Task What_no_datagram_holds_is_refused_at_once_and_does_no_harm()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        await Assert.ThrowsAsync<ArgumentException>(
            () => bench.Client.Users.UpdateExtendedInfoAsync(new ExtendedUserInfo { About = new string('x', 70_000) }));
        await Assert.ThrowsAsync<ArgumentException>(
            () => bench.Client.SendPacketAsync(new QueryServersPacket(new byte[9000])));

        await bench.Server.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_search_for_nothing_is_refused()
    {
        await using var bench = new ClientBench();

        await Assert.ThrowsAsync<ArgumentException>(() => bench.Client.Users.SearchAsync(new UserSearch()));
    }

    [Fact]
    public async Task A_question_that_is_acknowledged_but_not_answered_is_asked_three_times_with_new_numbers()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await bench.LogInAsync();

        var asking = bench.Client.Users.GetInfoAsync(1001);
        var numbers = new List<ushort>();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            numbers.Add((await bench.Server.TakeAsync<InfoRequestPacket>()).SubSequence);
            await bench.PassAsync(seconds: 10.01);
        }

        await Assert.ThrowsAsync<DeliveryException>(() => asking.WaitAsync(ClientBench.SafetyLimit));
        Assert.Equal(3, numbers.Distinct().Count());
        await bench.Server.SendAcknowledgedAsync(new InfoReplyPacket(numbers[0], 1001, Alice));
    }

    [Fact]
    public async Task An_answer_counts_also_when_the_acknowledgement_is_lost()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var asking = bench.Client.Users.GetInfoAsync(1001);
        var number = (await bench.Server.ExpectAsync<InfoRequestPacket>()).SubSequence;
        await bench.Server.SendAcknowledgedAsync(new InfoReplyPacket(number, 1001, Alice));

        Assert.Equal(Alice, await asking.WaitAsync(ClientBench.SafetyLimit));
    }

    [Fact]
    public async Task Nobody_has_the_UIN_gives_no_information()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var asking = bench.Client.Users.GetExtendedInfoAsync(1009);
        await bench.Server.TakeAsync<ExtInfoRequestPacket>();
        await bench.Server.SendAcknowledgedAsync(new InvalidUinPacket(1009));

        Assert.Null(await asking.WaitAsync(ClientBench.SafetyLimit));
    }

    [Fact]
    public async Task A_session_that_ends_fails_the_questions_of_its_time()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var asking = bench.Client.Users.GetInfoAsync(1001);
        await bench.Server.ExpectAsync<InfoRequestPacket>();
        bench.Server.Send(0, new NotConnectedPacket());

        await Assert.ThrowsAsync<DeliveryException>(() => asking.WaitAsync(ClientBench.SafetyLimit));
    }

    [Theory]
    [InlineData(ServerCommand.NewUserReply)]
    [InlineData(ServerCommand.NewUserInfoFailed)]
    [InlineData(ServerCommand.UpdateReply)]
    [InlineData(ServerCommand.UpdateFailed)]
    [InlineData(ServerCommand.UpdateExtReply)]
    [InlineData(ServerCommand.UpdateExtFailed)]
    public async Task An_update_ends_with_the_answer_of_the_server(ServerCommand answer)
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var updating = answer switch
        {
            ServerCommand.NewUserReply or ServerCommand.NewUserInfoFailed => bench.Client.Users.UpdateInfoAsync(Alice),
            ServerCommand.UpdateReply or ServerCommand.UpdateFailed => bench.Client.Users.UpdateInfoLaterFormAsync(Alice),
            _ => bench.Client.Users.UpdateExtendedInfoAsync(new ExtendedUserInfo { City = "Lund" }),
        };
        var number = await bench.Server.TakeAsync<ClientPacket>() switch
        {
            NewUserInfoPacket update when update.Info == Alice => update.SubSequence,
            UpdateInfoPacket update when update.Info == Alice => update.SubSequence,
            UpdateExtInfoPacket { Info.City: "Lund" } update => update.SubSequence,
            var other => throw new InvalidOperationException($"{other}"),
        };
        bench.Server.SendHex($"02 00 {(int)answer & 0xFF:X2} {(int)answer >> 8:X2} 03 00 {number & 0xFF:X2} {number >> 8:X2}");
        await bench.Server.ExpectAckAsync(3);

        var error = await Record.ExceptionAsync(() => updating.WaitAsync(ClientBench.SafetyLimit));
        Assert.Equal(answer is ServerCommand.NewUserReply or ServerCommand.UpdateReply or ServerCommand.UpdateExtReply, error is null);
    }

    [Fact]
    public async Task The_confirmation_that_later_servers_send_for_a_new_password_is_taken()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var changing = bench.Client.Users.ChangePasswordAsync(new Password("newpw"));
        var number = (await bench.Server.TakeAsync<ChangePasswordPacket>()).SubSequence;
        await bench.Server.SendAcknowledgedAsync(new PasswordChangedPacket(number));

        await changing.WaitAsync(ClientBench.SafetyLimit);
        await bench.ExpectNoEventAsync();
    }

    [Fact]
    public async Task A_changed_password_is_that_of_the_next_login()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var changing = bench.Client.Users.ChangePasswordAsync(new Password("newpw"));
        Assert.Equal("newpw", (await bench.Server.TakeAsync<ChangePasswordPacket>()).Password.Reveal());
        await changing.WaitAsync(ClientBench.SafetyLimit);
        bench.Server.Send(0, new NotConnectedPacket());
        await bench.Ended.WaitAsync(ClientBench.SafetyLimit);

        _ = bench.Client.ConnectAsync(CancellationToken.None);
        Assert.Equal("newpw", (await bench.Server.ExpectAsync<LoginPacket>()).Password.Reveal());
    }
}
