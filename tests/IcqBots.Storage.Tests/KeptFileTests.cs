using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;

namespace IcqBots.Storage.Tests;

public sealed class KeptFileTests : IDisposable
{
    private static readonly StateKey Key = new("bot", "a.csx", "key");

    /// <summary>What the host itself notes of messages.</summary>
    private static readonly StateKey OfHost = new("bot", "", "last-deleted");

    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-test-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _log.Dispose();
    }

    [Fact]
    public async Task A_copy_made_while_others_write_has_all_of_a_turn_or_nothing()
    {
        using var database = Open("bots.db");
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                // A unit has both; a copy in between would have one.
                database.Write(new BothChange(Received(i), Sending(i)));
                if (i % 100 == 0)
                {
                    await database.FlushAsync();
                    begun.TrySetResult();
                }
            }
        });
        await begun.Task;

        for (var n = 0; n < 5; n++)
        {
            KeptFile.Bots.Copy(In("bots.db"), In($"copy{n}.db"));
            KeptFile.Bots.Check(In($"copy{n}.db"));
            Assert.Equal(Scalar($"copy{n}.db", "SELECT count(*) FROM inbox"), Scalar($"copy{n}.db", "SELECT count(*) FROM outbox"));
        }

        await stop.CancelAsync();
        await writing;
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(In("copy0.db")));
        }
    }

    [Fact]
    public void What_scripts_kept_comes_back_and_messages_stay_as_they_are_now()
    {
        using (var then = Open("then.db"))
        {
            then.Set(Key, "then", null);
            then.Set(OfHost, "1", null);
            then.Write(new MessageReceivedChange(Received(1)));
            then.Write(new SendingChange(Sending(1)));
        }

        using (var now = Open("now.db"))
        {
            now.Set(Key, "now", null);
            now.Set(OfHost, "2", null);
            now.Set(Key with { Key = "new" }, "1", null);
            now.Write(new MessageReceivedChange(Received(1)));
            now.Write(new MessageHandledChange(1));
            now.Write(new SendingChange(Sending(1) with { Key = "news" }));
            now.Write(new SentChange(1));
            now.Write(new MessageReceivedChange(Received(2)));
        }

        Assert.True(KeptFile.Bots.Prepare(In("then.db"), In("now.db")));

        using var restored = Open("then.db");
        Assert.Equal("then", restored.Get(Key));
        Assert.Equal("2", restored.Get(OfHost));
        Assert.Null(restored.Get(Key with { Key = "new" }));
        Assert.Equal([2L], restored.LoadUnfinished().Received.Select(row => row.Id));
        Assert.Empty(restored.LoadUnfinished().Sent);
        Assert.True(restored.HasSent("bot", "news"));
        Assert.Empty(restored.LoadUnfinished().Recent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_the_present_file_is_lost_messages_that_were_not_finished_wait_for_the_owner(bool isDamaged)
    {
        using (var then = Open("then.db"))
        {
            then.Write(new MessageReceivedChange(Received(1)));
            then.Write(new SendingChange(Sending(1)));
        }

        if (isDamaged)
        {
            File.WriteAllText(In("now.db"), new string('x', 4096));
        }

        Assert.False(KeptFile.Bots.Prepare(In("then.db"), In("now.db")));

        using var restored = Open("then.db");
        Assert.Empty(restored.LoadUnfinished().Received);
        Assert.Empty(restored.LoadUnfinished().Sent);
        Assert.Equal(ReceivedRow.TriesOfBackup, Assert.Single(restored.LoadFailed().Received).Tries);
        Assert.Equal("it was not delivered when the backup was made", Assert.Single(restored.LoadFailed().Sent).Reason);
    }

    [Fact]
    public void Stored_messages_of_the_server_stay_as_they_are_now_and_accounts_come_back()
    {
        using (var then = ServerDatabase.Open(In("then.db")))
        {
            then.AddAccount(new AccountRow(new Uin(1), "Ann", "hash"));
            then.AddMessage(new MessageRow(0, new Uin(1), new Uin(2), MessageType.Text, "delivered since", _time.GetUtcNow()));
        }

        using (var now = ServerDatabase.Open(In("now.db")))
        {
            now.AddMessage(new MessageRow(0, new Uin(1), new Uin(2), MessageType.Text, "waits", _time.GetUtcNow()));
        }

        Assert.True(KeptFile.Server.Prepare(In("then.db"), In("now.db")));

        using var restored = ServerDatabase.Open(In("then.db"));
        Assert.Equal("waits", Assert.Single(restored.LoadMessages(new Uin(2))).Text);
        Assert.Single(restored.LoadAccounts());
    }

    [Fact]
    public void A_copy_that_is_newer_foreign_or_damaged_is_refused()
    {
        Open("newer.db").Dispose();
        Scalar("newer.db", "PRAGMA user_version = 99");
        Open("foreign.db").Dispose();
        Scalar("foreign.db", "CREATE TRIGGER evil AFTER INSERT ON inbox BEGIN DELETE FROM outbox; END");
        using (var database = Open("damaged.db"))
        {
            for (var i = 0; i < 500; i++)
            {
                database.Set(Key with { Key = $"{i}" }, new string('1', 1000), null);
            }
        }

        var bytes = File.ReadAllBytes(In("damaged.db"));
        bytes.AsSpan(8192, 8192).Fill(0x55);
        File.WriteAllBytes(In("damaged.db"), bytes);
        File.WriteAllText(In("none.db"), new string('x', 4096));

        Assert.Throws<NewerFileException>(() => KeptFile.Bots.Check(In("newer.db")));
        Assert.Equal("bots.db has other tables than a file of icqbots", Assert.Throws<IOException>(() => KeptFile.Bots.Check(In("foreign.db"))).Message);
        Assert.Throws<IOException>(() => KeptFile.Bots.Check(In("damaged.db")));
        Assert.Throws<IOException>(() => KeptFile.Bots.Check(In("none.db")));
        Assert.Throws<IOException>(() => KeptFile.Server.Check(In("foreign.db")));
    }

    private ReceivedRow Received(long id) =>
        new(id, "bot", 1001, MessageType.Text, "in", MessagePath.Server, false, _time.GetUtcNow(), _time.GetUtcNow());

    private SentRow Sending(long id) => new(id, "bot", 1001, MessageType.Text, "out", MessageUrgency.Normal, _time.GetUtcNow());

    private string In(string name) => Path.Combine(_folder, name);

    private BotDatabase Open(string name) => BotDatabase.Open(In(name), new BotDatabaseOptions(), _time, _log);

    private long Scalar(string name, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={In(name)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as long? ?? 0;
    }

    private sealed record BothChange(ReceivedRow Received, SentRow Sent) : Change
    {
        internal override void Apply(BotTables tables)
        {
            tables.Add(Received);
            tables.Add(Sent);
        }
    }
}
