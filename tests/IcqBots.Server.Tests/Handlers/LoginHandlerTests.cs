using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Server.Tests.Handlers;

public class LoginHandlerTests
{
    /// <summary>LOGIN of mICQ 0.4.6 built for version 2: its port is 0x1000 too high, its address is reversed.</summary>
    private const string LoginOfMicq =
        "02 00 E8 03 01 00 0E 64 03 00 DB B8 00 00 07 00 73 65 63 72 65 74 00 72 00 04 00 01 00 00 7F 06 00 00 00 00 03 00 00 00 02 00 "
        + "00 00 00 00 04 00 72 00";

    [Fact]
    public async Task A_login_is_acknowledged_then_answered_with_number_0_the_address_seen_and_its_own_number()
    {
        await using var bench = new ServerBench();
        await using var micq = bench.Client(222_222, "10.0.0.9");

        micq.SendHex(LoginOfMicq);

        await micq.ExpectHexAsync("02 00 0A 00 01 00");
        await micq.ExpectHexAsync(
            "02 00 5A 00 00 00 0E 64 03 00 0A 00 00 09 02 00 01 00 01 00 19 00 16 00 8C 00 00 00 78 00 05 00 0A 00 05 00 01 00");
        Assert.Equal([222_222], bench.Server.Online.Select(uin => uin.Value));
    }

    [Theory]
    [InlineData(1001, "wrong")]
    [InlineData(1001, "Secret")]
    [InlineData(1001, "")]
    [InlineData(4711, "secret")]
    public async Task A_wrong_password_or_an_unknown_UIN_is_refused_once_and_no_session_begins(uint uin, string password)
    {
        await using var bench = new ServerBench();
        var guest = bench.Client(uin);

        guest.Send(1, ClientTranscript.LoginAs(password));
        await guest.ExpectAsync(1, new WrongPasswordPacket(2, uin));
        await bench.PassAsync(seconds: 60);
        await guest.ExpectNothingAsync();

        guest.Send(2, new KeepAlivePacket());
        await guest.ExpectAsync(2, new NotConnectedPacket());
        Assert.Empty(bench.Server.Online);
    }

    [Fact]
    public async Task A_refused_login_does_not_end_the_session_of_the_one_who_has_the_UIN()
    {
        await using var bench = new ServerBench();
        var owner = await bench.OnlineAsync(1001);
        var thief = bench.Client(1001, "10.0.0.99");

        thief.Send(1, ClientTranscript.LoginAs("guess"));
        await thief.ExpectAsync(1, new WrongPasswordPacket(2, 1001));

        await owner.SendAcknowledgedAsync(new KeepAlivePacket());
    }

    [Fact]
    public async Task Late_copies_of_a_login_are_answered_alike_and_the_session_goes_on()
    {
        await using var bench = new ServerBench();
        var friend = await bench.OnlineAsync(1002, contacts: 1001);
        var guest = bench.Client(1001);
        guest.Send(1, ClientTranscript.LoginAs("secret"));
        await guest.ExpectAckAsync(1);
        await guest.TakeAsync(0, new LoginReplyPacket(1001, guest.LocalEndPoint.Address, 2));
        await friend.TakeAsync<UserOnlinePacket>();
        guest.Send(2, new KeepAlivePacket());
        await guest.ExpectAckAsync(2);

        guest.Send(1, ClientTranscript.LoginAs("secret"));
        await guest.ExpectAckAsync(1);
        await guest.TakeAsync(0, new LoginReplyPacket(1001, guest.LocalEndPoint.Address, 2));

        await friend.ExpectNothingAsync();
        guest.Send(3, new ContactListPacket([]));
        await guest.ExpectAckAsync(3);
        await guest.TakeAsync(1, new ContactListDonePacket(1001));
    }

    [Fact]
    public async Task A_login_with_another_number_from_the_same_port_begins_the_session_anew()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001, contacts: 1002);

        guest.Send(1, ClientTranscript.LoginAs("secret") with { LoginSequence = 3 });
        await guest.ExpectAckAsync(1);
        await guest.TakeAsync(0, new LoginReplyPacket(1001, guest.LocalEndPoint.Address, 3));

        guest.Send(2, new ContactListPacket([]));
        await guest.ExpectAckAsync(2);
        await guest.TakeAsync(1, new ContactListDonePacket(1001));
    }

    [Fact]
    public async Task The_same_bytes_long_after_the_answer_are_the_login_of_a_client_that_was_started_again()
    {
        await using var bench = new ServerBench();
        var guest = bench.Client(1001);
        guest.Send(1, ClientTranscript.LoginAs("secret"));
        await guest.ExpectAckAsync(1);
        await guest.TakeAsync(0, new LoginReplyPacket(1001, guest.LocalEndPoint.Address, 2));
        guest.Send(2, new ContactListPacket([]));
        await guest.ExpectAckAsync(2);
        await guest.TakeAsync(1, new ContactListDonePacket(1001));
        await bench.PassAsync(seconds: 11);

        guest.Send(1, ClientTranscript.LoginAs("secret"));
        await guest.ExpectAckAsync(1);
        await guest.TakeAsync(0, new LoginReplyPacket(1001, guest.LocalEndPoint.Address, 2));

        guest.Send(2, new ContactListPacket([]));
        await guest.ExpectAckAsync(2);
        await guest.TakeAsync(1, new ContactListDonePacket(1001));
    }

    [Fact]
    public async Task The_same_bytes_after_a_log_off_are_a_new_login()
    {
        await using var bench = new ServerBench();
        var guest = bench.Client(1001);
        guest.Send(1, ClientTranscript.LoginAs("secret"));
        await guest.ExpectAckAsync(1);
        await guest.TakeAsync(0, new LoginReplyPacket(1001, guest.LocalEndPoint.Address, 2));
        guest.Send(2, new SendTextCodePacket(SendTextCodePacket.UserDisconnected));

        guest.Send(1, ClientTranscript.LoginAs("secret"));
        await guest.ExpectAckAsync(1);
        await guest.TakeAsync(0, new LoginReplyPacket(1001, guest.LocalEndPoint.Address, 2));
        guest.Send(2, new KeepAlivePacket());
        await guest.ExpectAckAsync(2);
    }

    [Fact]
    public async Task Another_user_on_the_same_port_takes_the_place_of_the_first()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001);

        var login = new ClientDatagram(1, 1002, ClientTranscript.LoginAs("secret"));
        guest.SendBytes(login.ToArray(WireText.Latin1.Encoding));

        await guest.ExpectAckAsync(1);
        await guest.ExpectAsync(0, new LoginReplyPacket(1002, guest.LocalEndPoint.Address, 2));
        Assert.Equal([1002], bench.Server.Online.Select(uin => uin.Value));
    }

    [Fact]
    public async Task A_login_that_cannot_be_read_is_refused()
    {
        await using var bench = new ServerBench();
        var guest = bench.Client(1001);

        guest.SendHex("02 00 E8 03 05 00 E9 03 00 00 00 00 00");

        await guest.ExpectHexAsync("02 00 64 00 05 00 00 00 E9 03 00 00");
    }

    [Fact]
    public async Task A_pre_login_check_neither_begins_a_session_nor_ends_one()
    {
        await using var bench = new ServerBench();
        var owner = await bench.OnlineAsync(1001);
        var wizard = bench.Client(1001, "10.0.0.99");

        wizard.Send(1, new PreLoginPacket(7, 1001, new Password("secret"), OnlineStatus.Online));
        await wizard.ExpectAckAsync(1);
        await wizard.ExpectAsync(1, new PreLoginReplyPacket(7, 1001));
        await bench.PassAsync(seconds: 60);
        await wizard.ExpectNothingAsync();

        wizard.Send(2, new KeepAlivePacket());
        await wizard.ExpectAsync(2, new NotConnectedPacket());
        await owner.SendAcknowledgedAsync(new KeepAlivePacket());
    }

    [Fact]
    public async Task What_is_answered_outside_of_a_session_is_sent_once_and_an_ACK_for_it_gets_nothing()
    {
        await using var bench = new ServerBench();
        var micq = bench.Client(1001);

        micq.Send(5, new KeepAlivePacket());
        await micq.ExpectAsync(5, new NotConnectedPacket());
        micq.Ack(5);
        await bench.PassAsync(seconds: 120);

        await micq.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("02 00 F0 00 07 00")]
    [InlineData("02 00 EF BE 07 00")]
    public async Task A_datagram_without_a_UIN_is_not_answered_or_two_servers_would_answer_each_other_for_ever(string datagram)
    {
        await using var bench = new ServerBench();
        var server = bench.Client(1001);

        server.SendHex(datagram);

        await server.ExpectNothingAsync();
    }

    [Fact]
    public async Task Passwords_are_in_no_log_entry()
    {
        await using var bench = new ServerBench();
        var guest = bench.Client(1001);

        guest.Send(1, ClientTranscript.LoginAs("wr0ng-pass"));
        await guest.ExpectAsync(1, new WrongPasswordPacket(2, 1001));
        await guest.LogInAsync();

        Assert.DoesNotContain(
            bench.Log.At(Microsoft.Extensions.Logging.LogLevel.Trace),
            entry => entry.Contains("wr0ng-pass", StringComparison.Ordinal) || entry.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_in_use_is_an_IOException()
    {
        await using var bench = new ServerBench();
        var options = new IcqServerOptions { EndPoint = ServerBench.EndPoint };
        await using var second = new IcqServer(
            options, new MemoryServerStore(), bench.Network.HostAt("10.0.0.1"), bench.Clock, bench.Log);

        Assert.Throws<IOException>(second.Start);
        Assert.Null(second.LocalEndPoint);
        Assert.Equal(IPAddress.Parse("10.0.0.1"), bench.Server.LocalEndPoint?.Address);
    }
}
