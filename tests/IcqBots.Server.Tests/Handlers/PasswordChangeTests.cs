using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Server.Tests.Handlers;

public class PasswordChangeTests
{
    [Fact]
    public async Task A_registered_user_logs_in_with_the_new_password_only_also_after_a_restart()
    {
        await using var bench = new ServerBench();
        var user = await RegisteredAsync(bench);

        await user.SendAcknowledgedAsync(new ChangePasswordPacket(5, new Password("another")));
        await bench.SettleAsync();
        await user.ExpectNothingAsync();
        await bench.RestartAsync();

        await RefusedAsync(user, "newpass");
        await user.LogInAsync("another");
    }

    [Fact]
    public async Task The_password_of_an_account_that_the_configuration_declares_stays_and_no_acknowledgement_says_otherwise()
    {
        await using var bench = new ServerBench();
        var user = await bench.OnlineAsync(1001);

        user.Send(9, new ChangePasswordPacket(5, new Password("another")));
        await bench.SettleAsync();
        await user.ExpectNothingAsync();

        await RefusedAsync(user, "another");
        await user.LogInAsync("secret");
    }

    [Fact]
    public async Task An_empty_password_changes_nothing()
    {
        await using var bench = new ServerBench();
        var user = await RegisteredAsync(bench);

        user.Send(9, new ChangePasswordPacket(5, new Password("")));
        await bench.SettleAsync();
        await user.ExpectNothingAsync();

        await RefusedAsync(user, "");
        await user.LogInAsync("newpass");
    }

    [Fact]
    public async Task A_new_password_that_cannot_be_kept_is_not_acknowledged_and_the_old_one_stays()
    {
        await using var bench = new ServerBench(expectsErrors: true);
        var user = await RegisteredAsync(bench);
        bench.Store.IsFull = true;

        user.Send(9, new ChangePasswordPacket(5, new Password("another")));
        await bench.SettleAsync();
        await user.ExpectNothingAsync();

        await RefusedAsync(user, "another");
        bench.Store.IsFull = false;
        user.Send(9, new ChangePasswordPacket(5, new Password("another")));
        await user.ExpectAckAsync(9);
        await user.LogInAsync("another");
    }

    [Fact]
    public async Task The_new_password_is_in_no_log_entry()
    {
        await using var bench = new ServerBench();
        var user = await RegisteredAsync(bench);

        await user.SendAcknowledgedAsync(new ChangePasswordPacket(5, new Password("another")));

        Assert.DoesNotContain(
            bench.Log.At(Microsoft.Extensions.Logging.LogLevel.Trace), entry => entry.Contains("another", StringComparison.Ordinal));
    }

    /// <summary>100000 has registered with the password "newpass" and logged in.</summary>
    private static async Task<ClientTranscript> RegisteredAsync(ServerBench bench)
    {
        var user = bench.Client(100_000);
        user.Send(1, new NewUserRegisterPacket(new Password("newpass")));
        await user.ExpectAckAsync(1);
        await user.ExpectAsync(1, new NewUserUinPacket(1, 100_000));
        await user.LogInAsync("newpass");
        return user;
    }

    private static async Task RefusedAsync(ClientTranscript user, string password)
    {
        user.Send(77, ClientTranscript.LoginAs(password));
        await user.ExpectAsync(77, new WrongPasswordPacket(2, user.Uin));
    }
}
