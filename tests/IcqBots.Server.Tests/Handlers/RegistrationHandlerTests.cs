using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Server.Tests.Handlers;

public class RegistrationHandlerTests
{
    /// <summary>NEW_USER_REG of LICQ with the password "efg": its length counts the NUL.</summary>
    private const string RegistrationOfLicq = "02 00 FC 03 01 00 02 00 04 00 65 66 67 00 72 00 00 00 00 00 00 00";

    /// <summary>The same of mICQ and icqlib: no NUL, and the next field follows at once.</summary>
    private const string RegistrationOfMicq = "02 00 FC 03 01 00 02 00 03 00 65 66 67 72 00 00 00 00 00 00 00";

    [Theory]
    [InlineData(RegistrationOfLicq)]
    [InlineData(RegistrationOfMicq)]
    public async Task A_registration_is_acknowledged_and_answered_with_a_UIN_that_can_log_in(string registration)
    {
        await using var bench = new ServerBench();
        var user = bench.Client(100_000);

        user.SendHex(registration);
        await user.ExpectHexAsync("02 00 0A 00 01 00");
        await user.ExpectHexAsync("02 00 46 00 01 00 01 00 A0 86 01 00");

        await user.LogInAsync("efg");
        Assert.Equal([100_000], bench.Server.Online.Select(uin => uin.Value));
    }

    [Fact]
    public async Task The_answer_is_not_repeated_for_want_of_an_acknowledgement()
    {
        await using var bench = new ServerBench();
        var user = bench.Client(100_000);

        await RegisterAsync(user, 1, 100_000);
        await bench.PassAsync(seconds: 60);

        await user.ExpectNothingAsync();
    }

    [Fact]
    public async Task Copies_of_a_registration_give_the_same_UIN()
    {
        await using var bench = new ServerBench();
        var user = bench.Client(100_000);

        await RegisterAsync(user, 1, 100_000);
        await bench.PassAsync(seconds: 80);
        await RegisterAsync(user, 1, 100_000);

        Assert.Single(bench.Store.LoadAccounts());
    }

    [Fact]
    public async Task Another_number_or_another_machine_gives_another_UIN()
    {
        await using var bench = new ServerBench();
        var user = bench.Client(100_000);

        await RegisterAsync(user, 1, 100_000);
        await RegisterAsync(user, 2, 100_001);
        await RegisterAsync(bench.Client(100_002, "10.0.0.99"), 1, 100_002);
    }

    [Fact]
    public async Task Another_password_with_the_same_number_is_another_user()
    {
        await using var bench = new ServerBench();
        var user = bench.Client(100_001);
        await RegisterAsync(user, 1, 100_000);

        user.Send(1, new NewUserRegisterPacket(new Password("other")));
        await user.ExpectAckAsync(1);
        await user.ExpectAsync(1, new NewUserUinPacket(1, 100_001));

        await user.LogInAsync("other");
    }

    [Fact]
    public async Task A_registered_user_needs_the_right_password()
    {
        await using var bench = new ServerBench();
        var user = bench.Client(100_000);
        await RegisterAsync(user, 1, 100_000);

        user.Send(2, ClientTranscript.LoginAs("wrong"));

        await user.ExpectAsync(2, new WrongPasswordPacket(2, 100_000));
        Assert.Empty(bench.Server.Online);
    }

    [Fact]
    public async Task Accounts_stay_over_a_restart_and_the_next_UIN_follows_them()
    {
        await using var bench = new ServerBench();
        await RegisterAsync(bench.Client(100_000), 1, 100_000);

        await bench.RestartAsync();

        await bench.Client(100_000).LogInAsync("newpass");
        await RegisterAsync(bench.Client(100_001), 1, 100_001);
    }

    [Fact]
    public async Task A_UIN_that_the_configuration_declares_is_not_given_away()
    {
        await using var bench = new ServerBench(new IcqServerOptions { FirstUin = 1001 });

        await RegisterAsync(bench.Client(1005), 1, 1005);
    }

    [Fact]
    public async Task While_registration_is_closed_it_is_refused()
    {
        await using var bench = new ServerBench(new IcqServerOptions { AllowRegistration = false });
        var user = bench.Client(100_000);

        user.SendHex(RegistrationOfLicq);

        await user.ExpectAsync(1, new WrongPasswordPacket(0, default));
        Assert.Empty(bench.Store.LoadAccounts());
    }

    [Theory]
    [InlineData("02 00 FC 03 01 00")]
    [InlineData("02 00 FC 03 01 00 02 00 99 00 65 66 67")]
    [InlineData("02 00 FC 03 01 00 02 00 01 00 00 72 00 00 00 00 00 00 00")]
    public async Task A_registration_without_a_password_is_refused(string registration)
    {
        await using var bench = new ServerBench();
        var user = bench.Client(100_000);

        user.SendHex(registration);

        await user.ExpectAsync(1, new WrongPasswordPacket(0, default));
        Assert.Empty(bench.Store.LoadAccounts());
    }

    [Fact]
    public async Task When_no_UIN_is_left_the_server_is_busy_and_says_so_once()
    {
        await using var bench = new ServerBench(new IcqServerOptions { FirstUin = Uin.MaxValue });
        var user = bench.Client(Uin.MaxValue);
        await RegisterAsync(user, 1, Uin.MaxValue);

        user.Send(2, new NewUserRegisterPacket(new Password("newpass")));
        await user.ExpectAsync(2, new BusyPacket());
        await bench.PassAsync(seconds: 60);

        await user.ExpectNothingAsync();
    }

    [Fact]
    public async Task One_address_gets_ten_UINs_in_an_hour_and_one_line_in_the_log_tells_it()
    {
        await using var bench = new ServerBench();
        for (ushort i = 0; i < 10; i++)
        {
            await RegisterAsync(bench.Client(1001, "10.0.0.99"), i, 100_000u + i);
        }

        for (ushort i = 0; i < 3; i++)
        {
            var greedy = bench.Client(1001, "10.0.0.99");
            greedy.Send(i, new NewUserRegisterPacket(new Password("newpass")));
            await greedy.ExpectAsync(i, new BusyPacket());
        }

        await RegisterAsync(bench.Client(1001, "10.0.0.98"), 1, 100_010);
        Assert.Single(bench.Log.At(LogLevel.Warning), "Registrations from 10.0.0.99 are refused for up to an hour: "
            + "10 an hour are allowed from one address, and 500 from all");
        bench.Clock.Advance(TimeSpan.FromHours(1));
        await RegisterAsync(bench.Client(1001, "10.0.0.99"), 1, 100_011);
    }

    [Fact]
    public async Task Forged_addresses_do_not_get_any_number_of_UINs()
    {
        await using var bench = new ServerBench(new IcqServerOptions { Registrations = 2 });
        await RegisterAsync(bench.Client(1001, "10.0.0.97"), 1, 100_000);
        await RegisterAsync(bench.Client(1001, "10.0.0.98"), 1, 100_001);

        var third = bench.Client(1001, "10.0.0.99");
        third.Send(1, new NewUserRegisterPacket(new Password("newpass")));

        await third.ExpectAsync(1, new BusyPacket());
    }

    [Fact]
    public async Task A_copy_that_comes_while_the_password_is_hashed_makes_no_second_user()
    {
        await using var bench = new ServerBench();
        var user = bench.Client(100_000);
        using (bench.HoldPasswords())
        {
            user.SendHex(RegistrationOfLicq);
            user.SendHex(RegistrationOfLicq);
            await user.ExpectNothingAsync();
        }

        await user.ExpectAckAsync(1);
        await user.ExpectAsync(1, new NewUserUinPacket(1, 100_000));
        await bench.SettleAsync();
        await user.ExpectNothingAsync();
        Assert.Single(bench.Store.LoadAccounts());
    }

    [Fact]
    public async Task The_first_page_of_the_wizard_is_acknowledged_in_a_session_too_which_goes_on()
    {
        await using var bench = new ServerBench();
        var user = await bench.OnlineAsync(1001);

        user.Send(9, new NewUserPermissionPacket(new byte[] { 1, 2, 3, 4, 5 }));
        await user.ExpectAckAsync(9);

        await user.SendAcknowledgedAsync(new KeepAlivePacket());
    }

    [Fact]
    public async Task A_store_that_fails_leaves_a_registration_unanswered_and_its_copy_works_later()
    {
        await using var bench = new ServerBench(expectsErrors: true);
        var user = bench.Client(100_000);
        bench.Store.IsFull = true;
        user.SendHex(RegistrationOfLicq);
        await bench.SettleAsync();
        await user.ExpectNothingAsync();

        bench.Store.IsFull = false;
        await RegisterAsync(user, 1, 100_000);
    }

    [Fact]
    public async Task Passwords_of_new_users_are_kept_as_hashes_and_in_no_log_entry()
    {
        await using var bench = new ServerBench();
        await RegisterAsync(bench.Client(100_000), 1, 100_000);

        var account = Assert.Single(bench.Store.LoadAccounts());
        Assert.Null(account.Password);
        Assert.DoesNotContain("newpass", account.PasswordHash?.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(
            bench.Log.At(Microsoft.Extensions.Logging.LogLevel.Trace), entry => entry.Contains("newpass", StringComparison.Ordinal));
    }

    private static async Task RegisterAsync(ClientTranscript user, ushort sequence, uint expected)
    {
        user.Send(sequence, new NewUserRegisterPacket(new Password("newpass")));
        await user.ExpectAckAsync(sequence);
        await user.ExpectAsync(sequence, new NewUserUinPacket(sequence, expected));
    }
}
