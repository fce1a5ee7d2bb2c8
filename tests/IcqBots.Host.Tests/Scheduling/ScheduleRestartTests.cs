using IcqBots.Host.Scheduling;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Scheduling;

/// <summary>What schedules do after icqbots did not run for a while, and what they keep.</summary>
public sealed class ScheduleRestartTests
{
    private const string Daily = "{ name: tick, cron: '0 9 * * *', status: { set: away } }";

    [Theory]
    [InlineData("", "2026-05-03 09:30", "05-03 09:30")]
    [InlineData("", "2026-05-03 10:00", "")]
    [InlineData("misfire: fire-once,", "2026-05-04 08:00", "05-04 08:00")]
    [InlineData("misfire: fire-all,", "2026-05-04 08:00", "05-04 08:00, 05-04 08:00")]
    [InlineData("misfire: skip,", "2026-05-03 09:30", "")]
    [InlineData("enabled: false,", "2026-05-03 09:30", "")]
    public async Task What_was_missed_while_nothing_ran_is_made_up_for_as_misfire_says(string keys, string restart, string expected)
    {
        var before = await StartAsync(Daily, "2026-05-01 08:00");
        await before.RunUntilAsync("2026-05-01 12:00");
        await using var after = await before.RestartAsync(Bots(Daily.Replace("cron", $"{keys} cron", StringComparison.Ordinal)), restart);
        if (after.All[0].Entry.Enabled)
        {
            await after.ExecutedAsync("herald", "tick");
        }

        Assert.Equal(expected, string.Join(", ", after["herald"].Times.Select(time => $"{time:MM-dd HH:mm}")));
    }

    [Theory]
    [InlineData("every: 20m", "05-01 12:20, 05-01 12:40, 05-01 13:00")]
    [InlineData("'rrule': 'FREQ=MINUTELY;INTERVAL=30', start: 2026-05-01T08:00", "05-01 12:30, 05-01 13:00")]
    public async Task All_that_was_missed_is_made_up_for_where_misfire_says_so(string time, string expected)
    {
        var tick = $"{{ name: tick, {time}, misfire: fire-all, send: {{ to: 1001, text: '{{time:MM-dd HH:mm}}' }} }}";
        var before = await StartAsync(tick, "2026-05-01 11:50");
        await before.RunUntilAsync("2026-05-01 12:10");
        await using var after = await before.RestartAsync(Bots(tick), "2026-05-01 13:10");
        await after.ExecutedAsync("herald", "tick");
        Assert.Equal(expected, string.Join(", ", after.All[0].Runs().Take(after["herald"].Done.Count).Select(run => $"{run.Planned:MM-dd HH:mm}").Order()));
    }

    [Fact]
    public async Task More_than_a_thousand_are_not_made_up_for_and_that_is_said_once()
    {
        const string tick = "{ name: tick, every: 1s, misfire: fire-all, status: { set: away } }";
        var before = await StartAsync(tick, "2026-05-01 08:00");
        await before.RunUntilAsync("2026-05-01 08:00:05");
        await using var after = await before.RestartAsync(Bots(tick), "2026-05-01 09:00");
        await after.ExecutedAsync("herald", "tick");
        Assert.Equal(MissedTimes.MaxAtOnce, after["herald"].Done.Count);
        Assert.Equal(
            ["Schedule tick was due at 2026-05-01 09:00:00Z and does not run: more than 1000 were missed; fire-all makes up for the first 1000, and leaves out those from 2026-05-01 08:16:46Z on"],
            after["herald"].OwnLog.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_new_schedule_and_a_new_time_have_missed_nothing()
    {
        var before = await StartAsync(Daily, "2026-05-01 08:00");
        await before.RunUntilAsync("2026-05-01 12:00");
        const string changed = "{ name: tick, cron: '15 9 * * *', status: { set: away } }, { name: tock, cron: '0 9 * * *', status: { set: away } }";
        await using var after = await before.RestartAsync(Bots(changed), "2026-05-02 09:30");
        await after.RunUntilAsync("2026-05-02 12:00");
        Assert.Empty(after["herald"].Done);
    }

    [Theory]
    [InlineData("2026-05-01 08:00", 1)]
    [InlineData("2026-05-01 09:30", 1)]
    [InlineData("2026-05-01 10:30", 0)]
    public async Task What_is_due_once_is_done_once_even_if_nothing_ran_then(string start, int times)
    {
        const string once = "{ name: tick, at: 2026-05-01T09:00, status: { set: away } }";
        var before = await StartAsync(once, start);
        if (before.Now > RunningSchedules.Utc("2026-05-01 09:00"))
        {
            await before.ExecutedAsync("herald", "tick");
        }

        await before.RunUntilAsync("2026-05-01 11:00");
        Assert.Equal(times, before["herald"].Done.Count);
        await using var after = await before.RestartAsync(Bots(once), "2026-05-01 11:30");
        await after.RunUntilAsync("2026-05-01 12:00");
        Assert.Empty(after["herald"].Done);
        Assert.Empty(after["herald"].OwnLog.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_pause_survives_and_what_was_due_meanwhile_was_not_missed()
    {
        var before = await StartAsync(Daily, "2026-05-01 08:00");
        await before.RunUntilAsync("2026-05-01 12:00");
        Assert.True(before.All[0].Pause());
        await using var after = await before.RestartAsync(Bots(Daily), "2026-05-02 08:00");
        await after.RunUntilAsync("2026-05-02 09:10");
        Assert.Empty(after["herald"].Done);
        Assert.True(after.All[0].Resume());
        await after.RunUntilAsync("2026-05-03 09:10");
        Assert.Equal([RunningSchedules.Utc("2026-05-03 09:00")], after["herald"].Times);
    }

    [Fact]
    public async Task A_schedule_that_has_left_the_file_leaves_nothing()
    {
        var before = await StartAsync(Daily, "2026-05-01 08:00");
        await before.RunUntilAsync("2026-05-01 12:00");
        Assert.NotEmpty(before.KeptBy("herald"));
        await using var after = await before.RestartAsync(Bots("{ name: tock, cron: '0 9 * * *', status: { set: away } }"), "2026-05-01 13:00");
        Assert.Empty(after.KeptBy("herald"));
    }

    [Fact]
    public async Task The_last_fifty_runs_are_remembered_with_what_became_of_them()
    {
        await using var schedules = await StartAsync("{ name: tick, every: 1h, send: { to: [1001, 1002], text: hi } }", "2026-05-01 00:30");
        schedules["herald"].Unreachable.Add(1002);
        await schedules.RunUntilAsync("2026-05-03 12:00");
        var runs = schedules.All[0].Runs();
        Assert.Equal(ScheduleStore.KeptRuns, runs.Count);
        Assert.Equal(RunningSchedules.Utc("2026-05-03 12:00"), runs[0].Planned);
        Assert.Equal((RunOutcome.Failed, 1, "not delivered to 1002: no acknowledgement"), (runs[0].Outcome, runs[0].Reached, runs[0].Reason));
    }

    [Fact]
    public async Task Jitter_delays_a_run_by_chance_but_not_for_longer()
    {
        await using var schedules = await StartAsync("{ name: tick, cron: '0 9 * * *', jitter: 10m, status: { set: away } }", "2026-05-01 08:59");
        await schedules.AdvanceToAsync("2026-05-01 09:00");
        await schedules.Clock.AdvanceUntilAsync(schedules["herald"].BeganAsync());
        Assert.InRange(schedules["herald"].Times[0], RunningSchedules.Utc("2026-05-01 09:00"), RunningSchedules.Utc("2026-05-01 09:10:01"));
    }

    [Theory]
    [InlineData("skip", 1)]
    [InlineData("parallel", 4)]
    public async Task A_run_that_is_due_while_the_last_one_goes_on_is_left_out_or_runs_beside_it(string overlap, int expected)
    {
        await using var schedules = await StartAsync($"{{ name: tick, cron: '* * * * *', overlap: {overlap}, status: {{ set: away }} }}", "2026-05-01 08:59:30");
        var gate = new TaskCompletionSource();
        schedules["herald"].Gate = gate.Task;
        await schedules.AdvanceToAsync("2026-05-01 09:00");
        await schedules["herald"].BeganAsync();
        foreach (var minute in new[] { "09:01", "09:02", "09:03" })
        {
            await schedules.AdvanceToAsync($"2026-05-01 {minute}");
            await (overlap == "skip" ? schedules.ExecutedAsync("herald", "tick") : schedules["herald"].BeganAsync());
        }

        gate.SetResult();
        await schedules.StopAsync().WaitAsync(RunningSchedules.Limit);
        Assert.Equal(expected, schedules["herald"].Done.Count);
        Assert.Equal(4 - expected, schedules.All[0].Runs().Count(run => run.Outcome == RunOutcome.Skipped));

        // The first one, and at the end of the run how many there were.
        var warnings = schedules["herald"].OwnLog.At(LogLevel.Warning);
        Assert.Equal(overlap == "skip" ? 2 : 0, warnings.Count);
        Assert.All(warnings.Skip(1), line => Assert.StartsWith("Schedule tick was due 3 times while its last run went on", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_has_overtaken_an_earlier_time_is_not_done_again()
    {
        const string tick = "{ name: tick, cron: '0,1 9 * * *', jitter: 5m, overlap: parallel, status: { set: away } }";
        var before = await StartAsync(tick, "2026-05-01 08:59");
        before["herald"].Random = new FirstWaits();
        await before.AdvanceToAsync("2026-05-01 09:00");
        Assert.True(SpinWait.SpinUntil(() => before.All[0].IsRunning, RunningSchedules.Limit));
        await before.AdvanceToAsync("2026-05-01 09:01");
        await before["herald"].BeganAsync();
        await before.Clock.AdvanceUntilAsync(before["herald"].BeganAsync());

        await using var after = await before.RestartAsync(Bots(tick), "2026-05-01 09:30");
        await after.RunUntilAsync("2026-05-01 12:00");
        Assert.Empty(after["herald"].Done);
    }

    /// <summary>The first time waits for long, those after it do not wait.</summary>
    private sealed class FirstWaits : Random
    {
        private int _asked;

        public override double NextDouble() => Interlocked.Increment(ref _asked) == 1 ? 0.9 : 0;
    }

    private static string Bots(string schedules) =>
        $"bots:\n  - {{ name: herald, uin: 2002, password: secret, time-zone: UTC, schedules: [{schedules}] }}\n";

    private static Task<RunningSchedules> StartAsync(string schedules, string start) => RunningSchedules.StartAsync(Bots(schedules), start);
}
