using IcqBots.Host.Configuration;
using IcqBots.Host.Scheduling;

namespace IcqBots.Host.Tests.Scheduling;

/// <summary>
/// Many times of schedules, by chance: whatever bots.yaml takes has words, and what has the same words fires at the same times.
/// </summary>
public sealed class ScheduleWordsOfAllKindsTests
{
    private const int Seed = 1;

    private static readonly string[] _sets = ["*", "?", "/5", "*/2", "*,2", "?,2", "2", "02", "2,", "2,2", "1-3", "3-1", "1-7/2", "2/3", "2-5,7", "1,L", "2L"];
    private static readonly string[] _months = [.. _sets, "JAN", "jan-mar", "NOV-FEB", "FEB/3", "JAN-DEC/2"];
    private static readonly string[] _weekdays = [.. _sets, "L", "MON", "sun-sat", "FRI-MON", "MON/2", "2#1", "MON#1", "MON-FRI#1", "MON-FRIL", "FRIL", "0"];
    private static readonly string[] _days = [.. _sets, "L", "LW", "L-3", "L-0", "L,L-2", "15W", "1,15W,LW", "L-5W", "1-31"];

    private static readonly string[] _frequencies = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY", "", "DAYLY"];
    private static readonly string[] _parts =
    [
        "INTERVAL=2", "INTERVAL=0", "COUNT=3", "UNTIL=20260301", "UNTIL=20260301T120000Z", "UNTIL=soon", "BYDAY=MO,TU,MO", "INTERVAL=2;BYDAY=SU,MO", "BYDAY=2MO", "BYDAY=-1MO,FR",
        "BYDAY=0MO", "BYDAY", "BYMONTHDAY=5,-3", "BYMONTHDAY=-27,5", "BYMONTH=1,3", "BYMONTH=13", "BYYEARDAY=5,-361", "BYWEEKNO=2,-30", "BYHOUR=8,20,8",
        "BYMINUTE=0,30", "BYSECOND=15", "BYSETPOS=1,-1", "BYSETPOS=0", "BYSETPOS=-2147483648", "WKST=SU", "WKST=MO", "WKST=",
    ];

    [Fact]
    public void Cron_expressions_with_the_same_words_fire_at_the_same_times()
    {
        var random = new Random(Seed);
        AssertSame(Enumerable.Range(0, 5000).Select(_ => random.Next(2) == 0
            ? $"cron: {Any(_sets)} 3 {Any(_days)} {Any(_months)} {Any(_weekdays)}"
            : $"cron: 0 {Any(_sets)} {Any(_sets)} {Any(_days)} {Any(_months)} {Any(_weekdays)}"));

        string Any(string[] of) => of[random.Next(3) == 0 ? random.Next(of.Length) : 0];
    }

    [Fact]
    public void Rules_with_the_same_words_fire_at_the_same_times()
    {
        var random = new Random(Seed);
        AssertSame(Enumerable.Range(0, 5000).Select(_ => string.Join(';',
        [
            $"rrule: FREQ={_frequencies[random.Next(_frequencies.Length)]}",
            .. Enumerable.Range(0, random.Next(4)).Select(_ => _parts[random.Next(_parts.Length)]),
        ])));
    }

    private static void AssertSame(IEnumerable<string> times)
    {
        var seen = new Dictionary<string, (string Time, string Fires)>();
        foreach (var time in times)
        {
            if (EntryOf(time) is { } entry)
            {
                var words = ScheduleWords.MeaningOf(entry, TimeZoneInfo.Utc);
                var fires = string.Join(' ', FiresOf(entry).Select(fire => $"{fire:yyyy-MM-dd'T'HH:mm:ss}"));
                seen.TryAdd(words, (time, fires));
                Assert.True(seen[words].Fires == fires, $"{words}: {time}, {seen[words].Time}");
            }
        }

        Assert.InRange(seen.Count, 100, int.MaxValue);
    }

    /// <summary>Null: bots.yaml does not take it.</summary>
    private static ScheduleEntry? EntryOf(string time)
    {
        var (kind, text) = (time[..time.IndexOf(':', StringComparison.Ordinal)], time[(time.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        try
        {
            var entry = new ScheduleEntry { Name = "any", Run = "any", Start = LocalMoment.Parse("2026-01-05T19:30:15") };
            return kind == "cron" ? entry with { Cron = ValueKind.ParseCron(text) } : entry with { Rrule = RecurrenceRule.Parse(text) };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Some of the next times, those of later months and years among them.</summary>
    private static IEnumerable<DateTimeOffset> FiresOf(ScheduleEntry entry)
    {
        var times = new ScheduleTimes(entry, TimeZoneInfo.Utc, new Dictionary<string, IReadOnlyList<ExceptDate>>());
        var after = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var number = 1; number <= 20 && times.After(after) is { } next; number++)
        {
            yield return next;
            after = number % 5 == 0 ? next.AddDays(number * 3) : next;
        }
    }
}
