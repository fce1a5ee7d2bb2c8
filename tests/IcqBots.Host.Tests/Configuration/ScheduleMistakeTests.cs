using IcqBots.Host.Configuration;

namespace IcqBots.Host.Tests.Configuration;

/// <summary>What <see cref="BotsFileReader"/> says about bad schedules.</summary>
public sealed class ScheduleMistakeTests : IDisposable
{
    private const string Bot = BotsFileMistakeTests.Bot;
    private const string UinRange = BotsFileMistakeTests.UinRange;

    private readonly BotsYamlFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cron: '* * *', run: x",
        "6:26: \"* * *\" is not a cron expression: it has 3 fields; crontab has 5, Quartz 6 or 7 with the seconds first")]
    [InlineData("cron: 0 0 30 2 *, run: x",
        "6:26: \"0 0 30 2 *\" is not a cron expression: there is no such day, so it never fires")]
    [InlineData("cron: '0 0 , * *', run: x",
        "6:26: \"0 0 , * *\" is not a cron expression: a field has only commas")]
    [InlineData("cron: 0 9 1 JAN-DEC/3 *, run: x",
        "6:26: \"0 9 1 JAN-DEC/3 *\" is not a cron expression: \"JAN-DEC/3\" has a step, which only numbers of months have")]
    [InlineData("cron: '0 0 9 ? * MON-FRI#1', run: x",
        "6:26: \"0 0 9 ? * MON-FRI#1\" is not a cron expression: \"MON-FRI#1\" counts several weekdays, but # and L belong to one")]
    [InlineData("cron: '@dayly', run: x",
        "6:26: \"@dayly\" is not a cron expression: Unknown cron macro '@DAYLY'. The supported macros are @yearly (@annually), @monthly, "
        + "@weekly, @daily (@midnight) and @hourly.")]
    [InlineData("cron: '@daily', time-zone: Stockholm, run: x",
        "6:47: \"Stockholm\" is not a time zone (such as Europe/Stockholm): did you mean \"Europe/Stockholm\"?")]
    [InlineData("cron: '@daily', run: x, status: { set: away }",
        "6:44: a schedule has one action, but this one has run and status")]
    [InlineData("run: x", "6:9: a schedule needs a time: cron, every, at or rrule")]
    [InlineData("cron: '@daily', every: 5m, run: x", "6:36: a schedule has one time, but this one has cron and every")]
    [InlineData("every: 500ms, run: x", "6:27: \"every\" must be from 1s to 365d")]
    [InlineData("at: tomorrow, run: x", "6:24: \"tomorrow\" is not a time such as 2026-12-24T18:00 or 2026-12-24T18:00+01:00")]
    [InlineData("rrule: FREQ=DAILY, run: x",
        "6:20: \"rrule\" needs \"start\", such as 2026-01-05T09:00: it tells the time of day, and from when on the rule counts")]
    [InlineData("rrule: FREQ=DAILY;BYADY=MO, start: 2026-01-05T09:00, run: x",
        "6:27: \"FREQ=DAILY;BYADY=MO\" is not a rule of RFC 5545 such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO: did you mean \"BYDAY\"?")]
    [InlineData("rrule: FREQ=DAILY;FREQ=WEEKLY, start: 2026-01-05T09:00, run: x",
        "6:27: \"FREQ=DAILY;FREQ=WEEKLY\" is not a rule of RFC 5545 such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO: FREQ is here twice")]
    [InlineData("rrule: 'FREQ=YEARLY;BYWEEKNO=20,1;BYDAY=MO', start: 2026-01-05T09:00, run: x",
        "6:27: \"FREQ=YEARLY;BYWEEKNO=20,1;BYDAY=MO\" is not a rule of RFC 5545 such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO: week 1 may lie in two years, "
        + "which BYWEEKNO does not do; it takes 2 to 51, and BYMONTH with BYMONTHDAY names other days")]
    [InlineData("rrule: FREQ=HOURLY;BYYEARDAY=100, start: 2026-01-05T09:00, run: x",
        "6:27: \"FREQ=HOURLY;BYYEARDAY=100\" is not a rule of RFC 5545 such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO: BYYEARDAY goes with FREQ=YEARLY, "
        + "and with none of BYMONTH, BYWEEKNO, BYMONTHDAY and BYDAY")]
    [InlineData("rrule: FREQ=YEARLY;BYWEEKNO=20;WKST=SU, start: 2026-01-05T09:00, run: x",
        "6:27: \"FREQ=YEARLY;BYWEEKNO=20;WKST=SU\" is not a rule of RFC 5545 such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO: BYWEEKNO goes with FREQ=YEARLY "
        + "and WKST=MO, and with none of BYMONTH, BYMONTHDAY and a number in BYDAY")]
    [InlineData("rrule: FREQ=WEEKLY;BYMONTHDAY=13, start: 2026-01-05T09:00, run: x",
        "6:27: \"FREQ=WEEKLY;BYMONTHDAY=13\" is not a rule of RFC 5545 such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO: BYMONTHDAY does not go with FREQ=WEEKLY")]
    [InlineData("rrule: FREQ=WEEKLY;BYDAY=2TU, start: 2026-01-05T09:00, run: x",
        "6:27: \"FREQ=WEEKLY;BYDAY=2TU\" is not a rule of RFC 5545 such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO: a number in BYDAY goes with FREQ=MONTHLY "
        + "or FREQ=YEARLY, and not with BYMONTHDAY")]
    [InlineData("rrule: FREQ=YEARLY;BYDAY=-1SU, start: 2026-01-05T09:00, run: x",
        "6:27: \"FREQ=YEARLY;BYDAY=-1SU\" is not a rule of RFC 5545 such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO: with FREQ=YEARLY, BYDAY and BYMONTHDAY "
        + "need BYMONTH; FREQ=MONTHLY takes all months")]
    [InlineData("cron: '@daily', start: 2026-01-05T09:00, run: x", "6:36: \"start\" belongs to rrule or every")]
    [InlineData("cron: '@daily', except: [02-30], run: x",
        "6:45: \"02-30\" is not a day such as 2026-12-25 or 12-25, days such as 2026-12-24..2027-01-01, or a calendar: there is no such day")]
    [InlineData("cron: '@daily', except: holydays, run: x", "6:44: there is no calendar \"holydays\" under \"calendars\"; did you mean \"holidays\"?")]
    [InlineData("cron: '@daily', overlap: queu, run: x",
        "6:45: \"queu\" is not one of these words (queue, skip, parallel): did you mean \"queue\"?")]
    [InlineData("cron: '@daily', actions: [{ run: x, status: { set: away } }]",
        "6:56: an item of \"actions\" has one action, but this one has run and status")]
    [InlineData("cron: '@daily', status: { for: 2h }", "6:44: the key \"set\" is missing here")]
    [InlineData("cron: '@daily', status: { set: away, for: 0s }", "6:62: \"for\" must be from 1s to 365d")]
    [InlineData("cron: '@daily', run: x, arguments: [a, b]", "6:55: \"arguments\" takes keys with values")]
    [InlineData("cron: '@daily', run: x, arguments: { a: [b] }", "6:60: \"a\" takes a single value: a text")]
    [InlineData("cron: '@daily', status: { set: away }, arguments: { a: b }", "6:59: \"arguments\" belongs to run")]
    [InlineData("cron: '@daily', actions: [{ run: x }, { status: { set: away }, arguments: { a: b } }]", "6:83: \"arguments\" belongs to run")]
    [InlineData("cron: '@daily', add-contact: [1001, 1]", "6:49: 1 is the bot itself, which its own list does not hold")]
    [InlineData("cron: '@daily', actions: [{ remove-contact: 1 }]", "6:64: 1 is the bot itself, which its own list does not hold")]
    [InlineData("cron: '@daily', add-contact: []", "6:49: \"add-contact\" names nobody")]
    [InlineData("cron: '@daily', remove-contact: [1001, x]", $"6:59: \"x\" is not {UinRange}")]
    [InlineData("cron: '@daily', rum: x", "6:36: unknown key \"rum\"; did you mean \"run\"?")]
    [InlineData("cron: '@daily', run: ''", "6:41: \"run\" must not be empty")]
    [InlineData("cron: '@daily', broadcast: { to: 1001, text: '' }", "6:65: \"text\" must not be empty")]
    [InlineData("cron: '@daily', send: { to: [], text: x }",
        "6:48: \"to\" names nobody; write a UIN, \"contacts\" or \"online\"")]
    [InlineData("cron: '@daily', send: { to: contact, text: x }",
        $"6:48: \"contact\" is not \"contacts\", \"online\", a list of UINs or {UinRange}: did you mean \"contacts\"?")]
    [InlineData("cron: '@daily', send: { to: online }", "6:42: the key \"text\" is missing here")]
    public void A_mistake_in_a_schedule_is_reported_at_its_place(string keys, string mistake) =>
        Assert.Equal([mistake], _folder.MistakesOf($"{Bot}    schedules:\n      - {{ name: s, {keys} }}\ncalendars: {{ holidays: [12-25] }}\n"));

    [Fact]
    public void Two_schedules_of_one_bot_cannot_have_one_name()
    {
        const string schedules = "    schedules:\n"
            + "      - { name: s, cron: '@daily', run: x }\n"
            + "      - { name: s, cron: '@daily', run: y }\n";
        const string otherBot = "  - { name: b, uin: 2, password: p, schedules: [{ name: s, cron: '@daily', run: x }] }\n";

        Assert.Equal(["7:17: the schedule at line 6 has the same name"], _folder.MistakesOf(Bot + schedules + otherBot));
    }
}
