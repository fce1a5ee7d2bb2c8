using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Server.Tests.Handlers;

public class PresenceHandlerTests
{
    [Fact]
    public async Task A_contact_list_is_answered_with_those_who_are_online_and_the_end()
    {
        await using var bench = new ServerBench();
        await bench.OnlineAsync(1002);
        var guest = await bench.OnlineAsync(1001);

        await guest.SendAcknowledgedAsync(new ContactListPacket([1002, 1003, 1002]));

        Assert.Equal(1002u, (await guest.TakeAsync<UserOnlinePacket>()).Uin.Value);
        await guest.TakeAsync(2, new ContactListDonePacket(1001));
        await guest.ExpectNothingAsync();
    }

    [Fact]
    public async Task An_empty_contact_list_is_answered_with_the_end()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001);

        await guest.SendAcknowledgedAsync(new ContactListPacket([]));

        await guest.TakeAsync(1, new ContactListDonePacket(1001));
    }

    [Fact]
    public async Task Chunks_of_a_contact_list_add_up()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001, 1002);
        await guest.SendAcknowledgedAsync(new ContactListPacket([1003]));
        await guest.TakeAsync<ContactListDonePacket>();

        await bench.OnlineAsync(1002);
        await bench.OnlineAsync(1003);
        await bench.OnlineAsync(1004);

        Assert.Equal(1002u, (await guest.TakeAsync<UserOnlinePacket>()).Uin.Value);
        Assert.Equal(1003u, (await guest.TakeAsync<UserOnlinePacket>()).Uin.Value);
        await guest.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_client_with_a_TCP_port_is_told_in_the_layout_of_Mirabilis_with_its_real_address()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001, 1002);

        await LogInAsync(bench.Client(1002, "10.0.0.20"), ClientTranscript.LoginAs("secret", port: 47_763));

        await guest.ExpectHexAsync("02 00 6E 00 02 00 EA 03 00 00 0A 00 00 14 93 BA 00 00 0A 00 00 14 04 00 00 00 00 03 00 00 00");
    }

    [Theory]
    [InlineData("192.168.1.5", "192.168.1.5")]
    [InlineData("0.0.0.0", "10.0.0.20")]
    [InlineData("20.0.0.10", "10.0.0.20")]
    public async Task The_address_that_a_client_claims_is_its_real_one_unless_it_is_none_or_written_backwards(string claimed, string told)
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001, 1002);

        var login = ClientTranscript.LoginAs("secret", port: 4711) with { Address = IPAddress.Parse(claimed) };
        await LogInAsync(bench.Client(1002, "10.0.0.20"), login);

        var online = await guest.TakeAsync<UserOnlinePacket>();
        Assert.Equal("10.0.0.20", online.Address.ToString());
        Assert.Equal(told, online.RealAddress.ToString());
    }

    [Theory]
    [InlineData(47_323u, ConnectionType.ServerOnly)]
    [InlineData(0u, ConnectionType.Direct)]
    [InlineData(65_536u, ConnectionType.Direct)]
    [InlineData(0x0000_B8DBu + 0x1000_0000u, ConnectionType.Direct)]
    public async Task Without_a_TCP_port_that_can_be_one_a_client_is_told_as_reachable_through_the_server_only(uint port, ConnectionType type)
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001, 1002);

        await LogInAsync(bench.Client(1002), ClientTranscript.LoginAs("secret") with { Port = port, ConnectionType = type });

        await guest.ExpectAsync(
            2, new UserOnlinePacket(1002, IPAddress.Any, 0, IPAddress.Any, ConnectionType.ServerOnly, OnlineStatus.Online, 3));
    }

    [Fact]
    public async Task A_loopback_address_is_told_to_programs_of_the_same_machine_only()
    {
        await using var bench = new ServerBench();
        var far = await bench.OnlineAsync(1001, 1002);
        var near = bench.Client(1003, "127.0.0.1");
        await near.LogInAsync();
        await near.SendAcknowledgedAsync(new ContactListPacket([1002]));
        await near.TakeAsync<ContactListDonePacket>();

        await LogInAsync(bench.Client(1002, "127.0.0.1"), ClientTranscript.LoginAs("secret", port: 4711));

        Assert.Equal(IPAddress.Loopback, (await near.TakeAsync<UserOnlinePacket>()).Address);
        Assert.Equal(ConnectionType.ServerOnly, (await far.TakeAsync<UserOnlinePacket>()).ConnectionType);
    }

    [Fact]
    public async Task A_status_change_is_told_to_those_who_list_the_user_with_all_its_flags()
    {
        await using var bench = new ServerBench();
        var listed = await bench.OnlineAsync(1001, 1002);
        var other = await bench.OnlineAsync(1003, 1004);
        var user = await bench.OnlineAsync(1002);
        await listed.TakeAsync<UserOnlinePacket>();

        await user.SendAcknowledgedAsync(new StatusChangePacket((OnlineStatus)0x0001_0005));

        await listed.TakeAsync(3, new StatusUpdatePacket(1002, (OnlineStatus)0x0001_0005));
        await other.ExpectNothingAsync();
        await user.ExpectNothingAsync();
    }

    [Fact]
    public async Task Who_lists_itself_is_not_told_of_its_own_changes()
    {
        await using var bench = new ServerBench();
        var user = await bench.OnlineAsync(1001);
        await user.SendAcknowledgedAsync(new ContactListPacket([1001]));
        await user.TakeAsync<UserOnlinePacket>();
        await user.TakeAsync<ContactListDonePacket>();

        await user.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.Away));

        await user.ExpectNothingAsync();
    }

    [Fact]
    public async Task The_status_of_the_login_is_told_with_the_presence()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001, 1002);

        await bench.Client(1002).LogInAsync(status: OnlineStatus.Away);

        Assert.Equal(OnlineStatus.Away, (await guest.TakeAsync<UserOnlinePacket>()).Status);
    }

    [Fact]
    public async Task Who_logs_in_invisible_is_shown_to_nobody_until_the_status_changes()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001, 1002);
        var hidden = bench.Client(1002);

        await hidden.LogInAsync(status: OnlineStatus.Invisible);
        await guest.ExpectNothingAsync();
        await guest.SendAcknowledgedAsync(new ContactListPacket([1002]));
        await guest.TakeAsync<ContactListDonePacket>();
        await guest.ExpectNothingAsync();

        await hidden.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.Away));
        Assert.Equal(OnlineStatus.Away, (await guest.TakeAsync<UserOnlinePacket>()).Status);
    }

    [Fact]
    public async Task Becoming_invisible_looks_like_logging_off_and_logging_off_then_like_nothing()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001, 1002);
        var user = await bench.OnlineAsync(1002);
        await guest.TakeAsync<UserOnlinePacket>();

        await user.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.Invisible | OnlineStatus.Away));
        await guest.TakeAsync(3, new UserOfflinePacket(1002));

        user.Send(new SendTextCodePacket(SendTextCodePacket.UserDisconnected));
        await guest.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_status_that_was_overtaken_by_a_later_one_does_nothing()
    {
        await using var bench = new ServerBench();
        var friend = await bench.OnlineAsync(1001, 1002);
        var user = await bench.OnlineAsync(1002);
        await friend.TakeAsync<UserOnlinePacket>();
        user.Send(21, new StatusChangePacket(OnlineStatus.FreeForChat));
        await user.ExpectAckAsync(21);
        await friend.TakeAsync<StatusUpdatePacket>();

        user.Send(20, new StatusChangePacket(OnlineStatus.Away));

        await user.ExpectAckAsync(20);
        await friend.ExpectNothingAsync();
    }

    [Fact]
    public async Task While_a_presence_is_not_acknowledged_changes_merge_into_one()
    {
        await using var bench = new ServerBench();
        var slow = await bench.OnlineAsync(1001, 1002);
        var user = await bench.OnlineAsync(1002);
        await slow.ExpectAsync(
            2, new UserOnlinePacket(1002, IPAddress.Any, 0, IPAddress.Any, ConnectionType.ServerOnly, OnlineStatus.Online, 3));

        await user.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.Away));
        await user.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.Invisible));
        await user.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.FreeForChat));
        await slow.SendAcknowledgedAsync(new ContactListPacket([1002]));
        await slow.TakeAsync(3, new ContactListDonePacket(1001));
        await slow.ExpectNothingAsync();
        slow.Ack(2);

        await slow.TakeAsync(4, new StatusUpdatePacket(1002, OnlineStatus.FreeForChat));
        await slow.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_log_off_is_told_to_those_who_list_the_user()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001, 1002);
        var user = await bench.OnlineAsync(1002);
        await guest.TakeAsync<UserOnlinePacket>();

        user.Send(new SendTextCodePacket(SendTextCodePacket.UserDisconnected));

        await guest.TakeAsync(3, new UserOfflinePacket(1002));
        await user.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_copy_of_a_contact_list_is_acknowledged_and_not_answered_again()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001);
        guest.Send(2, new ContactListPacket([]));
        await guest.ExpectAckAsync(2);
        await guest.TakeAsync<ContactListDonePacket>();

        guest.Send(2, new ContactListPacket([]));

        await guest.ExpectAckAsync(2);
        await guest.ExpectNothingAsync();
    }

    private static async Task LogInAsync(ClientTranscript client, LoginPacket login)
    {
        await client.SendAcknowledgedAsync(login);
        await client.TakeAsync<LoginReplyPacket>();
    }
}
