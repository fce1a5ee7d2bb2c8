using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Scheduling;

public sealed class ScheduleRunTests
{
    private const string Start = "2026-05-01 08:59:30";
    private const string Send = "send: { to: 1001, text: hi }";
    private const string GoAway = "status: { set: away }";

    [Fact]
    public async Task Handlers_of_the_schedules_own_name_run_after_its_action()
    {
        await using var schedules = await HeraldAsync(Schedule("0 9 * * *", Send));
        schedules["herald"].Handlers.Add("tick");
        await schedules.RunUntilAsync("2026-05-01 10:00");
        Assert.Equal(["1001 hi", "handler tick"], schedules["herald"].Done);
    }

    [Theory]
    [InlineData("tick", "handler tick")]
    [InlineData("tock", "handler tock, handler tick")]
    public async Task A_handler_runs_once_even_if_run_names_it_too(string run, string expected)
    {
        await using var schedules = await HeraldAsync(Schedule("0 9 * * *", $"run: {run}"));
        schedules["herald"].Handlers.UnionWith(["tick", "tock"]);
        await schedules.RunUntilAsync("2026-05-01 10:00");
        Assert.Equal(expected, string.Join(", ", schedules["herald"].Done));
    }

    [Theory]
    [InlineData("run: tock, arguments: { days: 007, to: 'a, b' }", "handler tock days=007 to=a, b, handler tick days=007 to=a, b")]
    [InlineData("actions: [{ run: tock, arguments: { n: 1 } }, { run: tock, arguments: { n: 2 } }]", "handler tock n=1, handler tock n=2, handler tick")]
    public async Task Handlers_get_the_arguments_that_stand_beside_run(string run, string expected)
    {
        await using var schedules = await HeraldAsync(Schedule("0 9 * * *", run));
        schedules["herald"].Handlers.UnionWith(["tick", "tock"]);
        await schedules.RunUntilAsync("2026-05-01 10:00");
        Assert.Equal(expected, string.Join(", ", schedules["herald"].Done));
    }

    [Fact]
    public async Task Schedules_of_one_name_stay_with_their_bots()
    {
        await using var schedules = await StartAsync(
            Bot("early", 2001, Schedule("0 9 * * *", Send)), Bot("late", 2002, Schedule("0 10 * * *", Send)));
        await schedules.RunUntilAsync("2026-05-01 09:30");
        Assert.Equal(["1001 hi"], schedules["early"].Done);
        Assert.Empty(schedules["late"].Done);
        await schedules.RunUntilAsync("2026-05-01 10:30");
        Assert.Equal(["1001 hi"], schedules["early"].Done);
        Assert.Equal(["1001 hi"], schedules["late"].Done);
    }

    [Fact]
    public async Task An_action_that_fails_is_reported_and_stops_neither_the_others_nor_its_next_time()
    {
        await using var schedules = await HeraldAsync(
            Schedule("* * * * *", GoAway, "bad"), Schedule("* * * * *", Send, "good"));
        var bot = schedules["herald"];
        bot.Fault = new InvalidOperationException("out of order");
        await schedules.RunUntilAsync("2026-05-01 09:00:30");
        Assert.StartsWith(
            "Schedule bad failed; it goes on with its next time System.InvalidOperationException: out of order",
            Assert.Single(bot.OwnLog.At(LogLevel.Error)));
        bot.Fault = null;
        await schedules.RunUntilAsync("2026-05-01 09:01:30");
        Assert.Equal(["1001 hi", "1001 hi", "Away"], bot.Done.Order());
    }

    [Fact]
    public async Task Actions_of_a_list_run_in_order_and_one_that_fails_does_not_stop_the_others()
    {
        await using var schedules = await HeraldAsync(Schedule("0 9 * * *", $"actions: [{{ run: tock }}, {{ {GoAway} }}, {{ {Send} }}]"));
        schedules["herald"].Handlers.Add("tock");
        schedules["herald"].Fault = new InvalidOperationException("out of order");
        await schedules.RunUntilAsync("2026-05-01 10:00");
        Assert.Equal(["handler tock", "1001 hi"], schedules["herald"].Done);
        Assert.Equal("action 2: out of order", schedules.All[0].Runs()[0].Reason);
    }

    [Fact]
    public async Task A_schedule_with_no_time_left_is_reported_and_left_out()
    {
        await using var schedules = await HeraldAsync(
            Schedule("0 0 20 31 12 ? 1999", GoAway, "party"), Schedule("0 9 * * *", Send));
        await schedules.RunUntilAsync("2026-05-01 09:00");
        Assert.Equal(["1001 hi"], schedules["herald"].Done);
        Assert.Equal(
            ["Schedule party never fires again: cron 0 0 20 31 12 ? 1999 has no time left"], schedules["herald"].OwnLog.At(LogLevel.Warning));
    }

    [Theory]
    [InlineData("0 9 * * *", "2026-05-01 09:59:00")]
    [InlineData("0 * * * *", "2026-05-01 11:40:00")]
    [InlineData("* * * * *", "2026-05-01 09:40:00")]
    public async Task What_a_sleeping_machine_missed_is_done_once_when_it_wakes(string cron, string wakes)
    {
        await using var schedules = await HeraldAsync(Schedule(cron, GoAway));
        await schedules.SleepUntilAsync(wakes);
        await schedules["herald"].BeganAsync();
        await schedules.RunUntilAsync("2026-05-01 11:59:59");
        var atWaking = RunningSchedules.Utc(wakes) + TimeSpan.FromSeconds(30);
        Assert.Equal(atWaking, schedules["herald"].Times[0]);
        Assert.Single(schedules["herald"].Times, time => time < atWaking + TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task What_was_missed_an_hour_ago_is_let_be()
    {
        await using var schedules = await HeraldAsync(Schedule("0 9 * * *", GoAway));
        await schedules.SleepUntilAsync("2026-05-01 10:00");
        await schedules.ExecutedAsync("herald", "tick");
        Assert.Empty(schedules["herald"].Done);
        Assert.Equal(
            ["Schedule tick was due at 2026-05-01 09:00:00Z and does not run: it was missed, and that is an hour or more ago; it waits for its next time"],
            schedules["herald"].OwnLog.At(LogLevel.Warning));
        await schedules.RunUntilAsync("2026-05-02 09:00");
        Assert.Equal([RunningSchedules.Utc("2026-05-02 09:00")], schedules["herald"].Times);
    }

    [Fact]
    public async Task A_long_run_is_followed_by_the_next_and_never_overlaps_it()
    {
        await using var schedules = await StartAsync(
            Bot("slow", 2001, Schedule("* * * * *", Send)), Bot("quick", 2002, Schedule("5 9 * * *", GoAway)));
        var slow = schedules["slow"];
        var gate = new TaskCompletionSource();
        slow.Gate = gate.Task;
        await schedules.AdvanceToAsync("2026-05-01 09:00");
        await slow.BeganAsync();
        await schedules.AdvanceToAsync("2026-05-01 09:05");
        await schedules.ExecutedAsync("quick", "tick");
        Assert.False(slow.HasBegun);
        gate.SetResult();
        await slow.BeganAsync();
        await schedules.RunUntilAsync("2026-05-01 09:06");
        Assert.Equal([.. new[] { "09:05", "09:05", "09:06" }.Select(time => RunningSchedules.Utc($"2026-05-01 {time}"))], slow.Times);
    }

    [Fact]
    public async Task What_is_due_while_one_goes_on_that_somebody_has_asked_for_follows_it()
    {
        await using var schedules = await HeraldAsync(Schedule("0 9 * * *", Send));
        var gate = new TaskCompletionSource();
        schedules["herald"].Gate = gate.Task;
        var asked = schedules.All[0].RunNowAsync();
        await schedules["herald"].BeganAsync();
        await schedules.AdvanceToAsync("2026-05-01 09:00");
        await schedules.AdvanceToAsync("2026-05-01 09:00:10");
        Assert.False(schedules["herald"].HasBegun);
        gate.SetResult();
        await asked;
        await schedules["herald"].BeganAsync();
    }

    [Fact]
    public async Task A_pause_also_keeps_what_waits_for_its_jitter()
    {
        await using var schedules = await HeraldAsync(Schedule("0 9 * * *", $"jitter: 1h, {Send}"));
        await schedules.AdvanceToAsync("2026-05-01 09:00");
        Assert.True(SpinWait.SpinUntil(() => schedules.All[0].IsRunning, RunningSchedules.Limit));
        Assert.True(schedules.All[0].Pause());
        await schedules.Clock.AdvanceUntilAsync(schedules.ExecutedAsync("herald", "tick"));
        Assert.Empty(schedules["herald"].Done);
        Assert.Equal("it was paused while it waited", schedules.All[0].Runs()[0].Reason);
    }

    [Fact]
    public async Task Many_that_wait_for_a_server_keep_no_other_waiting()
    {
        var waiting = Enumerable.Range(1, 20).Select(i => Schedule("0 9 * * *", Send, $"tick{i}"));
        await using var schedules = await StartAsync(
            Bot("offline", 2001, [.. waiting]), Bot("online", 2002, Schedule("1 9 * * *", GoAway)));
        schedules["offline"].Gate = new TaskCompletionSource().Task;
        await schedules.AdvanceToAsync("2026-05-01 09:00");
        for (var i = 0; i < 20; i++)
        {
            await schedules["offline"].BeganAsync();
        }

        await schedules.AdvanceToAsync("2026-05-01 09:01");
        await schedules.ExecutedAsync("online", "tick");
        Assert.Equal(["Away"], schedules["online"].Done);
    }

    [Fact]
    public async Task A_stop_lets_what_runs_end()
    {
        await using var schedules = await HeraldAsync(Schedule("0 9 * * *", Send));
        var gate = new TaskCompletionSource();
        schedules["herald"].Gate = gate.Task;
        await schedules.AdvanceToAsync("2026-05-01 09:00");
        await schedules["herald"].BeganAsync();
        var stopping = schedules.StopAsync();
        await schedules.Clock.AdvanceUntilAsync(Task.Delay(TimeSpan.FromMilliseconds(500), schedules.Clock));
        gate.SetResult();
        await stopping.WaitAsync(RunningSchedules.Limit);
        Assert.Equal(["1001 hi"], schedules["herald"].Done);
    }

    [Theory]
    [InlineData(Send)]
    [InlineData("run: tick")]
    public async Task A_stop_does_not_wait_long_for_what_does_not_end(string action)
    {
        await using var schedules = await HeraldAsync(Schedule("0 9 * * *", action));
        schedules["herald"].Handlers.Add("tick");
        schedules["herald"].Gate = new TaskCompletionSource().Task;
        await schedules.AdvanceToAsync("2026-05-01 09:00");
        await schedules["herald"].BeganAsync();
        await schedules.Clock.AdvanceUntilAsync(schedules.StopAsync());
        Assert.Empty(schedules["herald"].Done);
        Assert.Equal(["Schedule tick was not done when the bots had to stop"], schedules["herald"].OwnLog.At(LogLevel.Warning));
    }

    private static string Schedule(string cron, string action, string name = "tick") =>
        $"{{ name: {name}, cron: '{cron}', time-zone: UTC, {action} }}";

    private static string Bot(string name, int uin, params string[] schedules) =>
        $"  - {{ name: {name}, uin: {uin}, password: secret, schedules: [{string.Join(", ", schedules)}] }}\n";

    private static Task<RunningSchedules> HeraldAsync(params string[] schedules) => StartAsync(Bot("herald", 2002, schedules));

    private static Task<RunningSchedules> StartAsync(params string[] bots) =>
        RunningSchedules.StartAsync($"bots:\n{string.Concat(bots)}", Start);
}
