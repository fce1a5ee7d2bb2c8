using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Server.Tests.Handlers;

public class StoredMessageTests
{
    [Fact]
    public async Task Stored_messages_come_oldest_first_with_their_time_then_the_end()
    {
        await using var bench = new ServerBench();
        await StoreAsync(bench, "one");
        await bench.PassAsync(seconds: 90);
        await StoreAsync(bench, "two");

        var receiver = await bench.OnlineAsync(1002);
        await receiver.ExpectNothingAsync();
        await receiver.SendAcknowledgedAsync(new OfflineMessagesRequestPacket());

        await receiver.TakeAsync(1, new ReceiveMessagePacket(1001, 2026, 1, 5, 8, 0, MessageType.Text, "one"));
        await receiver.TakeAsync(2, new ReceiveMessagePacket(1001, 2026, 1, 5, 8, 1, MessageType.Text, "two"));
        await receiver.TakeAsync(3, new OfflineMessagesDonePacket(1002));
    }

    [Fact]
    public async Task Without_stored_messages_the_end_comes_at_once()
    {
        await using var bench = new ServerBench();
        var receiver = await bench.OnlineAsync(1002);

        await receiver.SendAcknowledgedAsync(new OfflineMessagesRequestPacket());

        await receiver.TakeAsync(1, new OfflineMessagesDonePacket(1002));
    }

    [Fact]
    public async Task After_the_client_has_said_so_they_are_deleted()
    {
        await using var bench = new ServerBench();
        await StoreAsync(bench, "one");
        var receiver = await FetchAsync(bench);

        await receiver.SendAcknowledgedAsync(new OfflineMessagesAckPacket());

        Assert.Empty(bench.Store.LoadMessages(1002));
    }

    [Fact]
    public async Task Without_a_word_of_the_client_they_come_again_after_the_next_login()
    {
        await using var bench = new ServerBench();
        await StoreAsync(bench, "one");
        var receiver = await FetchAsync(bench);
        receiver.Send(new SendTextCodePacket(SendTextCodePacket.UserDisconnected));
        await receiver.DisposeAsync();

        await FetchAsync(bench);

        Assert.Single(bench.Store.LoadMessages(1002));
    }

    [Fact]
    public async Task They_survive_a_restart_of_the_server()
    {
        await using var bench = new ServerBench();
        await StoreAsync(bench, "one");

        await bench.RestartAsync();

        await FetchAsync(bench);
    }

    [Fact]
    public async Task LICQ_puts_our_own_number_into_its_deletion_which_is_no_copy_of_the_packet_that_had_it()
    {
        await using var bench = new ServerBench();
        await StoreAsync(bench, "one");
        var receiver = await bench.OnlineAsync(1002);
        receiver.Send(2, new OfflineMessagesRequestPacket());
        await receiver.ExpectAckAsync(2);
        await receiver.TakeAsync<ReceiveMessagePacket>();
        await receiver.TakeAsync(2, new OfflineMessagesDonePacket(1002));

        receiver.Send(2, new OfflineMessagesAckPacket());
        await receiver.ExpectAckAsync(2);

        Assert.Empty(bench.Store.LoadMessages(1002));
    }

    [Fact]
    public async Task The_number_of_a_deletion_does_not_make_a_later_packet_with_it_a_copy()
    {
        await using var bench = new ServerBench();
        var receiver = await bench.OnlineAsync(1002);

        receiver.Send(3, new OfflineMessagesAckPacket());
        await receiver.ExpectAckAsync(3);
        receiver.Send(3, new SendMessagePacket(1002, MessageType.Text, "note"));

        await receiver.TakeAsync<OnlineMessagePacket>();
    }

    [Fact]
    public async Task A_deletion_that_is_ahead_of_an_acknowledgement_holds_for_the_message_when_it_has_arrived()
    {
        await using var bench = new ServerBench();
        await StoreAsync(bench, "one");
        await StoreAsync(bench, "two");
        var receiver = await bench.OnlineAsync(1002);
        await receiver.SendAcknowledgedAsync(new OfflineMessagesRequestPacket());
        await receiver.TakeAsync<ReceiveMessagePacket>();
        await receiver.ExpectAsync(2, new ReceiveMessagePacket(1001, 2026, 1, 5, 8, 0, MessageType.Text, "two"));
        await receiver.TakeAsync<OfflineMessagesDonePacket>();

        await receiver.SendAcknowledgedAsync(new OfflineMessagesAckPacket());
        Assert.Equal("two", Assert.Single(bench.Store.LoadMessages(1002)).Text);

        receiver.Ack(2);
        await bench.Network.IdleAsync();
        Assert.Empty(bench.Store.LoadMessages(1002));
    }

    [Fact]
    public async Task A_second_request_brings_only_what_was_stored_since_the_first()
    {
        await using var bench = new ServerBench();
        await StoreAsync(bench, "one");
        var receiver = await FetchAsync(bench);

        await receiver.SendAcknowledgedAsync(new OfflineMessagesRequestPacket());

        await receiver.TakeAsync<OfflineMessagesDonePacket>();
        await receiver.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_deletion_that_the_store_refuses_is_not_acknowledged()
    {
        await using var bench = new ServerBench(expectsErrors: true);
        await StoreAsync(bench, "one");
        var receiver = await FetchAsync(bench);
        bench.Store.IsFull = true;

        receiver.Send(9, new OfflineMessagesAckPacket());
        await receiver.ExpectNothingAsync();

        bench.Store.IsFull = false;
        receiver.Repeat();
        await receiver.ExpectAckAsync(9);
        Assert.Empty(bench.Store.LoadMessages(1002));
    }

    [Fact]
    public async Task A_message_does_not_overtake_earlier_ones_that_the_client_has_not_asked_for_yet()
    {
        await using var bench = new ServerBench();
        await StoreAsync(bench, "one");
        var receiver = await bench.OnlineAsync(1002);
        var other = await bench.OnlineAsync(1003);
        await other.SendAcknowledgedAsync(new SendMessagePacket(1002, MessageType.Text, "from another"));

        await StoreAsync(bench, "two");

        Assert.Equal("from another", (await receiver.TakeAsync<OnlineMessagePacket>()).Text);
        await receiver.ExpectNothingAsync();
        await receiver.SendAcknowledgedAsync(new OfflineMessagesRequestPacket());
        Assert.Equal("one", (await receiver.TakeAsync<ReceiveMessagePacket>()).Text);
        Assert.Equal("two", (await receiver.TakeAsync<ReceiveMessagePacket>()).Text);
        await receiver.TakeAsync<OfflineMessagesDonePacket>();
        await StoreAsync(bench, "three");
        Assert.Equal("three", (await receiver.TakeAsync<OnlineMessagePacket>()).Text);
    }

    [Fact]
    public async Task Those_of_one_sender_go_out_one_after_another_and_new_ones_behind_them()
    {
        await using var bench = new ServerBench();
        await StoreAsync(bench, "one");
        await StoreAsync(bench, "two");
        var receiver = await bench.OnlineAsync(1002);
        await receiver.SendAcknowledgedAsync(new OfflineMessagesRequestPacket());
        await receiver.ExpectAsync(1, new ReceiveMessagePacket(1001, 2026, 1, 5, 8, 0, MessageType.Text, "one"));
        await StoreAsync(bench, "three");
        await receiver.ExpectNothingAsync();

        receiver.Ack(1);

        Assert.Equal("two", (await receiver.TakeAsync<ReceiveMessagePacket>()).Text);
        await receiver.TakeAsync<OfflineMessagesDonePacket>();
        Assert.Equal("three", (await receiver.TakeAsync<OnlineMessagePacket>()).Text);
    }

    /// <summary>1001 sends a message while 1002 is offline.</summary>
    private static async Task StoreAsync(ServerBench bench, string text)
    {
        await using var sender = await bench.OnlineAsync(1001);
        await sender.SendAcknowledgedAsync(new SendMessagePacket(1002, MessageType.Text, text));
    }

    /// <summary>1002 logs in and gets the one message that is stored for it.</summary>
    private static async Task<ClientTranscript> FetchAsync(ServerBench bench)
    {
        var receiver = await bench.OnlineAsync(1002);
        await receiver.SendAcknowledgedAsync(new OfflineMessagesRequestPacket());
        Assert.Equal("one", (await receiver.TakeAsync<ReceiveMessagePacket>()).Text);
        await receiver.TakeAsync<OfflineMessagesDonePacket>();
        return receiver;
    }
}
