using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Storage.Tests;

public sealed class TraceDatabaseTests : IDisposable
{
    private static readonly TimeSpan _keepTime = TimeSpan.FromDays(1);

    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-test-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _log.Dispose();
    }

    [Fact]
    public void The_last_ones_of_each_bot_are_kept_over_the_end_of_the_program()
    {
        using (var database = Open(keep: 3))
        {
            for (var i = 1; i <= 5; i++)
            {
                Write(database, "busy", $"busy {i}");
                Assert.Equal(Math.Min(i, 3), database.Last("busy", null, 10).Count);
            }

            Write(database, "calm", "calm 1");
        }

        using var again = Open(keep: 3);
        Assert.Equal(["busy 3", "busy 4", "busy 5"], again.Last("busy", null, 10).Select(row => row.Text));
        Assert.Equal(["calm 1"], again.Last("calm", null, 10).Select(row => row.Text));
        Assert.Equal((6, 2), ((int)again.NextNumber("busy"), (int)again.NextNumber("calm")));
    }

    [Fact]
    public void Those_of_one_person_are_found_and_what_has_changed_takes_the_place_of_what_was()
    {
        using var database = Open(keep: 100);
        var number = Write(database, "bot", "before", from: 1001);
        Write(database, "bot", "other", from: 1002);
        Assert.Equal(["before"], database.Last(null, 1001, 10).Select(row => row.Text));

        database.Write(() => Row("bot", number, "after\0wards", 1001));

        Assert.Equal(["after\0wards"], database.Last(null, 1001, 10).Select(row => row.Text));

        database.Write(() => Row("bot", number, "at once", 1001));
        database.Write(() => Row("bot", number, "then", 1001));
        Write(database, "bot", "next");
        Assert.Equal(["then", "next"], database.Last(null, 1001, 10).Select(row => row.Text));
        Assert.Equal(["next"], database.Last(null, 1001, 1).Select(row => row.Text));
    }

    [Fact]
    public void After_their_time_they_are_gone_and_those_who_follow_are_told_of_each_once()
    {
        using var database = Open(keep: 100);
        var told = new List<string>();
        database.Saved += rows => told.AddRange(rows.Select(row => row.Text));
        Write(database, "bot", "old");
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(["old"], told);

        _time.Advance(_keepTime + TimeSpan.FromMinutes(1));

        Assert.Empty(database.Last(null, null, 10));
        Assert.Equal(["old"], told);
    }

    [Fact]
    public void While_the_file_is_too_slow_only_so_many_wait_and_the_log_says_how_many_were_left_out()
    {
        using var database = Open(keep: 100_000);
        Assert.Empty(database.Last(null, null, 1));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        for (var i = 1; i <= 20_005; i++)
        {
            Write(database, "bot", $"{i}");
        }

        Assert.Equal("20000", Assert.Single(database.Last("bot", null, 1)).Text);

        Write(database, "bot", "after");
        Assert.Equal("after", Assert.Single(database.Last("bot", null, 1)).Text);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("5 explanations", Assert.Single(_log.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_ones_of_all_bots_are_in_the_order_in_which_they_came()
    {
        using var database = Open(keep: 100);
        foreach (var bot in (string[])["b", "a", "b", "c", "a"])
        {
            Write(database, bot, $"{bot} {_time.GetUtcNow():ss}");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["b 02", "c 03", "a 04"], database.Last(null, null, 3).Select(row => row.Text));
    }

    private TraceDatabase Open(int keep) => TraceDatabase.Open(Path.Combine(_folder, "traces.db"), keep, _keepTime, _time, _log);

    private long Write(TraceDatabase database, string bot, string text, uint from = 1001)
    {
        var number = database.NextNumber(bot);
        database.Write(() => Row(bot, number, text, from));
        return number;
    }

    private TraceRow Row(string bot, long number, string text, uint from) => new(bot, number, from, _time.GetUtcNow(), "Text", text, "0\thandled");
}
