using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Client.Tests;

/// <summary>Conversations with Open OSCAR Server as it behaves, point by point.</summary>
public class ServerDialectTests
{
    private static readonly UserInfo Self = new("bot", "", "", "");

    [Theory]
    [InlineData("02 00 6E 00 01 00 E9 03 00 00 00 00 00 00 00 00 00 00 00 00 03 00 04 01 00 02 00 00 00 00 00", ServerDialect.OpenOscar)]
    [InlineData("02 00 6E 00 01 00 E9 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 06 01 00 00 00 03 00 00 00", ServerDialect.Mirabilis)]
    [InlineData("02 00 6E 00 01 00 E9 03 00 00 C0 00 02 90 3F 50 00 00 7F 00 00 01 04 01 00 00 00 03 00 00 00", ServerDialect.Mirabilis)]
    public async Task The_first_contact_who_is_online_tells_the_dialect(string online, ServerDialect dialect)
    {
        await using var bench = new ClientBench();
        await LogInToOpenServerAsync(bench);
        Assert.Null(bench.Client.Dialect);

        bench.Server.SendHex(online);
        await bench.Server.ExpectAckAsync(1);

        Assert.Equal(dialect, bench.Client.Dialect);
    }

    [Fact]
    public async Task A_login_reply_as_in_the_specification_is_not_that_of_an_open_server()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        Assert.Equal(ServerDialect.Mirabilis, bench.Client.Dialect);
    }

    [Fact]
    public async Task A_dialect_that_was_told_is_believed()
    {
        await using var bench = new ClientBench(options => options with { ServerDialect = ServerDialect.OpenOscar });
        await bench.LogInAsync();

        Assert.Equal(ServerDialect.OpenOscar, bench.Client.Dialect);
    }

    [Fact]
    public async Task Contacts_go_in_one_packet_and_those_who_do_not_fit_one_by_one()
    {
        await using var bench = new ClientBench(
            options => options with { Contacts = [.. Enumerable.Range(1, 257).Select(number => new Uin((uint)number))] });
        _ = bench.Client.ConnectAsync(CancellationToken.None);

        await bench.Server.AcceptLoginAsync(LoginReplyPacket.CapturedTail);
        Assert.Equal(255, (await bench.Server.TakeAsync<ContactListPacket>()).Contacts.Count);
        await bench.Server.TakeAsync<OfflineMessagesRequestPacket>();
        await bench.Server.ExpectAckAsync(0);
        bench.Server.Send(new ContactListDonePacket(2001));
        Assert.Equal(256u, (await bench.Server.TakeAsync<AddToListPacket>()).Uin.Value);
        Assert.Equal(257u, (await bench.Server.TakeAsync<AddToListPacket>()).Uin.Value);
    }

    [Fact]
    public async Task When_the_server_turns_out_to_be_the_original_one_it_gets_the_rest_in_another_packet()
    {
        await using var bench = new ClientBench(
            options => options with { Contacts = [.. Enumerable.Range(1, 257).Select(number => new Uin((uint)number))] });
        await LogInToOpenServerAsync(bench);

        bench.Server.Send(ClientBench.Online(1));
        bench.Server.Send(new ContactListDonePacket(2001));

        Assert.Equal(
            [256u, 257u],
            ((ContactListPacket)(await bench.Server.TakeUntilAsync(ClientCommand.ContactList)).Packet).Contacts.Select(uin => uin.Value));
    }

    [Fact]
    public async Task The_original_server_gets_contacts_in_several_packets()
    {
        await using var bench = new ClientBench(
            options => options with { Contacts = [.. Enumerable.Range(1, 257).Select(number => new Uin((uint)number))] });
        _ = bench.Client.ConnectAsync(CancellationToken.None);

        await bench.Server.AcceptLoginAsync();

        Assert.Equal(255, (await bench.Server.TakeAsync<ContactListPacket>()).Contacts.Count);
        Assert.Equal(2, (await bench.Server.TakeAsync<ContactListPacket>()).Contacts.Count);
    }

    [Fact]
    public async Task Of_a_status_only_the_lower_half_counts_and_a_repeated_one_is_told_once()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [1001] });
        await LogInToOpenServerAsync(bench);
        bench.Server.Send(new ContactListDonePacket(2001));
        await bench.Server.ExpectAckAsync(1);

        // 006E with status 0001 and 02 00 behind it, twice; 01A4 with the same; 0078 twice.
        foreach (var (packet, number) in new[]
        {
            ("02 00 6E 00 02 00 E9 03 00 00 00 00 00 00 00 00 00 00 00 00 03 00 04 01 00 02 00 00 00 00 00", 2),
            ("02 00 6E 00 03 00 E9 03 00 00 00 00 00 00 00 00 00 00 00 00 03 00 04 01 00 02 00 00 00 00 00", 3),
            ("02 00 A4 01 04 00 E9 03 00 00 01 00 00 00", 4),
            ("02 00 78 00 05 00 E9 03 00 00", 5),
            ("02 00 78 00 06 00 E9 03 00 00", 6),
        })
        {
            bench.Server.SendHex(packet);
            await bench.Server.ExpectAckAsync((ushort)number);
        }

        Assert.Equal(new ContactChanged(1001, OnlineStatus.Offline, OnlineStatus.Away), await bench.NextAsync<ContactChanged>());
        Assert.Equal(new ContactChanged(1001, OnlineStatus.Away, OnlineStatus.Offline), await bench.NextAsync<ContactChanged>());
        await bench.ExpectNoEventAsync();
    }

    [Fact]
    public async Task A_message_is_repeated_late_and_without_a_question_that_would_log_off()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await LogInToOpenServerAsync(bench);
        bench.Server.Send(new ContactListDonePacket(2001));
        bench.Server.Send(new OfflineMessagesDonePacket(2001));
        await bench.Server.TakeUntilAsync(ClientCommand.OfflineMessagesAck);
        await bench.Server.ExpectAckAsync(2);

        var sending = bench.Client.SendMessageAsync(1001, "hello");
        await bench.Server.ExpectAsync<SendMessagePacket>();
        await bench.PassAsync(seconds: 29);
        await bench.Server.ExpectNothingAsync();
        await bench.PassAsync(seconds: 1.1);
        for (var send = 1; send < 12; send++)
        {
            await bench.Server.ExpectAsync<SendMessagePacket>();
            await bench.PassAsync(seconds: 10.01);
        }

        await Assert.ThrowsAsync<DeliveryException>(() => sending.WaitAsync(ClientBench.SafetyLimit));
        await bench.Server.ExpectNothingAsync();
    }

    [Fact]
    public async Task Other_packets_are_repeated_as_usual()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await LogInToOpenServerAsync(bench);

        _ = bench.Client.SetStatusAsync(OnlineStatus.Away, "");
        await bench.Server.ExpectAsync<StatusChangePacket>();
        await bench.PassAsync(seconds: 10.1);

        await bench.Server.ExpectAsync<StatusChangePacket>();
    }

    [Fact]
    public async Task Extended_information_is_asked_only_about_somebody_whom_a_search_has_found()
    {
        await using var bench = new ClientBench();
        await LogInToOpenServerAsync(bench);

        var asking = bench.Client.Users.GetExtendedInfoAsync(1001);
        var search = await bench.Server.TakeAsync<SearchUinPacket>();
        bench.Server.Send(new EndOfSearchPacket(search.SubSequence, More: false));
        await bench.Server.ExpectAckAsync(1);
        Assert.Null(await asking.WaitAsync(ClientBench.SafetyLimit));

        asking = bench.Client.Users.GetExtendedInfoAsync(1001);
        search = await bench.Server.TakeAsync<SearchUinPacket>();
        bench.Server.Send(new UserFoundPacket(search.SubSequence, 1001, Self));
        bench.Server.Send(new EndOfSearchPacket(search.SubSequence, More: false));
        await bench.Server.ExpectAckAsync(2);
        await bench.Server.ExpectAckAsync(3);
        var question = await bench.Server.TakeAsync<ExtInfoRequestPacket>();
        bench.Server.Send(new ExtInfoReplyPacket(question.SubSequence, 1001, new ExtendedUserInfo { City = "Lund" }));

        Assert.Equal("Lund", (await asking.WaitAsync(ClientBench.SafetyLimit))?.City);
    }

    [Fact]
    public async Task A_stored_message_without_type_and_text_is_told_as_lost()
    {
        await using var bench = new ClientBench();
        await LogInToOpenServerAsync(bench);

        bench.Server.Send(new ReceiveMessagePacket(1001, 2026, 1, 5, 13, 7, 0, ""));
        await bench.Server.ExpectAckAsync(1);

        Assert.Equal(
            new MessageLost(1001, new DateTimeOffset(2026, 1, 5, 13, 7, 0, TimeSpan.Zero)), await bench.NextAsync<MessageLost>());
    }

    [Fact]
    public async Task Stored_messages_that_come_again_because_their_end_was_lost_are_told_once()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await LogInToOpenServerAsync(bench);
        var twice = new ReceiveMessagePacket(1001, 2026, 1, 5, 13, 7, MessageType.Text, "hi");
        var other = new ReceiveMessagePacket(1001, 2026, 1, 5, 13, 8, MessageType.Text, "there");

        ushort number = 1;
        await SendAsync(twice, twice);
        await bench.PassAsync(seconds: 10.1);
        await bench.Server.TakeUntilAsync(ClientCommand.OfflineMessagesRequest);
        await SendAsync(twice, twice, other);

        Assert.Equal("hi", (await bench.NextAsync<MessageReceived>()).Text);
        Assert.Equal("hi", (await bench.NextAsync<MessageReceived>()).Text);
        Assert.Equal("there", (await bench.NextAsync<MessageReceived>()).Text);
        await bench.ExpectNoEventAsync();

        async Task SendAsync(params ServerPacket[] packets)
        {
            foreach (var packet in packets)
            {
                bench.Server.Send(packet);
                await bench.Server.ExpectAckAsync(number++);
            }
        }
    }

    [Fact]
    public async Task Stored_messages_are_not_deleted_while_one_is_missing()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await LogInToOpenServerAsync(bench);
        bench.Server.Send(1, new ContactListDonePacket(2001));
        await bench.Server.ExpectAckAsync(1);

        // Number 2, a message, is lost.
        bench.Server.Send(3, new OfflineMessagesDonePacket(2001));
        await bench.Server.ExpectAckAsync(3);
        await bench.Server.ExpectNothingAsync();
        await bench.PassAsync(seconds: 10.1);

        await bench.Server.TakeAsync<OfflineMessagesRequestPacket>();
        bench.Server.Send(4, new ReceiveMessagePacket(1001, 2026, 1, 5, 13, 7, MessageType.Text, "hi"));
        bench.Server.Send(5, new OfflineMessagesDonePacket(2001));
        await bench.Server.TakeUntilAsync(ClientCommand.OfflineMessagesAck);
        Assert.Equal("hi", (await bench.NextAsync<MessageReceived>()).Text);
    }

    [Fact]
    public async Task While_nobody_knows_the_dialect_a_change_of_the_nick_says_nothing_about_authorization()
    {
        await using var bench = new ClientBench();
        await LogInToOpenServerAsync(bench);

        _ = bench.Client.Users.UpdateInfoAsync(Self);

        Assert.Null((await bench.Server.TakeAsync<NewUserInfoPacket>()).Info.AuthorizationRequired);
        await Assert.ThrowsAsync<NotSupportedException>(() => bench.Client.Users.UpdateInfoAsync(Self with { AuthorizationRequired = true }));
    }

    [Fact]
    public async Task Whoever_is_added_is_told_by_the_client_since_the_server_does_not()
    {
        await using var bench = new ClientBench();
        await LogInToOpenServerAsync(bench);

        var adding = bench.Client.AddContactAsync(1005, Self);
        Assert.Equal(1005u, (await bench.Server.TakeAsync<AddToListPacket>()).Uin.Value);
        var told = await bench.Server.TakeAsync<SendMessagePacket>();
        await adding.WaitAsync(ClientBench.SafetyLimit);

        Assert.Equal((new Uin(1005), MessageType.YouWereAdded, "bot\u00FE\u00FE\u00FE\u00FE1"), (told.To, told.Type, told.Text));
    }

    [Fact]
    public async Task A_new_password_is_refused_where_nothing_would_change()
    {
        await using var bench = new ClientBench();
        await LogInToOpenServerAsync(bench);

        await Assert.ThrowsAsync<NotSupportedException>(() => bench.Client.Users.ChangePasswordAsync(new Password("newpw")));

        await bench.Server.ExpectNothingAsync();
    }

    [Fact]
    public async Task Whether_to_ask_before_adding_is_told_the_other_way_round()
    {
        await using var bench = new ClientBench(options => options with { ServerDialect = ServerDialect.OpenOscar });
        await LogInToOpenServerAsync(bench);

        _ = bench.Client.Users.UpdateInfoAsync(Self with { AuthorizationRequired = true });

        Assert.False((await bench.Server.TakeAsync<NewUserInfoPacket>()).Info.AuthorizationRequired);
    }

    /// <summary>
    /// LOGIN, ACK, 005A with the bytes of Open OSCAR Server (which are those of the original one). What the client asks then is
    /// acknowledged, but not answered.
    /// </summary>
    private static async Task LogInToOpenServerAsync(ClientBench bench)
    {
        var connecting = bench.Client.ConnectAsync(CancellationToken.None);
        await bench.Server.AcceptLoginAsync(LoginReplyPacket.CapturedTail);
        await bench.Server.TakeUntilAsync(ClientCommand.OfflineMessagesRequest);
        await bench.Server.ExpectAckAsync(0);
        await connecting.WaitAsync(ClientBench.SafetyLimit);
    }
}
