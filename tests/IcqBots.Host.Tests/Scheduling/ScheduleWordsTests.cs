using IcqBots.Host.Scheduling;
using IcqBots.Host.Tests.Configuration;

namespace IcqBots.Host.Tests.Scheduling;

/// <summary>What "icqbots schedule" says of a schedule.</summary>
public sealed class ScheduleWordsTests
{
    [Theory]
    [InlineData("30 10 * * *", "every day at 10:30")]
    [InlineData("0 9 * * MON-FRI", "on Monday-Friday at 09:00")]
    [InlineData("0 8,12,18 * * 0,6", "on Saturday and Sunday at 08:00, 12:00 and 18:00")]
    [InlineData("0 9 * * 5-7", "on Friday-Sunday at 09:00")]
    [InlineData("*/15 * * * *", "every 15 minutes")]
    [InlineData("* * * * *", "every minute")]
    [InlineData("5,35 * * * *", "each hour at minute 5 and 35")]
    [InlineData("*/20 9-16 * * MON-FRI", "on Monday-Friday every 20 minutes from 09:00 to 16:59")]
    [InlineData("*/20 22-2 * * *", "every 20 minutes from 22:00 to 02:59")]
    [InlineData("0 9-17 * * *", "each hour at minute 0 from 09:00 to 17:59")]
    [InlineData("0 */2 * * *", "every 2 hours at minute 0")]
    [InlineData("0 */6 * * *", "every day at 00:00, 06:00, 12:00 and 18:00")]
    [InlineData("*/10 8,20 * * *", "every 10 minutes from 08:00 to 08:59 and from 20:00 to 20:59")]
    [InlineData("0 9 1,15 * *", "on day 1 and 15 of each month at 09:00")]
    [InlineData("0 9 1-5 * *", "on day 1-5 of each month at 09:00")]
    [InlineData("0 18 24 12 *", "on day 24 of December at 18:00")]
    [InlineData("0 9 * 12-2 *", "every day in January, February and December at 09:00")]
    [InlineData("0 9 * JUN-AUG SUN", "on Sunday in June-August at 09:00")]
    [InlineData("0 9 15 * FRI", "on Friday and on day 15 of each month at 09:00")]
    [InlineData("0 9 * * sun#1", "on the first Sunday of each month at 09:00")]
    [InlineData("0 9 15 * *,FRI", "on day 15 of each month at 09:00")]
    [InlineData("/15 * * * *", "every 15 minutes")]
    [InlineData("5, * * * *", "by the cron expression 0 5, * * * ?")]
    [InlineData("@hourly", "each hour at minute 0")]
    [InlineData("@weekly", "on Sunday at 00:00")]
    [InlineData("@yearly", "on day 1 of January at 00:00")]
    [InlineData("*/5 * * * * ?", "every 5 seconds")]
    [InlineData("* * * * * ?", "every second")]
    [InlineData("30 0 12 * * ?", "every day at 12:00:30")]
    [InlineData("30 */5 * * * ?", "every 5 minutes at second 30")]
    [InlineData("*/10 0 * * * ?", "every 10 seconds of minute 0 of each hour")]
    [InlineData("0 0 9 L * ?", "on the last day of each month at 09:00")]
    [InlineData("0 0 9 L-3 * ?", "on the day 3 days before the last of each month at 09:00")]
    [InlineData("0 0 9 1,LW * ?", "on day 1 and the last working day of each month at 09:00")]
    [InlineData("0 0 9 15W * ?", "on the working day nearest to day 15 of each month at 09:00")]
    [InlineData("0 0 9 ? * 6L", "on the last Friday of each month at 09:00")]
    [InlineData("0 0 9 ? MAR L", "on Saturday in March at 09:00")]
    [InlineData("0 0 9 ? * TUE#2", "on the second Tuesday of each month at 09:00")]
    [InlineData("0 0 9 ? * FRI-MON", "on Monday and Friday-Sunday at 09:00")]
    [InlineData("0 0 9 1 1 ? 2027", "on day 1 of January in 2027 at 09:00")]
    [InlineData("0 0 9 ? * 2-6/2", "on Monday, Wednesday and Friday at 09:00")]
    public void Cron_is_told_in_words(string cron, string words) => Assert.Equal(words, TimeOf($"cron: \"{cron}\""));

    [Theory]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "every 2 weeks on Monday at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=WEEKLY", "every week on Monday at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=DAILY;COUNT=10", "every day at 19:30, from 2026-01-05 on, 10 times in all")]
    [InlineData("FREQ=DAILY;UNTIL=20261231;BYHOUR=8,20;BYMINUTE=0", "every day at 08:00 and 20:00, from 2026-01-05 on, until 2026-12-31")]
    [InlineData("FREQ=DAILY;UNTIL=20261231T180000Z", "every day at 19:30, from 2026-01-05 on, until 2026-12-31 18:00 UTC")]
    [InlineData("FREQ=MONTHLY", "every month on day 5 at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=MONTHLY;BYDAY=2TU,-1FR", "every month on the second Tuesday and the last Friday at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=1,15,-1,-2", "every month on day 1 and 15, the last day and the last but one day at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "every month on Friday, if it is day 13 at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on Monday-Friday at 19:30 (of these the last), from 2026-01-05 on")]
    [InlineData("FREQ=YEARLY", "every year on January 5 at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=YEARLY;BYMONTH=3,9", "every year on day 5 in March and September at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "every year on the last Sunday in March at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=20", "every year in week 20 at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=20,-3;BYDAY=MO", "every year on Monday in week 20 and the third last week at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=YEARLY;BYYEARDAY=100", "every year on day 100 of the year at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=YEARLY;BYYEARDAY=-3,-22", "every year on the third last day and the 22nd last day of the year at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,SU,MO", "every 2 weeks (which begin on Sunday) on Monday and Sunday at 19:30, from 2026-01-05 on")]
    [InlineData("FREQ=HOURLY;INTERVAL=3;BYHOUR=9,10,11,12", "every 3 hours at minute 30 from 09:00 to 12:59, from 2026-01-05 on")]
    [InlineData("FREQ=MINUTELY;INTERVAL=20", "every 20 minutes, from 2026-01-05 on")]
    [InlineData("RRULE:freq=weekly;byday=sa,su", "every week on Saturday and Sunday at 19:30, from 2026-01-05 on")]
    public void A_rule_is_told_in_words_with_what_it_takes_from_its_start(string rule, string words) =>
        Assert.Equal(words, TimeOf($"rrule: \"{rule}\", start: \"2026-01-05T19:30\""));

    [Fact]
    public void The_seconds_of_a_start_are_told() =>
        Assert.Equal("every 20 minutes at second 15, from 2026-01-05 on", TimeOf("rrule: FREQ=MINUTELY;INTERVAL=20, start: \"2026-01-05T19:30:15\""));

    [Fact]
    public void A_start_with_an_offset_of_its_own_is_told_in_the_time_of_the_schedule() =>
        Assert.Equal("every week on Tuesday at 00:30, from 2026-01-06 on", TimeOf("rrule: FREQ=WEEKLY, start: \"2026-01-05T23:30Z\""));

    [Fact]
    public void What_holds_a_schedule_back_is_told_too() =>
        Assert.Equal(
            "every 15m, between MON-FRI 08:00-18:00, except 12-25, up to 2m later",
            TimeOf("every: 15m, between: MON-FRI 08:00-18:00, except: 12-25, jitter: 2m"));

    private static string TimeOf(string keys)
    {
        using var folder = new BotsYamlFolder();
        var entry = folder.ReadGood(
            $$"""
            embedded-server: {}
            bots:
              - { name: bot, uin: 2001, password: x, time-zone: Europe/Stockholm, schedules: [{ name: s, {{keys}}, run: x }] }
            """).Bots[0].Schedules[0];
        var words = ScheduleWords.MeaningOf(entry, TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm"));
        Assert.EndsWith(": runs x", words, StringComparison.Ordinal);
        return words[..^": runs x".Length];
    }
}
