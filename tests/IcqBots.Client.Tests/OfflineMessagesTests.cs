using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Client.Tests;

public class OfflineMessagesTests
{
    [Fact]
    public async Task Stored_messages_are_told_with_their_time_and_deleted_when_all_have_come()
    {
        await using var bench = new ClientBench();
        await bench.LogInUnansweredAsync();

        await bench.Server.SendAcknowledgedAsync(new ReceiveMessagePacket(1001, 2026, 1, 4, 23, 59, MessageType.Text, "hi\r\nthere"));
        bench.Server.Send(new OfflineMessagesDonePacket(2001));
        await bench.Server.TakeAsync<OfflineMessagesAckPacket>(4);
        await bench.Server.ExpectAckAsync(2);

        Assert.Equal(
            new MessageReceived(
                1001, MessageType.Text, "hi\nthere", new DateTimeOffset(2026, 1, 4, 23, 59, 0, TimeSpan.Zero), MessagePath.Stored),
            await bench.NextAsync<MessageReceived>());
    }

    [Fact]
    public async Task A_date_that_is_none_counts_as_now()
    {
        await using var bench = new ClientBench();
        await bench.LogInUnansweredAsync();

        await bench.Server.SendAcknowledgedAsync(new ReceiveMessagePacket(1001, 2026, 13, 4, 23, 59, MessageType.Text, "hi"));

        Assert.Equal(
            new MessageReceived(1001, MessageType.Text, "hi", bench.Clock.GetUtcNow(), MessagePath.Stored),
            await bench.NextAsync<MessageReceived>());
    }

    [Fact]
    public async Task Without_the_end_they_are_asked_for_three_times()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await bench.LogInUnansweredAsync();
        await bench.Server.SendAcknowledgedAsync(new ContactListDonePacket(2001));

        await bench.PassAsync(seconds: 10.1);
        await bench.Server.TakeAsync<OfflineMessagesRequestPacket>(4);
        await bench.PassAsync(seconds: 10.1);
        await bench.Server.TakeAsync<OfflineMessagesRequestPacket>(5);
        await bench.PassAsync(seconds: 60);
        await bench.Server.ExpectNothingAsync();
    }

    [Fact]
    public async Task What_comes_again_because_it_was_asked_for_again_is_told_once()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await bench.LogInUnansweredAsync();
        var message = new ReceiveMessagePacket(1001, 2026, 1, 4, 23, 59, MessageType.Text, "hi");
        await bench.Server.SendAcknowledgedAsync(message);

        await bench.PassAsync(seconds: 10.1);
        await bench.Server.TakeUntilAsync(ClientCommand.OfflineMessagesRequest);
        await bench.Server.SendAcknowledgedAsync(message);

        await bench.NextAsync<MessageReceived>();
        await bench.ExpectNoEventAsync();
    }

    [Fact]
    public async Task After_the_end_they_are_not_asked_for_again()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        await bench.PassAsync(seconds: 59);

        await bench.Server.ExpectNothingAsync();
    }
    [Fact]
    public async Task Stored_messages_are_not_deleted_while_one_of_them_was_refused()
    {
        await using var bench = new ClientBench(options => options with { MaxWaitingEvents = 1 });
        await bench.LogInUnansweredAsync();
        await bench.Server.SendAcknowledgedAsync(new ReceiveMessagePacket(1001, bench.Clock.GetUtcNow(), MessageType.Text, "one"));
        var second = new ReceiveMessagePacket(1001, bench.Clock.GetUtcNow(), MessageType.Text, "two");

        bench.Server.Send(2, second);
        bench.Server.Send(3, new OfflineMessagesDonePacket(2001));
        await bench.Server.ExpectNothingAsync();

        await bench.NextAsync<MessageReceived>();
        bench.Server.Send(2, second);
        await bench.Server.ExpectAckAsync(2);
        bench.Server.Send(3, new OfflineMessagesDonePacket(2001));
        await bench.Server.TakeAsync<OfflineMessagesAckPacket>();
    }

}
