using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Client.Tests;

/// <summary>Messages are acknowledged when they are kept, and not before.</summary>
public sealed class JournalTests
{
    private readonly HandJournal _journal = new();

    [Fact]
    public async Task A_message_is_acknowledged_and_told_when_it_is_kept_and_its_copies_before_are_ignored()
    {
        await using var bench = new ClientBench(journal: _journal);
        await bench.LogInAsync();
        var message = new OnlineMessagePacket(1001, MessageType.Text, "hi");

        bench.Server.Send(7, message);
        bench.Server.Send(7, message);
        await bench.ExpectNoEventAsync();
        await bench.Server.ExpectNothingAsync();
        _journal.KeepNext(41);

        await bench.Server.ExpectAckAsync(7);
        Assert.Equal(41, (await bench.NextAsync<MessageReceived>()).JournalId);
        bench.Server.Send(7, message);
        await bench.Server.ExpectAckAsync(7);
        await bench.ExpectNoEventAsync();
        Assert.Equal(0, _journal.Waiting);
    }

    [Fact]
    public async Task A_message_that_was_handed_over_before_is_only_acknowledged_and_gives_its_place_back()
    {
        await using var bench = new ClientBench(options => options with { MaxWaitingEvents = 1 }, _journal);
        await bench.LogInAsync();

        bench.Server.Send(7, new OnlineMessagePacket(1001, MessageType.Text, "again"));
        await bench.ExpectNoEventAsync();
        _journal.DropNext();
        await bench.Server.ExpectAckAsync(7);

        bench.Server.Send(8, new OnlineMessagePacket(1001, MessageType.Text, "new"));
        await bench.ExpectNoEventAsync();
        _journal.KeepNext(1);
        await bench.Server.ExpectAckAsync(8);
        Assert.Equal("new", (await bench.NextAsync<MessageReceived>()).Text);
    }

    [Fact]
    public async Task Messages_that_are_being_kept_take_the_room_of_others()
    {
        await using var bench = new ClientBench(options => options with { MaxWaitingEvents = 1 }, _journal);
        await bench.LogInAsync();

        bench.Server.Send(7, new OnlineMessagePacket(1001, MessageType.Text, "one"));
        bench.Server.Send(8, new OnlineMessagePacket(1002, MessageType.Text, "two"));
        await bench.ExpectNoEventAsync();

        Assert.Equal(1, _journal.Waiting);
    }

    [Fact]
    public async Task Stored_messages_are_deleted_when_all_of_them_are_kept()
    {
        await using var bench = new ClientBench(journal: _journal);
        await bench.LogInUnansweredAsync();

        bench.Server.Send(1, new ReceiveMessagePacket(1001, 2026, 1, 4, 23, 59, MessageType.Text, "one"));
        bench.Server.Send(2, new ReceiveMessagePacket(1001, 2026, 1, 4, 23, 59, MessageType.Text, "two"));
        bench.Server.Send(3, new OfflineMessagesDonePacket(2001));
        await bench.ExpectNoEventAsync();
        _journal.KeepNext(1);
        await bench.Server.ExpectAckAsync(1);
        await bench.NextAsync<MessageReceived>();
        await bench.Server.ExpectNothingAsync();
        _journal.KeepNext(2);

        await bench.Server.ExpectAckAsync(2);
        await bench.Server.ExpectAsync<OfflineMessagesAckPacket>(4);
        await bench.Server.ExpectAckAsync(3);
        Assert.False(_journal.HasHeardOfDeletion);
        bench.Server.Ack(4);
        await bench.NextAsync<MessageReceived>();
        await bench.ExpectNoEventAsync();
        Assert.True(_journal.HasHeardOfDeletion);
    }

    [Fact]
    public async Task A_packet_of_several_is_acknowledged_when_the_last_of_its_messages_is_kept()
    {
        await using var bench = new ClientBench(journal: _journal);
        await bench.LogInAsync();
        var packets = new (ushort Sequence, string Text)[] { (7, "one"), (8, "two") }.Select(each => (ReadOnlyMemory<byte>)new ServerDatagram(
            each.Sequence, new OnlineMessagePacket(1001, MessageType.Text, each.Text)).ToArray(WireText.Latin1.Encoding));

        bench.Server.Send(9, new MultiplePacketsPacket([.. packets]));
        await bench.ExpectNoEventAsync();
        _journal.KeepNext(1);
        await bench.Server.ExpectAckAsync(7);
        await bench.Server.ExpectNothingAsync();
        _journal.KeepNext(2);

        await bench.Server.ExpectAckAsync(8);
        await bench.Server.ExpectAckAsync(9);
    }

    [Fact]
    public async Task What_is_kept_after_the_end_of_the_session_is_told_and_not_acknowledged()
    {
        await using var bench = new ClientBench(journal: _journal);
        await bench.LogInAsync();
        bench.Server.Send(7, new OnlineMessagePacket(1001, MessageType.Text, "hi"));
        await bench.ExpectNoEventAsync();

        await bench.Client.DisconnectAsync();
        _journal.KeepNext(1);

        Assert.Equal("hi", (await bench.NextAsync<MessageReceived>()).Text);
    }

    /// <summary>Keeps a message when the test says so.</summary>
    private sealed class HandJournal : IMessageJournal
    {
        private readonly Queue<(MessageReceived Message, Action<MessageReceived?> Kept)> _waiting = new();

        public int Waiting => _waiting.Count;

        public bool HasHeardOfDeletion { get; private set; }

        public void OnStoredDeleted() => HasHeardOfDeletion = true;

        public void Keep(MessageReceived message, Action<MessageReceived?> kept) => _waiting.Enqueue((message, kept));

        public void KeepNext(long id)
        {
            var (message, kept) = _waiting.Dequeue();
            kept(message with { JournalId = id });
        }

        public void DropNext() => _waiting.Dequeue().Kept(null);
    }
}
