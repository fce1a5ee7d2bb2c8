using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Server.Tests;

/// <summary>Guessers, and the people whose passwords they guess.</summary>
public class PasswordChecksTests
{
    [Fact]
    public async Task Who_mistypes_a_few_times_does_not_wait()
    {
        await using var bench = new ServerBench();
        var person = bench.Client(1001);

        await GuessAsync(person, 4);

        await person.LogInAsync();
    }

    [Theory]
    [InlineData("10.0.0.99")]
    [InlineData("127.0.0.1")]
    public async Task Who_guesses_a_password_gets_an_answer_a_minute_and_the_log_tells_once(string address)
    {
        await using var bench = new ServerBench();
        var guesser = bench.Client(1001, address);

        var answers = await GuessEachSecondAsync(bench, seconds: 600, () => guesser);

        Assert.InRange(answers, 10, 20);
        Assert.Single(bench.Log.At(LogLevel.Warning), entry => entry.StartsWith("Logins are slowed down after 5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_guesses_from_many_addresses_gets_no_more_answers()
    {
        await using var bench = new ServerBench();
        var second = 0;

        var answers = await GuessEachSecondAsync(bench, seconds: 600, () => bench.Client(1001, $"10.1.{second / 250}.{1 + (second++ % 250)}"));

        Assert.InRange(answers, 10, 20);
    }

    [Fact]
    public async Task Who_tries_one_password_on_all_users_is_slowed_down_too()
    {
        await using var bench = new ServerBench();
        uint uin = 5000;

        var answers = await GuessEachSecondAsync(bench, seconds: 600, () => bench.Client(uin++, "10.0.0.99"));

        Assert.InRange(answers, 10, 20);
    }

    [Fact]
    public async Task The_right_password_does_not_help_while_it_comes_too_soon_and_does_a_minute_later()
    {
        await using var bench = new ServerBench();
        var guesser = bench.Client(1001);
        await GuessEachSecondAsync(bench, seconds: 200, () => guesser);

        guesser.Send(1, ClientTranscript.LoginAs("secret"));
        await guesser.ExpectNothingAsync();
        await bench.PassAsync(60);

        guesser.Send(1, ClientTranscript.LoginAs("secret"));
        await guesser.ExpectAckAsync(1);
    }

    [Fact]
    public async Task Guessers_elsewhere_and_at_the_same_address_do_not_keep_a_user_out_of_where_he_is_at_home()
    {
        await using var bench = new ServerBench();
        var user = await bench.OnlineAsync(1001);
        var home = user.LocalEndPoint.Address.ToString();
        user.Send(new SendTextCodePacket(SendTextCodePacket.UserDisconnected));
        var guesser = bench.Client(1001, "10.0.0.99");
        var neighbour = bench.Client(1002, home);
        await GuessEachSecondAsync(bench, seconds: 120, () => guesser);
        await GuessEachSecondAsync(bench, seconds: 120, () => neighbour);

        await bench.Client(1001, home).LogInAsync();
    }

    [Fact]
    public async Task A_check_before_login_counts_as_a_login()
    {
        await using var bench = new ServerBench();
        var guesser = bench.Client(1001);
        for (ushort i = 1; i <= 5; i++)
        {
            guesser.Send(i, new PreLoginPacket(7, 1001, new Password("guess"), OnlineStatus.Online));
            await guesser.ExpectAsync(i, new WrongPasswordPacket(7, 1001));
        }

        guesser.Send(6, ClientTranscript.LoginAs("secret"));

        await guesser.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_flood_of_forged_logins_does_not_fill_the_log()
    {
        await using var bench = new ServerBench();

        for (var i = 0; i < 500; i++)
        {
            bench.Client(5000, $"10.1.{i / 250}.{1 + (i % 250)}").Send(1, ClientTranscript.LoginAs("guess"));
        }

        await bench.SettleAsync();
        Assert.InRange(bench.Log.At(LogLevel.Information).Count, 1, 100);
    }

    [Fact]
    public async Task While_a_password_is_looked_at_others_are_served_and_copies_of_the_login_change_nothing()
    {
        await using var bench = new ServerBench();
        var user = await RegisteredAsync(bench);
        var friend = await bench.OnlineAsync(1002);
        using (bench.HoldPasswords())
        {
            user.Send(1, ClientTranscript.LoginAs("newpass"));
            user.Send(1, ClientTranscript.LoginAs("newpass"));
            user.Send(9, new KeepAlivePacket());
            await user.ExpectNothingAsync();
            await friend.SendAcknowledgedAsync(new KeepAlivePacket());
        }

        await user.ExpectAckAsync(1);
        await user.TakeAsync(0, new LoginReplyPacket(user.Uin, user.LocalEndPoint.Address, 2));
        await bench.SettleAsync();
        await user.ExpectNothingAsync();
        user.Send(1, ClientTranscript.LoginAs("newpass"));
        await user.ExpectAckAsync(1);
        await user.TakeAsync(0, new LoginReplyPacket(user.Uin, user.LocalEndPoint.Address, 2));
        user.Send(2, new KeepAlivePacket());
        await user.ExpectAckAsync(2);
    }

    [Fact]
    public async Task Who_logs_off_while_the_password_is_looked_at_is_not_logged_in()
    {
        await using var bench = new ServerBench();
        var user = await RegisteredAsync(bench);
        using (bench.HoldPasswords())
        {
            user.Send(1, ClientTranscript.LoginAs("newpass"));
            user.Send(2, new SendTextCodePacket(SendTextCodePacket.UserDisconnected));
            await user.ExpectNothingAsync();
        }

        await LookedAtAsync(bench);
        await user.ExpectNothingAsync();
        Assert.Empty(bench.Server.Online);
    }

    [Fact]
    public async Task A_second_login_meanwhile_waits_for_its_next_try_and_takes_over_then()
    {
        await using var bench = new ServerBench();
        var first = await RegisteredAsync(bench);
        var second = bench.Client(first.Uin.Value, "10.0.0.99");
        using (bench.HoldPasswords())
        {
            first.Send(1, ClientTranscript.LoginAs("newpass"));
            second.Send(1, ClientTranscript.LoginAs("newpass"));
            await second.ExpectNothingAsync();
        }

        await first.ExpectAckAsync(1);
        await first.TakeAsync(0, new LoginReplyPacket(first.Uin, first.LocalEndPoint.Address, 2));
        second.Send(1, ClientTranscript.LoginAs("newpass"));
        await second.ExpectAckAsync(1);
        first.Send(2, new KeepAlivePacket());
        await first.ExpectAsync(2, new NotConnectedPacket());
    }

    [Fact]
    public async Task A_server_that_stops_while_a_password_is_looked_at_leaves_nothing_behind()
    {
        var bench = new ServerBench();
        var user = await RegisteredAsync(bench);
        var hold = bench.HoldPasswords();
        user.Send(1, ClientTranscript.LoginAs("newpass"));
        await user.ExpectNothingAsync();

        var stopping = bench.DisposeAsync();
        hold.Dispose();
        await stopping;

        Assert.Empty(bench.Server.Online);
    }

    [Fact]
    public async Task An_old_hash_works_and_a_stronger_one_takes_its_place_also_where_the_disk_was_full_at_first()
    {
        await using var bench = new ServerBench(expectsErrors: true);
        bench.Store.AddAccount(new Account(100_000, "") { PasswordHash = PasswordHash.Of(new Password("newpass"), iterations: 10) });
        await bench.RestartAsync();
        bench.Store.IsFull = true;
        await bench.Client(100_000).LogInAsync("newpass");
        Assert.StartsWith("10.", bench.Store.LoadAccounts()[0].PasswordHash!.Value, StringComparison.Ordinal);

        bench.Store.IsFull = false;
        await bench.Client(100_000).LogInAsync("newpass");

        Assert.StartsWith("1000.", bench.Store.LoadAccounts()[0].PasswordHash!.Value, StringComparison.Ordinal);
        await bench.Client(100_000).LogInAsync("newpass");
    }

    [Theory]
    [InlineData("2000000000.00.00")]
    [InlineData("x")]
    [InlineData("1000.zz.00")]
    public void A_damaged_hash_is_no_password_and_takes_no_time(string hash) =>
        Assert.False(new PasswordHash(hash).Matches(new Password("newpass")));

    private static async Task<ClientTranscript> RegisteredAsync(ServerBench bench)
    {
        var user = bench.Client(100_000);
        user.Send(1, new NewUserRegisterPacket(new Password("newpass")));
        await user.ExpectAckAsync(1);
        await user.ExpectAsync(1, new NewUserUinPacket(1, 100_000));
        await bench.SettleAsync();
        return user;
    }

    /// <summary>What was held is over, and what waited for it.</summary>
    private static async Task LookedAtAsync(ServerBench bench)
    {
        await bench.SettleAsync();
        await bench.SettleAsync();
    }

    private static async Task GuessAsync(ClientTranscript guesser, int times)
    {
        for (ushort i = 1; i <= times; i++)
        {
            guesser.Send(i, ClientTranscript.LoginAs("guess"));
            await guesser.ExpectAsync(i, new WrongPasswordPacket(2, guesser.Uin));
        }
    }

    /// <summary>How many of the guesses are answered.</summary>
    private static async Task<int> GuessEachSecondAsync(ServerBench bench, int seconds, Func<ClientTranscript> next)
    {
        var answers = 0;
        for (var second = 0; second < seconds; second++)
        {
            var guesser = next();
            guesser.Send((ushort)second, ClientTranscript.LoginAs("guess"));
            answers += (await guesser.TakeAllAsync()).Count;
            await bench.PassAsync(1);
        }

        return answers;
    }
}
