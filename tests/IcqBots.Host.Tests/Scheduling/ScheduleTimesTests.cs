using System.Globalization;
using IcqBots.Host.Configuration;
using IcqBots.Host.Scheduling;

namespace IcqBots.Host.Tests.Scheduling;

public sealed class ScheduleTimesTests
{
    [Theory]
    [InlineData("2026-03-26 12:00", "2026-03-31 12:00", "03-27 08:00, 03-30 07:00, 03-31 07:00")]
    [InlineData("2026-10-22 12:00", "2026-10-27 12:00", "10-23 07:00, 10-26 08:00, 10-27 08:00")]
    public async Task A_schedule_keeps_its_local_time_when_the_clocks_change(string start, string end, string expected) =>
        Assert.Equal(expected, await TimesAsync("0 9 * * MON-FRI", start, end));

    [Fact]
    public async Task A_time_that_spring_skips_fires_when_the_clocks_have_moved() => Assert.Equal(
        "03-28 01:30, 03-29 01:00, 03-30 00:30", await TimesAsync("30 2 * * *", "2026-03-27 12:00", "2026-03-30 12:00"));

    [Fact]
    public async Task A_time_that_comes_twice_in_autumn_fires_once() => Assert.Equal(
        "10-24 00:30, 10-25 00:30, 10-26 01:30", await TimesAsync("30 2 * * *", "2026-10-23 12:00", "2026-10-26 12:00"));

    [Theory]
    [InlineData("0 9 * * 0", "05-03 07:00, 05-10 07:00")]
    [InlineData("0 9 * * 7", "05-03 07:00, 05-10 07:00")]
    [InlineData("0 9 * * 1", "05-04 07:00, 05-11 07:00")]
    [InlineData("0 0 9 ? * 1", "05-03 07:00, 05-10 07:00")]
    [InlineData("15 30 8 ? * MON#1", "05-04 06:30:15")]
    [InlineData("0 0 12 9 5 ? 2026", "05-09 10:00")]
    [InlineData("@weekly", "05-02 22:00, 05-09 22:00")]
    public async Task Crontab_counts_weekdays_from_0_and_Quartz_from_1(string cron, string expected) =>
        Assert.Equal(expected, await TimesAsync(cron, "2026-05-01 00:00", "2026-05-14 00:00"));

    [Fact]
    public async Task A_month_of_hours_fires_each_hour_once()
    {
        // From midnight to midnight in Stockholm, with one hour lost; the first midnight is the start and the last is counted.
        var times = (await TimesAsync("0 * * * *", "2026-02-28 23:00:01", "2026-03-31 22:00")).Split(", ");
        Assert.Equal((31 * 24) - 1, times.Length);
        Assert.Distinct(times);
    }

    [Fact]
    public void Rules_fire_when_another_implementation_of_RFC_5545_says_so()
    {
        var start = RunningSchedules.Utc("2026-01-05 09:30");
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Scheduling", "RecurrenceTimes.txt")).Where(line => !line.StartsWith('#')))
        {
            var expected = line.Split(' ');
            var entry = new ScheduleEntry { Name = "tested", Rrule = RecurrenceRule.Parse(expected[0]), Start = LocalMoment.Parse("2026-01-05T09:30") };
            var times = new ScheduleTimes(entry, TimeZoneInfo.Utc, new Dictionary<string, IReadOnlyList<ExceptDate>>());

            Assert.Equal(
                line,
                string.Join(' ', [expected[0], .. times.In(start.AddTicks(-1), DateTimeOffset.MaxValue).Take(expected.Length - 1).Select(time =>
                    time.ToString(time.Second == 0 ? "yyyy-MM-dd'T'HH:mm" : "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture))]));
        }
    }

    private static async Task<string> TimesAsync(string cron, string start, string end)
    {
        await using var schedules = await RunningSchedules.StartAsync(
            $$"""
            bots:
              - name: herald
                uin: 2002
                password: herald
                schedules:
                  - { name: tested, cron: "{{cron}}", time-zone: Europe/Stockholm, status: { set: away } }
            """,
            start);
        await schedules.RunUntilAsync(end);
        return string.Join(", ", schedules["herald"].Times.Select(TextOf));
    }

    private static string TextOf(DateTimeOffset time) =>
        time.ToString(time.Second == 0 ? "MM-dd HH:mm" : "MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
