using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;

namespace IcqBots.Storage.Tests;

public sealed class BotDatabaseJournalTests : IDisposable
{
    private static readonly StateKey Key = new("bot", "a.csx", "key");

    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-test-").FullName;
    private BotDatabaseOptions _options = new();
    private string _copy = "";

    private string File => Path.Combine(_folder, "bots.db");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _log.Dispose();
    }

    [Fact]
    public async Task What_is_not_finished_is_there_in_its_order_after_a_kill()
    {
        using var database = Open();
        foreach (var text in new[] { "one", "two", "three", "four" })
        {
            database.Write(new MessageReceivedChange(Received(database.NextReceivedId(), text)));
            database.Write(new SendingChange(Sending(database.NextSentId(), $"re {text}")));
        }

        database.Write(new MessageHandledChange(3));
        database.Write(new MessageHandledChange(2));
        database.Write(new SentChange(1));
        database.Write(new SendingStateChange(3, JournalState.Failed, "nobody there"));
        database.Write(new MessageTriedChange(4, 3));

        using var afterwards = await AfterKillAsync(database);
        var unfinished = afterwards.LoadUnfinished();

        Assert.Equal([(1, "one", 0), (4, "four", 3)], unfinished.Received.Select(row => ((int)row.Id, row.Text, row.Tries)));
        Assert.Equal(Received(1, "one"), unfinished.Received[0]);
        Assert.Equal([(2, "re two"), (4, "re four")], unfinished.Sent.Select(row => ((int)row.Id, row.Text)));
        Assert.Equal(Sending(2, "re two"), unfinished.Sent[0]);
        Assert.Equal(["one", "two", "three", "four"], unfinished.Recent.Select(row => row.Text));
        Assert.Equal((3, "nobody there"), ((int)afterwards.LoadFailed().Sent.Single().Id, afterwards.LoadFailed().Sent.Single().Reason));
        Assert.Equal((5, 5), ((int)afterwards.NextReceivedId(), (int)afterwards.NextSentId()));
    }

    [Fact]
    public void After_a_good_end_nothing_can_come_twice()
    {
        using (var database = Open())
        {
            database.Write(new MessageReceivedChange(Received(database.NextReceivedId(), "one")));
        }

        using var again = Open();

        Assert.Single(again.LoadUnfinished().Received);
        Assert.Empty(again.LoadUnfinished().Recent);
    }

    [Fact]
    public async Task After_a_kill_a_look_at_what_was_given_up_does_not_count_as_a_good_end()
    {
        using var database = Open();
        database.Write(new MessageReceivedChange(Received(database.NextReceivedId(), "one")));
        database.Write(new MessageHandledChange(1));
        using (var look = await AfterKillAsync(database))
        {
            Assert.Empty(look.LoadFailed().Received);
        }

        using var afterwards = Open(_copy);

        Assert.Single(afterwards.LoadUnfinished().Recent);
    }

    [Fact]
    public async Task What_a_turn_does_is_written_together_at_its_end()
    {
        var ends = new List<Action>();
        _options = _options with
        {
            AtEndOfTurn = end =>
            {
                ends.Add(end);
                return true;
            },
        };
        using var database = Open();
        ends.ForEach(end => end());
        ends.Clear();
        var written = new List<string>();
        database.Write(new StateChange(Key, "1", null), _ => written.Add("state"));
        database.Write(new SendingChange(Sending(1, "hi")), _ => written.Add("text"));

        using (var killed = await AfterKillAsync(database))
        {
            Assert.Null(killed.Get(Key));
            Assert.Empty(killed.LoadUnfinished().Sent);
        }

        Assert.Equal("1", database.Get(Key));
        Assert.Empty(written);
        Assert.Single(ends).Invoke();
        using var afterwards = await AfterKillAsync(database);

        Assert.Equal(["state", "text"], written);
        Assert.Equal("1", afterwards.Get(Key));
        Assert.Single(afterwards.LoadUnfinished().Sent);
    }

    [Fact]
    public async Task What_the_handlers_of_an_unfinished_message_have_sent_is_known()
    {
        using var database = Open();
        database.Write(new MessageReceivedChange(Received(1, "open")));
        database.Write(new MessageReceivedChange(Received(2, "done")));
        database.Write(new SendingChange(Sending(1, "a") with { Source = 1, Ordinal = 1 }));
        database.Write(new SendingChange(Sending(2, "b") with { Source = 1, Ordinal = 3, Key = "k" }));
        database.Write(new SendingChange(Sending(3, "c") with { Source = 2, Ordinal = 1 }));
        database.Write(new SentChange(1));
        database.Write(new MessageHandledChange(2));

        using var afterwards = await AfterKillAsync(database);

        var sent = Assert.Single(afterwards.LoadUnfinished().SentBySource);
        Assert.Equal(1, sent.Key);
        Assert.Equal([1, 3], sent);
        Assert.True(afterwards.HasSent("bot", "k"));
        Assert.False(afterwards.HasSent("bot", "other"));
        Assert.False(afterwards.HasSent("other", "k"));
    }

    [Fact]
    public async Task What_the_handlers_of_a_message_have_sent_is_known_as_long_as_the_owner_may_have_it_handled_again()
    {
        using var database = Open();
        database.Write(new MessageReceivedChange(Received(1, "given up")));
        database.Write(new SendingChange(Sending(1, "a") with { Source = 1, Ordinal = 1 }));
        database.Write(new SentChange(1));
        database.Write(new MessageStateChange(1, JournalState.Failed));
        await database.FlushAsync();
        _time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(2));
        await database.FlushAsync();
        await database.FlushAsync();

        using var afterwards = await AfterKillAsync(database);

        Assert.Equal([1], afterwards.LoadUnfinished().SentBySource[1]);
    }

    [Fact]
    public async Task Finished_messages_go_after_their_time_but_not_what_an_unfinished_one_has_sent()
    {
        using var database = Open();
        database.Write(new MessageReceivedChange(Received(1, "done")));
        database.Write(new MessageReceivedChange(Received(2, "open")));
        database.Write(new SendingChange(Sending(1, "of the open one") with { Source = 2, Ordinal = 1 }));
        database.Write(new SendingChange(Sending(2, "of nobody")));
        database.Write(new SendingChange(Sending(3, "not delivered")));
        database.Write(new MessageHandledChange(1));
        database.Write(new SentChange(1));
        database.Write(new SentChange(2));
        await database.FlushAsync();
        _time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(2));
        await database.FlushAsync();
        await database.FlushAsync();

        using var afterwards = await AfterKillAsync(database);
        var unfinished = afterwards.LoadUnfinished();
        Assert.Equal(["open"], unfinished.Recent.Select(row => row.Text));
        Assert.Single(unfinished.SentBySource);
        Assert.Equal(["not delivered"], unfinished.Sent.Select(row => row.Text));
        Assert.Equal(2, Scalar("SELECT count(*) FROM outbox"));
    }

    [Fact]
    public async Task No_message_gets_the_number_of_one_that_was_taken_away()
    {
        using (var database = Open())
        {
            for (var id = 1; id <= 3; id++)
            {
                database.Write(new MessageReceivedChange(Received(database.NextReceivedId(), "old")));
                database.Write(new SendingChange(Sending(database.NextSentId(), "old")));
                database.Write(new MessageHandledChange(id));
                database.Write(new SentChange(id));
            }

            await database.FlushAsync();
            _time.Advance(_options.Keep + TimeSpan.FromMinutes(2));
            database.Write(new StateChange(Key, "1", null));
            await database.FlushAsync();
            await database.FlushAsync();
        }

        Assert.Equal(1, Scalar("SELECT count(*) FROM inbox"));
        using var again = Open();
        Assert.Equal((4, 4), ((int)again.NextReceivedId(), (int)again.NextSentId()));
    }

    [Fact]
    public async Task Above_its_size_the_journal_lets_finished_messages_go_earlier()
    {
        _options = _options with { MaxBytes = 256 * 1024 };
        using var database = Open();
        var text = new string('x', 400);
        for (var id = 1; id <= 30_000; id++)
        {
            database.Write(new MessageReceivedChange(Received(id, text)));
            database.Write(new MessageHandledChange(id));
            if (id % 1000 == 0)
            {
                await database.FlushAsync();
            }
        }

        // It looks again with the next minute, and takes a thousand away at a time.
        _time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 40; i++)
        {
            await database.FlushAsync();
        }

        Assert.InRange(Scalar("SELECT count(*) FROM inbox"), 1, 1000);
    }

    private ReceivedRow Received(long id, string text) =>
        new(id, "bot", 1001, MessageType.Text, text, MessagePath.Server, true, _time.GetUtcNow(), _time.GetUtcNow()) { IsVerified = true };

    private SentRow Sending(long id, string text) =>
        new(id, "bot", 1001, MessageType.Text, text, MessageUrgency.Urgent, _time.GetUtcNow()) { ExpiresAt = _time.GetUtcNow() };

    private BotDatabase Open(string? path = null) => BotDatabase.Open(path ?? File, _options, _time, _log);

    /// <summary>A killed process leaves the file and its write-ahead log as they are at that moment.</summary>
    private async Task<BotDatabase> AfterKillAsync(BotDatabase database)
    {
        await database.FlushAsync();
        var copy = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString())).FullName, "bots.db");
        System.IO.File.Copy(File, copy);
        System.IO.File.Copy(File + "-wal", copy + "-wal");
        _options = _options with { AtEndOfTurn = null };
        _copy = copy;
        return Open(copy);
    }

    private long Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
