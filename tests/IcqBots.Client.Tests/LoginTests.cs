using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using Microsoft.Extensions.Logging;

namespace IcqBots.Client.Tests;

public class LoginTests
{
    [Fact]
    public async Task A_login_names_port_password_address_type_and_status_as_genuine_clients_do()
    {
        await using var bench = new ClientBench(options => options with { Status = OnlineStatus.Away, PeerPort = 4711 });

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        var login = await bench.Server.TakeLoginAsync();
        await connecting.WaitAsync(ClientBench.SafetyLimit);

        Assert.Equal(4711u, login.Port);
        Assert.Equal(ClientBench.Password, login.Password.Reveal());
        Assert.Equal("10.0.0.2", login.Address.ToString());
        Assert.Equal(ConnectionType.Direct, login.ConnectionType);
        Assert.Equal(OnlineStatus.Away, login.Status);
        Assert.Equal((3u, 0x0004_0072u, 0x0072_0004u), (login.PeerVersion, login.X1, login.X5));
        Assert.True(bench.Client.IsOnline);
    }

    [Fact]
    public async Task After_the_reply_come_the_contacts_in_one_packet_then_the_request_for_stored_messages()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [1001, 1002, 1001] });

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        await bench.Server.AcceptLoginAsync();

        Assert.Equal([1001, 1002], (await bench.Server.TakeAsync<ContactListPacket>(2)).Contacts.Select(uin => uin.Value));
        await bench.Server.TakeAsync<OfflineMessagesRequestPacket>(3);
        await bench.Server.ExpectAckAsync(0);
        await connecting.WaitAsync(ClientBench.SafetyLimit);
    }

    [Fact]
    public async Task More_than_255_contacts_are_told_in_several_packets()
    {
        await using var bench = new ClientBench(
            options => options with { Contacts = [.. Enumerable.Range(1000, 300).Select(uin => new Uin((uint)uin))] });

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        await bench.Server.AcceptLoginAsync();

        Assert.Equal(255, (await bench.Server.TakeAsync<ContactListPacket>(2)).Contacts.Count);
        Assert.Equal(45, (await bench.Server.TakeAsync<ContactListPacket>(3)).Contacts.Count);
        await bench.Server.TakeAsync<OfflineMessagesRequestPacket>(4);
        await connecting.WaitAsync(ClientBench.SafetyLimit);
    }

    [Fact]
    public async Task The_reply_may_be_ahead_of_the_acknowledgement()
    {
        await using var bench = new ClientBench();

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        var login = await bench.Server.ExpectAsync<LoginPacket>(1);
        bench.Server.Send(0, new LoginReplyPacket(2001, login.Address, login.LoginSequence));
        bench.Server.Ack(1);
        await connecting.WaitAsync(ClientBench.SafetyLimit);

        await bench.Server.TakeAsync<ContactListPacket>(2);
    }

    [Fact]
    public async Task A_login_that_is_acknowledged_but_not_answered_is_sent_again_as_it_was()
    {
        await using var bench = new ClientBench();

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        var login = await bench.Server.TakeAsync<LoginPacket>(1);
        await bench.PassAsync(seconds: 10.1);
        Assert.Equal(login, await bench.Server.TakeAsync<LoginPacket>(1));

        bench.Server.Send(0, new LoginReplyPacket(2001, login.Address, login.LoginSequence));
        await connecting.WaitAsync(ClientBench.SafetyLimit);
        await bench.Server.TakeAsync<ContactListPacket>(2);
        await bench.Server.TakeAsync<OfflineMessagesRequestPacket>(3);
        await bench.Server.ExpectAckAsync(0);
        await bench.PassAsync(seconds: 9);
        await bench.Server.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(2001u, 1)]
    [InlineData(2002u, 0)]
    public async Task A_reply_to_another_login_or_another_UIN_is_not_ours(uint uin, ushort difference)
    {
        await using var bench = new ClientBench();

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        var login = await bench.Server.TakeAsync<LoginPacket>(1);
        bench.Server.Send(0, new LoginReplyPacket(uin, login.Address, (ushort)(login.LoginSequence + difference)));
        await bench.Server.ExpectAckAsync(0);

        Assert.False(connecting.IsCompleted);
        Assert.False(bench.Client.IsOnline);
    }

    [Theory]
    [InlineData("02 00 64 00 01 00", SessionEnd.WrongPassword)]
    [InlineData("02 00 64 00 00 00 02 00 D1 07 00 00", SessionEnd.WrongPassword)]
    [InlineData("02 00 FA 00 01 00", SessionEnd.Busy)]
    [InlineData("02 00 28 00 01 00", SessionEnd.ForcedOffline)]
    [InlineData("02 00 F0 00 01 00", SessionEnd.NotConnected)]
    public async Task A_refusal_fails_the_login_with_its_reason_and_is_not_acknowledged(string refusal, SessionEnd reason)
    {
        await using var bench = new ClientBench();

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        await bench.Server.ExpectAsync<LoginPacket>(1);
        bench.Server.SendHex(refusal);

        var error = await Assert.ThrowsAsync<LoginException>(() => connecting.WaitAsync(ClientBench.SafetyLimit));
        Assert.Equal(reason, error.Reason);
        await bench.Server.ExpectNothingAsync();
        Assert.False(bench.Client.IsOnline);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_does_not_answer_fails_the_login_when_the_rounds_are_used_up(bool acknowledges)
    {
        await using var bench = new ClientBench(options => options with { ServerDialect = ServerDialect.Mirabilis });

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        for (var send = 0; send < 14; send++)
        {
            if (send is 6 or 13)
            {
                Assert.Equal("B_MESSAGE_ACK", (await bench.Server.ExpectAsync<SendTextCodePacket>()).TextCode);
            }
            else if (acknowledges)
            {
                await bench.Server.TakeAsync<LoginPacket>(1);
            }
            else
            {
                await bench.Server.ExpectAsync<LoginPacket>(1);
            }

            Assert.False(connecting.IsCompleted);
            await bench.PassAsync(seconds: 10.01);
        }

        var error = await Assert.ThrowsAsync<LoginException>(() => connecting.WaitAsync(ClientBench.SafetyLimit));
        Assert.Equal(SessionEnd.NoAnswer, error.Reason);
    }

    [Fact]
    public async Task A_cancelled_login_logs_off()
    {
        await using var bench = new ClientBench();
        using var cancelled = new CancellationTokenSource();

        var connecting = bench.Client.ConnectAsync(cancelled.Token);
        await bench.Server.ExpectAsync<LoginPacket>(1);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(ClientBench.SafetyLimit));
        Assert.Equal("B_USER_DISCONNECTED", (await bench.Server.ExpectAsync<SendTextCodePacket>()).TextCode);
    }

    [Fact]
    public async Task A_server_whose_name_is_unknown_is_an_IOException()
    {
        await using var bench = new ClientBench(options => options with { ServerHost = "nowhere" });

        await Assert.ThrowsAsync<IOException>(() => bench.Client.ConnectAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Each_login_logs_off_the_one_before_and_begins_with_number_1_from_a_new_port()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);

        Assert.Equal("B_USER_DISCONNECTED", (await bench.Server.ExpectAsync<SendTextCodePacket>(5)).TextCode);
        Assert.Equal(SessionEnd.LoggedOff, await bench.Ended.WaitAsync(ClientBench.SafetyLimit));
        await bench.Server.TakeLoginAsync();
        await connecting.WaitAsync(ClientBench.SafetyLimit);
    }

    [Fact]
    public async Task A_status_that_changes_during_the_login_is_told_after_it()
    {
        await using var bench = new ClientBench();

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        var login = await bench.Server.TakeAsync<LoginPacket>(1);
        await bench.Client.SetStatusAsync(OnlineStatus.Away, "Lunch");
        bench.Server.Send(0, new LoginReplyPacket(2001, login.Address, login.LoginSequence));

        await bench.Server.TakeAsync<ContactListPacket>(2);
        await bench.Server.TakeAsync<OfflineMessagesRequestPacket>(3);
        Assert.Equal(OnlineStatus.Away, (await bench.Server.TakeAsync<StatusChangePacket>(4)).Status);
        await connecting.WaitAsync(ClientBench.SafetyLimit);
    }

    [Fact]
    public async Task A_status_change_is_sent_and_kept_for_the_next_login()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var setting = bench.Client.SetStatusAsync(OnlineStatus.NotAvailable, "Holidays");
        Assert.Equal(OnlineStatus.NotAvailable, (await bench.Server.TakeAsync<StatusChangePacket>(5)).Status);
        await setting.WaitAsync(ClientBench.SafetyLimit);
        await bench.Client.DisconnectAsync();
        await bench.Server.ExpectAsync<SendTextCodePacket>(6);

        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        Assert.Equal(OnlineStatus.NotAvailable, (await bench.Server.TakeLoginAsync()).Status);
        await connecting.WaitAsync(ClientBench.SafetyLimit);
        Assert.Equal("Holidays", bench.Client.AwayMessage);
    }

    [Fact]
    public async Task The_password_is_in_no_log_entry_and_no_exception()
    {
        await using var bench = new ClientBench();
        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        await bench.Server.ExpectAsync<LoginPacket>(1);
        bench.Server.Send(1, new WrongPasswordPacket(0, 2001));
        var error = await Assert.ThrowsAsync<LoginException>(() => connecting.WaitAsync(ClientBench.SafetyLimit));
        await bench.LogInAsync();

        Assert.DoesNotContain(ClientBench.Password, $"{error}", StringComparison.Ordinal);
        Assert.NotEmpty(bench.Log.At(LogLevel.Trace));
        Assert.DoesNotContain(bench.Log.At(LogLevel.Trace), entry => entry.Contains(ClientBench.Password, StringComparison.Ordinal));
    }
}
