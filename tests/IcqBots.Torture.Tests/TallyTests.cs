using System.Globalization;
using IcqBots.Protocol;
using IcqBots.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Torture.Tests;

/// <summary>Whoever counts wrong finds nothing: every kind of loss, made by hand.</summary>
public sealed class TallyTests : IDisposable
{
    private static readonly Uin Person = 10_001;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-tally-");
    private readonly Ledger _ledger = new();
    private readonly TortureBot _echo;
    private readonly TortureBot _count;
    private int _answers;

    public TallyTests()
    {
        _echo = new TortureBot(0, 2001, _folder.FullName);
        _count = new TortureBot(1, 2002, _folder.FullName);
    }

    private string Database => Path.Combine(_folder.FullName, "bots.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_was_acknowledged_handled_and_answered_once_is_well()
    {
        Handle(_echo, Send(_echo, 1));
        Answer(_echo, 1);
        Handle(_count, Send(_count, 2));
        Count(2, 1);
        Answer(_count, 2);

        Assert.Equal(new Tally { Sent = 2, Acknowledged = 2 }, Tally());
    }

    [Fact]
    public void What_was_never_handled_is_lost_and_so_is_its_reply()
    {
        Send(_echo, 1);
        _ledger.Add(new MessageName(Person, _echo.Uin, 2));

        Assert.Equal(new Tally { Sent = 2, Acknowledged = 1, Lost = 1, RepliesLost = 1 }, Tally());
    }

    [Fact]
    public void What_a_counting_bot_has_not_kept_is_lost()
    {
        Handle(_count, Send(_count, 1));
        Answer(_count, 1);

        Assert.Equal(new Tally { Sent = 1, Acknowledged = 1, Lost = 1 }, Tally());
    }

    [Fact]
    public void What_is_handled_again_needs_the_mark()
    {
        Handle(_echo, Send(_echo, 1));
        Handle(_echo, 1, "again");
        Handle(_echo, Send(_echo, 2));
        Handle(_echo, 2);
        Answer(_echo, 1);
        Answer(_echo, 2);

        Assert.Equal(new Tally { Sent = 2, Acknowledged = 2, HandledAgain = 1, HandledTwice = 1 }, Tally());
    }

    [Fact]
    public void A_reply_that_comes_again_is_doubled_unless_the_server_had_to_repeat_it()
    {
        Handle(_echo, Send(_echo, 1));
        Answer(_echo, 1);
        Answer(_echo, 1);
        Answer(_echo, 1, session: 2, isStored: true);

        Assert.Equal(new Tally { Sent = 1, Acknowledged = 1, RepliesDoubled = 1, RepliesRepeated = 1 }, Tally());
    }

    [Fact]
    public void What_comes_behind_a_later_one_is_out_of_order()
    {
        Send(_echo, 1);
        Send(_echo, 3);
        Handle(_echo, 3);
        Handle(_echo, 1);
        Answer(_echo, 3);
        Answer(_echo, 1);

        Assert.Equal(new Tally { Sent = 2, Acknowledged = 2, OrderBroken = 1, ReplyOrderBroken = 1 }, Tally());
    }

    private Tally Tally() => Torture.Tally.Of(_ledger, [_echo, _count], Database) with { Examples = new Tally().Examples };

    private int Send(TortureBot bot, int number)
    {
        _ledger.Acknowledge(_ledger.Add(new MessageName(Person, bot.Uin, number)));
        return number;
    }

    private static void Handle(TortureBot bot, int number, string mark = "new") =>
        File.AppendAllText(bot.NotesPath, string.Create(CultureInfo.InvariantCulture, $"{Person} {number} {mark}\n"));

    private void Count(int number, int times)
    {
        using var database = BotDatabase.Open(Database, new BotDatabaseOptions(), TimeProvider.System, NullLogger.Instance);
        var key = string.Create(CultureInfo.InvariantCulture, $"{Person}/{number}");
        database.Set(new StateKey(_count.Name, _count.Script, key), times.ToString(CultureInfo.InvariantCulture), null);
    }

    private void Answer(TortureBot bot, int number, int session = 1, bool isStored = false) =>
        _ledger.Answer(new MessageName(Person, bot.Uin, number), new Answer(++_answers, session, isStored));
}
