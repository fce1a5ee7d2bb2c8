using IcqBots.Client;
using IcqBots.Host.Replies;
using IcqBots.Protocol;
using IcqBots.Storage;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Replies;

public sealed class FirstContactsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");
    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly BotDatabase _database;
    private readonly FirstContacts _contacts;

    public FirstContactsTests()
    {
        _database = BotDatabase.Open(Path.Combine(_folder.FullName, "bots.db"), new BotDatabaseOptions(), _time, _log);
        _contacts = new FirstContacts(new ReplyStore(_database, "bot"), _time);
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Delete(recursive: true);
        _log.Dispose();
    }

    [Fact]
    public void Who_is_certain_stays_known_and_who_only_says_so_is_forgotten_after_a_month()
    {
        Assert.True(IsFirst(1001, isVerified: true));
        Assert.True(IsFirst(1001, isVerified: false));
        Assert.False(IsFirst(1001, isVerified: false));

        _time.Advance(TimeSpan.FromDays(31));

        Assert.False(IsFirst(1001, isVerified: true));
        Assert.True(IsFirst(1001, isVerified: false));
    }

    [Fact]
    public void However_many_names_somebody_makes_up_few_are_kept()
    {
        Assert.True(IsFirst(1001, isVerified: true));
        for (var i = 0; i < 3 * DirectKeys.Max; i++)
        {
            Assert.True(IsFirst((uint)(10_000 + i), isVerified: false));
        }

        Assert.InRange(new ReplyStore(_database, "bot").Keys("seen").Count, 2, DirectKeys.Max + 1);
        Assert.False(IsFirst(1001, isVerified: true));
    }

    [Fact]
    public void Those_who_are_forgotten_by_now_take_no_room_from_others()
    {
        for (var i = 0; i < DirectKeys.Max - 1; i++)
        {
            IsFirst((uint)(10_000 + i), isVerified: false);
        }

        _time.Advance(TimeSpan.FromDays(31));
        IsFirst(1001, isVerified: false);
        IsFirst(1002, isVerified: false);

        Assert.False(IsFirst(1001, isVerified: false));
    }

    private bool IsFirst(uint uin, bool isVerified) => _contacts.IsFirst(
        new MessageReceived(uin, MessageType.Text, "hi", _time.GetUtcNow(), isVerified ? MessagePath.Server : MessagePath.Peer) { IsVerified = isVerified });
}
