using System.Runtime.CompilerServices;
using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Host.Replies;
using IcqBots.Protocol;
using IcqBots.Storage;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Replies;

public sealed class ReplyGuardsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");
    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly BotDatabase _database;
    private GuardsEntry _entry = new();
    private ReplyGuards _guards;

    public ReplyGuardsTests()
    {
        _database = BotDatabase.Open(Path.Combine(_folder.FullName, "bots.db"), new BotDatabaseOptions(), _time, _log);
        _guards = Guards();
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Delete(recursive: true);
        _log.Dispose();
    }

    [Fact]
    public void A_flood_gets_one_notice_then_growing_silence_then_forgiveness()
    {
        Assert.Equal([.. Enumerable.Repeat(true, 20), false], Enumerable.Range(0, 21).Select(_ => _guards.Hear(Message()).Refusal is null));
        Assert.Equal("1001 gets no answers for another 1m, since there were too many messages", _guards.Hear(Message()).Refusal);

        var lengths = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            var began = _time.GetUtcNow();
            while (_guards.WhySilent(Message()) is not null)
            {
                Assert.False(_guards.Hear(Message()).NeedsNotice);
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            lengths.Add((_time.GetUtcNow() - began).TotalMinutes);
            Assert.False(_guards.Hear(Message()).NeedsNotice);
            Assert.NotNull(_guards.WhySilent(Message()));
        }

        Assert.Equal([1, 2, 4], lengths);
        Assert.Equal(4, _log.At(LogLevel.Information).Count);

        _time.Advance(TimeSpan.FromMinutes(8) + _entry.LongestSilence);
        Assert.Equal(20, Enumerable.Range(0, 20).Count(_ => _guards.Hear(Message()).Refusal is null));
        Assert.True(_guards.Hear(Message()) is { NeedsNotice: true, Refusal: not null });
        Assert.Contains("another 1m", _guards.WhySilent(Message()), StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_row_faster_than_people_write_each_rule_that_asks_for_the_text_answers_once_and_three_in_all()
    {
        string?[] rules = [null, null, "prices", "prices", "hours", "order"];
        Assert.Equal([true, false, true, false, true, false], rules.Select(IsAnswered));

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(IsAnswered(null));

        bool IsAnswered(string? rule, int index = 0)
        {
            _time.Advance(TimeSpan.FromMilliseconds(20));
            var isAnswered = _guards.Decide(Message(), $"text {index} {rule}", rule).Refusal is null;
            if (isAnswered)
            {
                _guards.NoteSent(1001, isVerified: true);
            }

            return isAnswered;
        }
    }

    [Fact]
    public void Who_is_silenced_again_and_again_is_banned_also_after_a_restart_until_the_ban_is_lifted()
    {
        _entry = new GuardsEntry { BanAfter = 2, PerSender = new MessageRate(1, TimeSpan.FromMinutes(1)) };
        _guards = Guards();
        Assert.DoesNotContain(Flood(), decision => decision.IsBan);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(Flood(), decision => decision.IsBan);

        Assert.Equal("1001 is banned until 2026-01-06 08:01 UTC", Guards().WhySilent(Message()));
        Assert.Null(Guards().WhySilent(Message(isVerified: false)));
        Assert.True(Bans().Lift(1001));
        Assert.Null(Guards().WhySilent(Message()));
        Assert.False(Bans().Lift(1001));

        GuardDecision[] Flood() => [_guards.Hear(Message()), _guards.Hear(Message()), _guards.Hear(Message())];
    }

    [Fact]
    public void Who_gets_no_answers_is_shown_and_can_be_freed()
    {
        for (var i = 0; i < 21; i++)
        {
            _guards.Hear(Message());
            _guards.Hear(Message(isVerified: false));
        }

        Assert.Equal([("1001", "1m"), ("1001?", "1m")], _guards.Silent());
        Assert.True(_guards.Free(1001));
        Assert.Empty(_guards.Silent());
        Assert.False(_guards.Free(1001));
        Assert.Null(_guards.Hear(Message()).Refusal);
    }

    [Fact]
    public void A_flood_in_somebodys_name_keeps_no_answers_from_them()
    {
        for (var i = 0; i < 40; i++)
        {
            _guards.Hear(Message(isVerified: false));
        }

        Assert.Null(_guards.Hear(Message()).Refusal);
        Assert.NotNull(_guards.Hear(Message(isVerified: false)).Refusal);
    }

    [Fact]
    public void The_third_message_of_a_row_is_not_answered_until_there_is_a_pause()
    {
        Assert.True(Answered("a"));
        _time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.False(Answered("b"));
        _time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.False(Answered("c"));
        _time.Advance(TimeSpan.FromMilliseconds(1100));
        Assert.True(Answered("d"));
        Assert.Contains("1001 seems to be a program", Assert.Single(_log.At(LogLevel.Information)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_sent_before_the_answer_is_no_answer_to_it()
    {
        var first = Message();
        var second = Message();
        _time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.True(Answered(first, "a"));

        Assert.True(Answered(second, "b"));
    }

    [Fact]
    public void The_same_text_again_is_answered_when_it_has_not_come_for_a_while()
    {
        Assert.True(Answered("again"));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(Answered("again"));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(Answered("again"));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(Answered("again"));
    }

    [Fact]
    public void A_bot_answers_only_so_many_in_all()
    {
        _entry = new GuardsEntry { PerBot = new MessageRate(3, TimeSpan.FromMinutes(1)) };
        _guards = Guards();

        Assert.Equal([true, true, true, false], Enumerable.Range(1, 4).Select(uin => Answered(Message((uint)uin), "hi")));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(Answered(Message(5), "hi"));
    }

    [Fact]
    public void Admins_write_as_much_as_they_like_but_not_whoever_says_to_be_one()
    {
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Null(_guards.Hear(Message(1)).Refusal));
        Assert.Contains(Enumerable.Range(0, 50), _ => _guards.Hear(Message(1, isVerified: false)).Refusal is not null);
    }

    [Fact]
    public void Thousands_of_senders_take_no_more_memory_and_the_silent_ones_stay()
    {
        for (var i = 0; i < 21; i++)
        {
            _guards.Hear(Message(2));
        }

        for (var uin = 0; uin < 2 * ReplyGuards.MaxSenders; uin++)
        {
            _guards.Hear(Message((uint)(uin + 5000)));
        }

        Assert.InRange(_guards.Senders, 1, ReplyGuards.MaxSenders);
        Assert.NotNull(_guards.WhySilent(Message(2)));
    }

    [Fact]
    public void Long_texts_are_not_kept()
    {
        var text = Decide();

        GC.Collect();
        Assert.False(text.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Decide()
        {
            var text = new string('x', 60_000);
            Assert.Null(_guards.Decide(Message(), text).Refusal);
            return new WeakReference(text);
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_for_a_while_forgets_no_ban()
    {
        new GuardBans(new ReplyStore(_database, "bot"), _time).Add(1001, isVerified: true, TimeSpan.FromDays(1));
        await _database.FlushAsync();

        // After the first flush old rows are removed; the table is nobody's then.
        await _database.FlushAsync();
        var bans = new GuardBans(new ReplyStore(_database, "bot"), _time);

        Execute("ALTER TABLE state RENAME TO away");
        Assert.Null(bans.Until(1001, isVerified: true));
        Execute("ALTER TABLE away RENAME TO state");

        Assert.NotNull(bans.Until(1001, isVerified: true));
    }

    [Fact]
    public void Whoever_says_directly_who_they_are_shares_what_is_kept_and_passed_on_with_all_others_who_do()
    {
        Assert.Equal(20, Enumerable.Range(2000, 100).Count(uin => _guards.DecideToPassOn(Message((uint)uin, isVerified: false)).Refusal is null));
        Assert.Equal(
            "more than 20/1m messages came directly, from where nobody can tell who it is",
            _guards.DecideToPassOn(Message(1001, isVerified: false)).Refusal);
        Assert.Null(_guards.DecideToPassOn(Message(1001)).Refusal);

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Null(_guards.DecideToPassOn(Message(1001, isVerified: false)).Refusal);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "bots.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private bool Answered(string text) => Answered(Message(), text);

    private bool Answered(MessageReceived message, string text)
    {
        var isAdmitted = _guards.Hear(message).Refusal is null && _guards.Decide(message, text).Refusal is null;
        if (isAdmitted)
        {
            _guards.NoteSent(message.From, message.IsVerified);
        }

        return isAdmitted;
    }

    private MessageReceived Message(uint from = 1001, bool isVerified = true) =>
        new(from, MessageType.Text, "", _time.GetUtcNow(), isVerified ? MessagePath.Server : MessagePath.Peer) { IsVerified = isVerified };

    private ReplyGuards Guards() => new(_entry, [1], Bans(), _time, _log);

    private GuardBans Bans() => new(new ReplyStore(_database, "bot"), _time);
}
