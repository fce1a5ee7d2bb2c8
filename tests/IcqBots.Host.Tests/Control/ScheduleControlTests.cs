using IcqBots.Host.Control;
using IcqBots.Host.Tests.Scheduling;

namespace IcqBots.Host.Tests.Control;

/// <summary><c>icqbots schedule</c> on the host's side.</summary>
public sealed class ScheduleControlTests
{
    private const string Yaml = """
        bots:
          - name: herald
            uin: 2002
            password: p
            time-zone: Europe/Stockholm
            schedules:
              - { name: morning, cron: "0 9 * * MON-FRI", except: 2026-05-04, send: { to: [1001, 1002], text: hi } }
          - name: other
            uin: 2003
            password: p
            schedules:
              - { name: later, every: 15m, enabled: false, run: x }
        """;

    [Fact]
    public async Task Schedules_are_shown_run_paused_and_remembered()
    {
        await using var schedules = await RunningSchedules.StartAsync(Yaml, "2026-05-01 06:00");
        await schedules.RunUntilAsync("2026-05-01 08:00");
        await using var control = await RunningControl.StartAsync(
            _ => [new ScheduleControl(() => schedules.All, () => new Dictionary<string, BotJobs>(), schedules.Clock)], []);

        const string morning = "Fri 2026-05-01 09:00, due Fri 2026-05-01 09:00, took 0.0 s: done, reached 2";
        const string next = "Tue 2026-05-05 09:00, Wed 2026-05-06 09:00, Thu 2026-05-07 09:00, Fri 2026-05-08 09:00, Mon 2026-05-11 09:00 (Europe/Stockholm)";
        Assert.Equal(
            [
                "herald, morning: on Monday-Friday at 09:00, except 2026-05-04: sends a text to 1001, 1002", $"    last  {morning}", $"    next  {next}",
                "other, later (not enabled): every 15m: runs x", "    last  none", "    next  never", "exit 0",
            ],
            await AskAsync(ScheduleVerb.List));
        Assert.Equal(["herald, morning: done, reached 2", "exit 0"], await AskAsync(ScheduleVerb.Run, "morning"));
        Assert.Equal(["Fri 2026-05-01 10:00, as somebody has asked, took 0.0 s: done, reached 2", morning, "exit 0"], await AskAsync(ScheduleVerb.History, "morning"));
        Assert.Equal(["herald, morning: paused, also over a restart", "exit 0"], await AskAsync(ScheduleVerb.Pause, "morning"));
        Assert.StartsWith("herald, morning (paused): ", (await AskAsync(ScheduleVerb.List))[0], StringComparison.Ordinal);
        Assert.Equal($"    would fire  {next}", (await AskAsync(ScheduleVerb.List))[2]);
        Assert.Equal(["herald, morning: goes on; next Tue 2026-05-05 09:00 (Europe/Stockholm)", "exit 0"], await AskAsync(ScheduleVerb.Resume, "morning"));
        Assert.Equal(["!other, later: failed: no script of other has OnSchedule(\"x\", …)", "exit 1"], await AskAsync(ScheduleVerb.Run, "later"));
        Assert.Equal(["!there is no schedule \"mornin\"; did you mean \"morning\"?", "exit 2"], await AskAsync(ScheduleVerb.Run, "mornin"));

        Task<string[]> AskAsync(ScheduleVerb verb, string? name = null) => control.AskAsync("schedule", ScheduleControl.Ask(verb, null, name).Target!);
    }
}
