using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using Microsoft.Extensions.Logging;

namespace IcqBots.Server.Tests.Handlers;

public class MessageHandlerTests
{
    [Fact]
    public async Task A_message_to_somebody_online_is_acknowledged_and_passed_on()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);

        await sender.SendAcknowledgedAsync(Text("hello"));

        await receiver.TakeAsync(1, new OnlineMessagePacket(1001, MessageType.Text, "hello"));
        await sender.ExpectNothingAsync();
        Assert.Empty(bench.Store.LoadMessages(1002));
    }

    [Fact]
    public async Task Type_and_bytes_go_through_unchanged_whatever_they_are()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);
        var bytes = string.Concat(Enumerable.Range(1, 255).Select(value => (char)value));

        await sender.SendAcknowledgedAsync(new SendMessagePacket(1002, MessageType.Url | MessageType.MultipleRecipients, bytes));

        await receiver.TakeAsync(1, new OnlineMessagePacket(1001, MessageType.Url | MessageType.MultipleRecipients, bytes));
    }

    [Fact]
    public async Task A_text_ends_at_its_first_NUL_or_at_its_length()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);

        sender.SendHex("02 00 0E 01 05 00 E9 03 00 00 EA 03 00 00 01 00 02 00 68 69");
        sender.SendHex("02 00 0E 01 06 00 E9 03 00 00 EA 03 00 00 01 00 05 00 68 69 00 68 6F");

        await receiver.TakeAsync(1, new OnlineMessagePacket(1001, MessageType.Text, "hi"));
        await receiver.TakeAsync(2, new OnlineMessagePacket(1001, MessageType.Text, "hi"));
    }

    [Fact]
    public async Task A_text_that_would_overrun_the_buffers_of_old_clients_is_cut()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);

        await sender.SendAcknowledgedAsync(Text(new string('x', 5000)));

        Assert.Equal(1000, (await receiver.TakeAsync<OnlineMessagePacket>()).Text.Length);
        Assert.Contains("is cut to 1000", Assert.Single(bench.Log.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Six_copies_as_icqlib_sends_them_are_acknowledged_six_times_and_passed_on_once()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);

        for (var i = 0; i < 6; i++)
        {
            sender.Send(2, Text("hello"));
        }

        for (var i = 0; i < 6; i++)
        {
            await sender.ExpectAckAsync(2);
        }

        await receiver.TakeAsync<OnlineMessagePacket>();
        await receiver.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_message_to_nobody_is_acknowledged_and_dropped()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);

        await sender.SendAcknowledgedAsync(new SendMessagePacket(4711, MessageType.Text, "hello"));

        Assert.Empty(bench.Store.LoadMessages(4711));
    }

    [Fact]
    public async Task A_message_to_oneself_comes_back()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1002);

        sender.Send(2, Text("note"));

        await sender.TakeAsync(1, new OnlineMessagePacket(1002, MessageType.Text, "note"));
        await sender.ExpectAckAsync(2);
    }

    [Fact]
    public async Task A_message_is_sent_again_with_its_number_until_it_is_acknowledged()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);
        await sender.SendAcknowledgedAsync(Text("hello"));

        await receiver.ExpectAsync(1, new OnlineMessagePacket(1001, MessageType.Text, "hello"));
        await bench.PassAsync(seconds: 10);
        await receiver.TakeAsync(1, new OnlineMessagePacket(1001, MessageType.Text, "hello"));
        await bench.PassAsync(seconds: 60);
        await receiver.ExpectNothingAsync();
    }

    [Fact]
    public async Task When_the_receiver_vanishes_with_a_message_under_way_it_gets_it_after_its_next_login()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001, 1002);
        var receiver = await bench.OnlineAsync(1002);
        await sender.TakeAsync<UserOnlinePacket>();
        await sender.SendAcknowledgedAsync(Text("one"));
        await sender.SendAcknowledgedAsync(Text("two"));

        await bench.PassAsync(seconds: 120);

        await sender.TakeAsync<UserOfflinePacket>();
        await receiver.DisposeAsync();
        var back = await bench.OnlineAsync(1002);
        await back.SendAcknowledgedAsync(new OfflineMessagesRequestPacket());
        Assert.Equal("one", (await back.TakeAsync<ReceiveMessagePacket>()).Text);
        Assert.Equal("two", (await back.TakeAsync<ReceiveMessagePacket>()).Text);
        await back.TakeAsync<OfflineMessagesDonePacket>();
    }

    [Fact]
    public async Task What_was_under_way_when_the_server_stops_is_stored()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        await bench.OnlineAsync(1002);
        await sender.SendAcknowledgedAsync(Text("hello"));

        await bench.RestartAsync();

        Assert.Equal("hello", Assert.Single(bench.Store.LoadMessages(1002)).Text);
    }

    [Fact]
    public async Task A_store_that_fails_leaves_the_message_unacknowledged_and_its_copy_works_later()
    {
        await using var bench = new ServerBench(expectsErrors: true);
        var sender = await bench.OnlineAsync(1001);
        bench.Store.IsFull = true;

        sender.Send(7, Text("hello"));
        await sender.ExpectNothingAsync();
        Assert.Contains(bench.Log.At(LogLevel.Error), entry => entry.Contains("The disk is full", StringComparison.Ordinal));

        bench.Store.IsFull = false;
        sender.Repeat();
        await sender.ExpectAckAsync(7);
        Assert.Single(bench.Store.LoadMessages(1002));
    }

    [Fact]
    public async Task An_acknowledged_message_to_somebody_online_is_in_the_store_until_it_has_arrived()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);

        await sender.SendAcknowledgedAsync(Text("hello"));
        var underWay = bench.Store.LoadMessages(1002);
        await receiver.TakeAsync<OnlineMessagePacket>();
        await bench.Network.IdleAsync();

        Assert.Equal("hello", Assert.Single(underWay).Text);
        Assert.Empty(bench.Store.LoadMessages(1002));
    }

    [Fact]
    public async Task Messages_of_one_sender_go_out_one_after_another_and_do_not_hold_up_those_of_others()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var other = await bench.OnlineAsync(1003);
        var receiver = await bench.OnlineAsync(1002);
        await sender.SendAcknowledgedAsync(Text("one"));
        await sender.SendAcknowledgedAsync(Text("two"));
        await other.SendAcknowledgedAsync(Text("from another"));

        await receiver.ExpectAsync(1, new OnlineMessagePacket(1001, MessageType.Text, "one"));
        await receiver.TakeAsync(2, new OnlineMessagePacket(1003, MessageType.Text, "from another"));
        await receiver.ExpectNothingAsync();
        receiver.Ack(1);

        Assert.Equal("two", (await receiver.TakeAsync<OnlineMessagePacket>()).Text);
    }

    [Fact]
    public async Task A_message_is_not_given_up_while_the_receiver_acknowledges_those_of_others()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var other = await bench.OnlineAsync(1003);
        var receiver = await bench.OnlineAsync(1002);
        await sender.SendAcknowledgedAsync(Text("one"));
        await sender.SendAcknowledgedAsync(Text("two"));
        var one = new OnlineMessagePacket(1001, MessageType.Text, "one");
        await receiver.ExpectAsync(1, one);
        for (var tens = 1; tens <= 20; tens++)
        {
            await bench.PassAsync(seconds: 10);
            await receiver.ExpectAsync(1, one);
            await receiver.SendAcknowledgedAsync(new KeepAlivePacket());
            await other.SendAcknowledgedAsync(Text("from another"));
            Assert.Equal("from another", (await receiver.TakeAsync<OnlineMessagePacket>()).Text);
        }

        receiver.Ack(1);

        Assert.Equal("two", (await receiver.TakeAsync<OnlineMessagePacket>()).Text);
    }

    [Fact]
    public async Task A_store_that_cannot_delete_does_not_hold_up_the_next_message()
    {
        await using var bench = new ServerBench(expectsErrors: true);
        var sender = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);
        await sender.SendAcknowledgedAsync(Text("one"));
        await sender.SendAcknowledgedAsync(Text("two"));
        bench.Store.IsFull = true;

        Assert.Equal("one", (await receiver.TakeAsync<OnlineMessagePacket>()).Text);

        Assert.Equal("two", (await receiver.TakeAsync<OnlineMessagePacket>()).Text);
    }

    [Fact]
    public async Task A_receiver_that_acknowledges_nothing_gets_no_more_than_a_mailbox_holds()
    {
        await using var bench = new ServerBench(new IcqServerOptions { MailboxLimit = 2 });
        var sender = await bench.OnlineAsync(1001);
        await bench.OnlineAsync(1002);

        await sender.SendAcknowledgedAsync(Text("one"));
        await sender.SendAcknowledgedAsync(Text("two"));
        sender.Send(Text("three"));

        await sender.ExpectNothingAsync();
        Assert.Equal(2, bench.Store.CountMessages(1002));
    }

    [Fact]
    public async Task A_message_to_a_full_mailbox_is_not_acknowledged_until_there_is_room()
    {
        await using var bench = new ServerBench(new IcqServerOptions { MailboxLimit = 2 });
        var sender = await bench.OnlineAsync(1001);
        await sender.SendAcknowledgedAsync(Text("one"));
        await sender.SendAcknowledgedAsync(Text("two"));

        sender.Send(9, Text("three"));
        await sender.ExpectNothingAsync();

        bench.Store.DeleteMessages([.. bench.Store.LoadMessages(1002).Select(message => message.Id)]);
        sender.Repeat();
        await sender.ExpectAckAsync(9);
    }

    [Fact]
    public async Task No_message_text_is_logged_above_Debug()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        await sender.SendAcknowledgedAsync(Text("private matter"));

        Assert.DoesNotContain(bench.Log.At(LogLevel.Information), entry => entry.Contains("private matter", StringComparison.Ordinal));
    }

    private static SendMessagePacket Text(string text) => new(1002, MessageType.Text, text);
}
