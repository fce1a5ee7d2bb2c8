using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Client.Tests;

public class PresenceTests
{
    [Fact]
    public async Task Who_is_online_already_at_the_login_is_known_but_has_not_come_online()
    {
        await using var bench = CreateBench();
        await bench.LogInUnansweredAsync();

        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1001, status: OnlineStatus.Away));
        await bench.Server.SendAcknowledgedAsync(new ContactListDonePacket(2001));

        await bench.ExpectNoEventAsync();
        await bench.Client.ListedAsync(CancellationToken.None).WaitAsync(ClientBench.SafetyLimit);
        Assert.Equal([OnlineStatus.Away, OnlineStatus.Offline], bench.Client.Contacts.Select(contact => contact.Status));
    }

    [Fact]
    public async Task Coming_online_changing_and_leaving_are_told_once_each()
    {
        await using var bench = CreateBench();
        await bench.LogInAsync();

        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1001));
        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1001));
        await bench.Server.SendAcknowledgedAsync(new StatusUpdatePacket(1001, OnlineStatus.DoNotDisturb));
        await bench.Server.SendAcknowledgedAsync(new StatusUpdatePacket(1001, OnlineStatus.DoNotDisturb));
        await bench.Server.SendAcknowledgedAsync(new UserOfflinePacket(1001));
        await bench.Server.SendAcknowledgedAsync(new UserOfflinePacket(1001));

        Assert.Equal(new ContactChanged(1001, OnlineStatus.Offline, OnlineStatus.Online), await bench.NextAsync<ContactChanged>());
        Assert.Equal(new ContactChanged(1001, OnlineStatus.Online, OnlineStatus.DoNotDisturb), await bench.NextAsync<ContactChanged>());
        Assert.Equal(new ContactChanged(1001, OnlineStatus.DoNotDisturb, OnlineStatus.Offline), await bench.NextAsync<ContactChanged>());
        await bench.ExpectNoEventAsync();
    }

    [Fact]
    public async Task The_layout_of_Mirabilis_names_where_the_contact_listens()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [1_000_001] });
        await bench.LogInAsync();

        bench.Server.SendHex("02 00 6E 00 0B 00 41 42 0F 00 C0 00 02 90 3F 50 00 00 7F 00 00 01 04 00 00 00 00 03 00 00 00");

        await bench.NextAsync<ContactChanged>();
        Assert.Equal("192.0.2.144:20543", Assert.Single(bench.Client.Contacts).PeerEndPoint?.ToString());
    }

    [Theory]
    [InlineData("00 00", OnlineStatus.Online)]
    [InlineData("11 00", OnlineStatus.Occupied)]
    [InlineData("01 01", OnlineStatus.Away)]
    public async Task In_the_layout_of_open_servers_only_the_lower_half_of_the_status_counts_and_there_is_no_address(
        string status, OnlineStatus shown)
    {
        await using var bench = new ClientBench(options => options with { Contacts = [111_111] });
        await bench.LogInAsync();

        bench.Server.SendHex($"02 00 6E 00 03 00 07 B2 01 00 00 00 00 00 00 00 00 00 00 00 03 00 04 {status} 02 00 00 00 00 00");

        Assert.Equal(shown, (await bench.NextAsync<ContactChanged>()).Now);
        Assert.Null(Assert.Single(bench.Client.Contacts).PeerEndPoint);
    }

    [Theory]
    [InlineData("0.0.0.0", 4711u, ConnectionType.Direct)]
    [InlineData("10.0.0.3", 0u, ConnectionType.Direct)]
    [InlineData("10.0.0.3", 65_536u, ConnectionType.Direct)]
    [InlineData("10.0.0.3", 4711u, ConnectionType.ServerOnly)]
    public async Task Without_address_or_port_or_for_server_only_the_contact_cannot_be_reached_directly(
        string address, uint port, ConnectionType type)
    {
        await using var bench = CreateBench();
        await bench.LogInAsync();

        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1001, address) with { Port = port, ConnectionType = type });

        Assert.All(bench.Client.Contacts, contact => Assert.Null(contact.PeerEndPoint));
    }

    [Fact]
    public async Task A_late_USER_ONLINE_does_not_undo_USER_OFFLINE()
    {
        await using var bench = CreateBench();
        await bench.LogInAsync();

        bench.Server.Send(4, new UserOfflinePacket(1001));
        await bench.Server.ExpectAckAsync(4);
        bench.Server.Send(3, ClientBench.Online(1001));
        await bench.Server.ExpectAckAsync(3);

        await bench.ExpectNoEventAsync();
        Assert.All(bench.Client.Contacts, contact => Assert.Equal(OnlineStatus.Offline, contact.Status));
    }

    [Fact]
    public async Task Strangers_are_not_told_of()
    {
        await using var bench = CreateBench();
        await bench.LogInAsync();

        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(4711));

        await bench.ExpectNoEventAsync();
        Assert.Equal(2, bench.Client.Contacts.Count);
    }

    [Fact]
    public async Task Who_stays_online_during_a_reconnect_has_not_come_online_and_who_has_gone_is_told_of_after_a_while()
    {
        await using var bench = CreateBench();
        await bench.LogInAsync();
        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1001));
        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1002));
        await bench.NextAsync<ContactChanged>();
        await bench.NextAsync<ContactChanged>();
        bench.Server.Send(5, new NotConnectedPacket());
        await bench.Ended.WaitAsync(ClientBench.SafetyLimit);

        await bench.LogInUnansweredAsync();
        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1001));
        await bench.Server.SendAcknowledgedAsync(new ContactListDonePacket(2001));
        bench.Server.Send(new OfflineMessagesDonePacket(2001));
        await bench.Server.TakeAsync<OfflineMessagesAckPacket>();
        await bench.PassAsync(seconds: 59);
        await bench.ExpectNoEventAsync();
        await bench.PassAsync(seconds: 2);

        Assert.Equal(new ContactChanged(1002, OnlineStatus.Online, OnlineStatus.Offline), await bench.NextAsync<ContactChanged>());
        await bench.ExpectNoEventAsync();
    }

    [Fact]
    public async Task Without_the_end_of_the_list_it_is_sent_three_times_and_then_nobody_else_is_online()
    {
        await using var bench = CreateBench();
        await bench.LogInUnansweredAsync();
        bench.Server.Send(new OfflineMessagesDonePacket(2001));
        await bench.Server.TakeAsync<OfflineMessagesAckPacket>(4);
        await bench.Server.ExpectAckAsync(1);

        for (ushort number = 5; number < 7; number++)
        {
            await bench.PassAsync(seconds: 10.1);
            await bench.Server.TakeAsync<ContactListPacket>(number);
        }

        var listed = bench.Client.ListedAsync(CancellationToken.None);
        Assert.False(listed.IsCompleted);
        await bench.PassAsync(seconds: 10.1);
        await listed.WaitAsync(ClientBench.SafetyLimit);
        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1001));
        Assert.Equal(OnlineStatus.Online, (await bench.NextAsync<ContactChanged>()).Now);
    }

    [Fact]
    public async Task A_list_in_several_packets_ends_with_the_last_of_them()
    {
        await using var bench = new ClientBench(
            options => options with { Contacts = [.. Enumerable.Range(1000, 300).Select(uin => new Uin((uint)uin))] });
        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        await bench.Server.AcceptLoginAsync();
        await bench.Server.TakeAsync<ContactListPacket>(2);
        await bench.Server.TakeAsync<ContactListPacket>(3);
        await bench.Server.TakeAsync<OfflineMessagesRequestPacket>(4);
        await bench.Server.ExpectAckAsync(0);
        await connecting.WaitAsync(ClientBench.SafetyLimit);

        await bench.Server.SendAcknowledgedAsync(new ContactListDonePacket(2001));
        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1299));
        await bench.Server.SendAcknowledgedAsync(new ContactListDonePacket(2001));
        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1298));

        Assert.Equal(1298u, (await bench.NextAsync<ContactChanged>()).Uin.Value);
        await bench.ExpectNoEventAsync();
    }

    [Fact]
    public async Task Changes_that_find_the_events_full_are_merged_until_there_is_room()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [1001, 1002, 1003], MaxWaitingEvents = 1 });
        await bench.LogInAsync();

        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1001));
        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1002));
        await bench.Server.SendAcknowledgedAsync(ClientBench.Online(1003));
        await bench.Server.SendAcknowledgedAsync(new StatusUpdatePacket(1002, OnlineStatus.Away));
        await bench.Server.SendAcknowledgedAsync(new UserOfflinePacket(1003));

        Assert.Equal(new ContactChanged(1001, OnlineStatus.Offline, OnlineStatus.Online), await bench.NextAsync<ContactChanged>());
        Assert.Equal(new ContactChanged(1002, OnlineStatus.Offline, OnlineStatus.Away), await bench.NextAsync<ContactChanged>());
        await bench.ExpectNoEventAsync();
    }

    private static ClientBench CreateBench() => new(options => options with { Contacts = [1001, 1002] });
}
