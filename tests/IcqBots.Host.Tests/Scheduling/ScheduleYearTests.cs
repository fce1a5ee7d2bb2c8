using System.Globalization;
using NodaTime;
using NodaTime.TimeZones;

namespace IcqBots.Host.Tests.Scheduling;

/// <summary>A year of every kind of timetable, against times that NodaTime has counted.</summary>
public sealed class ScheduleYearTests
{
    private const string Start = "2026-01-01 00:00:00";
    private const string End = "2027-01-01 00:00:00";

    /// <summary>What the clocks skip fires as much later; what comes twice fires the first time.</summary>
    private static readonly ZoneLocalMappingResolver _lenient = Resolvers.LenientResolver;

    /// <summary>What the clocks skip fires when they have moved.</summary>
    private static readonly ZoneLocalMappingResolver _whenMoved =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    [Theory]
    [InlineData("Europe/Stockholm")]
    [InlineData("America/Santiago")]
    [InlineData("Australia/Lord_Howe")]
    public async Task Every_time_of_a_year_is_as_another_library_counts_it(string zoneName)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneName];
        string[] schedules =
        [
            "{ name: cron, cron: '15 2 * * *', except: [holidays, 04-01], run: x }",
            "{ name: every, every: 11h, start: 2026-01-01T00:30, between: 08:00-20:00, except: [2026-07-01..2026-07-31], run: x }",
            "{ name: days, every: 36h, run: x }",
            "{ name: at, at: 2026-10-04T02:15, run: x }",
            "{ name: weekly, rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', start: 2026-01-04T02:10, run: x }",
            "{ name: monthly, rrule: 'FREQ=MONTHLY;BYDAY=-1FR;COUNT=7', start: 2026-01-30T09:00, between: MON-FRI 08:00-18:00, except: 2026-03-27, run: x }",
        ];
        await using var running = await RunningSchedules.StartAsync(
            $"calendars: {{ holidays: [12-24..01-06, 2026-05-01] }}\nbots:\n  - {{ name: b, uin: 1, password: p, time-zone: {zoneName}, schedules: [\n"
            + $"      {string.Join(",\n      ", schedules)} ] }}\n",
            Start);
        running["b"].Handlers.UnionWith(["x"]);

        await running.RunUntilAsync(End);

        var actual = running.All.SelectMany(schedule => schedule.Times.In(RunningSchedules.Utc(Start), RunningSchedules.Utc(End))
            .Select(time => Text(schedule.Entry.Name, Instant.FromDateTimeOffset(time)))).Order();
        Assert.Equal(Expected(zone).Select(each => Text(each.Name, each.At)).Order(), actual);
        Assert.Equal(Expected(zone).Select(each => each.At.ToDateTimeOffset()).Order(), running["b"].Times);
    }

    private static IEnumerable<(string Name, Instant At)> Expected(DateTimeZone zone)
    {
        var (start, end) = (InstantOf(Start), InstantOf(End));
        List<(string Name, Instant At)> all =
        [
            .. Days().Where(day => !IsHoliday(day) && !(day is { Month: 4, Day: 1 }))
                .Select(day => ("cron", zone.ResolveLocal(day.At(new LocalTime(2, 15)), _whenMoved).ToInstant())),
            .. Steps(zone.AtLeniently(new LocalDateTime(2026, 1, 1, 0, 30)).ToInstant(), Duration.FromHours(11))
                .Where(at => at.InZone(zone) is { Hour: >= 8 and < 20 } local && !(local is { Month: 7, Year: 2026 }))
                .Select(at => ("every", at)),
            .. Steps(zone.AtStartOfDay(new LocalDate(2001, 1, 1)).ToInstant(), Duration.FromHours(36)).Select(at => ("days", at)),
            ("at", zone.ResolveLocal(new LocalDateTime(2026, 10, 4, 2, 15), _lenient).ToInstant()),
            .. Enumerable.Range(0, 27).Select(week => new LocalDateTime(2026, 1, 4, 2, 10).PlusWeeks(2 * week))
                .Select(local => ("weekly", zone.ResolveLocal(local, _lenient).ToInstant())),
            .. Enumerable.Range(1, 7).Select(month => new LocalDate(2026, month, 1).With(DateAdjusters.EndOfMonth).With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Friday)))
                .Where(day => day != new LocalDate(2026, 3, 27))
                .Select(day => ("monthly", zone.ResolveLocal(day.At(new LocalTime(9, 0)), _lenient).ToInstant())),
        ];
        return all.Where(each => each.At > start && each.At <= end);

        IEnumerable<Instant> Steps(Instant first, Duration length)
        {
            for (var at = first; at <= end; at += length)
            {
                yield return at;
            }
        }
    }

    private static IEnumerable<LocalDate> Days() => Enumerable.Range(-1, 368).Select(day => new LocalDate(2026, 1, 1).PlusDays(day));

    private static bool IsHoliday(LocalDate day) => day is { Month: 12, Day: >= 24 } or { Month: 1, Day: <= 6 } or { Year: 2026, Month: 5, Day: 1 };

    private static Instant InstantOf(string time) => Instant.FromDateTimeOffset(RunningSchedules.Utc(time));

    private static string Text(string name, Instant at) => string.Create(CultureInfo.InvariantCulture, $"{name} {at}");
}
