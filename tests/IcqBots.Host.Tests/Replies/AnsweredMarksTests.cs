using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Host.Replies;
using IcqBots.Protocol;
using IcqBots.Storage;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Replies;

public sealed class AnsweredMarksTests : IDisposable
{
    private static readonly OncePer _hour = new(TimeSpan.FromHours(1));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");
    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly BotDatabase _database;
    private readonly AnsweredMarks _marks;
    private readonly AwayPeriod _period;

    public AnsweredMarksTests()
    {
        _database = BotDatabase.Open(Path.Combine(_folder.FullName, "bots.db"), new BotDatabaseOptions(), _time, _log);
        var store = new ReplyStore(_database, "bot");
        (_marks, _period) = (new AnsweredMarks(store, _time), new AwayPeriod(store, _time));
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Delete(recursive: true);
        _log.Dispose();
    }

    [Fact]
    public void A_clock_that_is_set_back_gives_nobody_a_second_answer_in_an_away_period()
    {
        _period.Since(OnlineStatus.Away);
        _time.SetForward(TimeSpan.FromDays(-30));
        Note(OncePer.Period);

        Assert.Equal("1001 has got it in this away period, 0s ago", WhyNot(OncePer.Period));
    }

    [Fact]
    public void A_clock_that_is_set_back_keeps_nobody_waiting_for_longer()
    {
        Note(_hour);
        Assert.NotNull(WhyNot(_hour));

        _time.SetForward(TimeSpan.FromDays(-30));

        Assert.Null(WhyNot(_hour));
    }

    [Fact]
    public void However_many_names_somebody_makes_up_few_are_kept()
    {
        _marks.Note("rule", Message(1), _hour, period: null);
        foreach (var uin in Enumerable.Range(10_000, 3 * DirectKeys.Max))
        {
            var message = Message(2) with { From = uin, Path = MessagePath.Peer, IsVerified = false };
            _marks.Note("rule", message, _hour, period: null);
            _marks.Note("rule", message, OncePer.Period, _time.GetUtcNow());
        }

        Assert.InRange(new ReplyStore(_database, "bot").Keys("").Count, 3, (2 * DirectKeys.Max) + 1);
        Assert.NotNull(WhyNot(_hour));
    }

    private void Note(OncePer once) => _marks.Note("rule", Message(1), once, _period.Since(OnlineStatus.Away));

    private string? WhyNot(OncePer once) => _marks.WhyNot("rule", Message(2), once, _period.Since(OnlineStatus.Away));

    private MessageReceived Message(long journalId) => new(1001, MessageType.Text, "hi", _time.GetUtcNow(), MessagePath.Server) { JournalId = journalId };
}
