using IcqBots.Client;
using IcqBots.Host.Journal;
using IcqBots.Protocol;
using IcqBots.Storage;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Journal;

/// <summary>The server sends stored messages again until it is told that it can delete them.</summary>
public sealed class FetchedMessagesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");
    private readonly ManualTimeProvider _clock = new();
    private readonly TestLog _log = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _log.Dispose();
    }

    [Fact]
    public void A_copy_of_a_kept_message_is_recognised_in_later_sessions_and_after_a_restart()
    {
        using (var database = Open())
        {
            var fetched = Fetched(database);
            Keep(fetched, database, "one");
            Assert.False(fetched.TryTakeCopy(Stored("one")));
            fetched.BeginSession();
            Assert.True(fetched.TryTakeCopy(Stored("one")));
        }

        using var again = Open();
        var later = Fetched(again);
        later.BeginSession();
        Assert.True(later.TryTakeCopy(Stored("one")));
    }

    [Fact]
    public void Texts_that_are_equal_count_once_each_and_those_of_another_minute_or_sender_do_not()
    {
        using var database = Open();
        var fetched = Fetched(database);
        Keep(fetched, database, "yes");
        fetched.BeginSession();

        Assert.False(fetched.TryTakeCopy(Stored("yes") with { SentAt = _clock.GetUtcNow().AddMinutes(1) }));
        Assert.False(fetched.TryTakeCopy(Stored("yes") with { From = 1002 }));
        Assert.True(fetched.TryTakeCopy(Stored("yes")));
        Assert.False(fetched.TryTakeCopy(Stored("yes")));
    }

    [Fact]
    public void What_the_server_has_deleted_is_new_when_it_comes_again_also_after_a_restart()
    {
        using (var database = Open())
        {
            var fetched = Fetched(database);
            Keep(fetched, database, "one");
            fetched.OnDeleted();
            Keep(fetched, database, "two");
            fetched.BeginSession();
            Assert.False(fetched.TryTakeCopy(Stored("one")));
        }

        using var again = Open();
        var later = Fetched(again);
        later.BeginSession();
        Assert.False(later.TryTakeCopy(Stored("one")));
        Assert.True(later.TryTakeCopy(Stored("two")));
    }

    private static FetchedMessages Fetched(BotDatabase database) => new("bot", database, database.LoadUnfinished());

    private BotDatabase Open() => BotDatabase.Open(Path.Combine(_folder.FullName, "bots.db"), new BotDatabaseOptions(), _clock, _log);

    private void Keep(FetchedMessages fetched, BotDatabase database, string text)
    {
        var row = new ReceivedRow(
            database.NextReceivedId(), "bot", 1001, MessageType.Text, text, MessagePath.Stored, false, _clock.GetUtcNow(), _clock.GetUtcNow());
        database.Write(new MessageReceivedChange(row));
        database.Write(new MessageHandledChange(row.Id));
        fetched.Add(row);
    }

    private MessageReceived Stored(string text) => new(1001, MessageType.Text, text, _clock.GetUtcNow(), MessagePath.Stored);
}
