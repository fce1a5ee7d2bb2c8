using IcqBots.Host.Replies;
using IcqBots.Protocol;
using IcqBots.Storage;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Replies;

public sealed class AwayPeriodTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");
    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly BotDatabase _database;
    private readonly DateTimeOffset? _since;

    public AwayPeriodTests()
    {
        _database = BotDatabase.Open(Path.Combine(_folder.FullName, "bots.db"), new BotDatabaseOptions(), _time, _log);
        _since = Start().Since(OnlineStatus.Away);
        Store.Set(AwayPeriod.OfPeriod + "1001", "answered");
        _time.Advance(TimeSpan.FromHours(1));
    }

    private ReplyStore Store => new(_database, "bot");

    public void Dispose()
    {
        _database.Dispose();
        _folder.Delete(recursive: true);
        _log.Dispose();
    }

    [Fact]
    public void It_goes_on_over_a_restart_also_where_a_script_sets_the_status_at_its_start()
    {
        var period = Start();
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(_since, period.Since(OnlineStatus.NotAvailable));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(_since, period.Since(OnlineStatus.Away));
        Assert.Single(Store.Keys(AwayPeriod.OfPeriod));
    }

    [Fact]
    public void Whoever_was_there_after_a_restart_goes_away_anew()
    {
        var period = Start();
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(_time.GetUtcNow(), period.Since(OnlineStatus.Away));
        Assert.Empty(Store.Keys(AwayPeriod.OfPeriod));
    }

    private AwayPeriod Start() => new(Store, _time);
}
