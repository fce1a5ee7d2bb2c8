using System.Globalization;
using IcqBots.Host.Tests.EndToEnd;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Scheduling;

/// <summary>The rules behind the schedules of scripts, in a running host.</summary>
public sealed class ScriptScheduleTests
{
    [Fact]
    public async Task What_is_due_while_it_runs_is_left_out_or_waits_or_runs_at_the_same_time()
    {
        await using var host = await StartAsync("""
            async Task Slowly(string what)
            {
                Log.LogInformation("{What}", what);
                await Task.Delay(TimeSpan.FromSeconds(25), Clock, Stopping);
            }

            Every(TimeSpan.FromSeconds(10), () => Slowly("left out"));
            Every(TimeSpan.FromSeconds(10), () => Slowly("waits")).OnOverlap(Overlap.Queue);
            Every(TimeSpan.FromSeconds(10), () => Slowly("at once")).OnOverlap(Overlap.Parallel);
            """);

        await host.UntilAsync(() => Count(host, "at once") == 5, TimeSpan.FromSeconds(1));

        Assert.Equal((2, 2), (Count(host, "left out"), Count(host, "waits")));
    }

    [Fact]
    public async Task What_a_sleeping_machine_has_missed_is_made_up_for_as_the_rule_says()
    {
        await using var host = await StartAsync("""
            Every(TimeSpan.FromMinutes(10), async () => Log.LogInformation("last one"));
            Every(TimeSpan.FromMinutes(10), async () => Log.LogInformation("none")).OnMisfire(Misfire.Skip);
            Every(TimeSpan.FromMinutes(10), async () => Log.LogInformation("all")).OnMisfire(Misfire.FireAll);
            Every(TimeSpan.FromHours(2), async () => Log.LogInformation("late")).OnMisfire(Misfire.FireOnce);
            Every(TimeSpan.FromHours(2), async () => Log.LogInformation("too late"));
            """);

        host.Time.SetForward(TimeSpan.FromMinutes(185));
        await host.UntilAsync(() => Count(host, "all") == 18 && Count(host, "last one") == 1 && Count(host, "late") == 1 && Refusals(host) == 2, TimeSpan.FromSeconds(1));

        Assert.Equal(0, Count(host, "none"));
        Assert.Equal(0, Count(host, "too late"));
    }

    [Fact]
    public async Task It_knows_the_calendars_of_bots_yaml_and_runs_up_to_its_jitter_late()
    {
        await using var host = await StartAsync("""
            Every(TimeSpan.FromMinutes(1), async () => Log.LogInformation("holiday")).Except("holidays");
            var due = Clock.GetUtcNow() + TimeSpan.FromMinutes(1);
            Every(TimeSpan.FromMinutes(1), async () => Log.LogInformation("late by {Seconds}", (int)(Clock.GetUtcNow() - due).TotalSeconds)).Jitter(TimeSpan.FromSeconds(30));
            """);

        await host.UntilAsync(() => Late(host) is not null, TimeSpan.FromSeconds(1));

        Assert.Equal(0, Count(host, "holiday"));
        Assert.InRange(int.Parse(Late(host)!["late by ".Length..], CultureInfo.InvariantCulture), 0, 35);
    }

    private static async Task<TestHost> StartAsync(string script)
    {
        var host = await TestHost.StartAsync(
            """
            embedded-server: { accounts: [{ uin: 1001, password: guest }] }
            calendars: { holidays: [2000-01-01..2100-01-01] }
            bots: [{ name: bot, uin: 2001, password: bot, scripts: [bot.csx] }]
            """,
            [("bot.csx", script)]);
        await host.AllOnlineAsync();
        return host;
    }

    private static int Count(TestHost host, string text) => host.Log.At(LogLevel.Information).Count(line => line == text);

    private static string? Late(TestHost host) =>
        host.Log.At(LogLevel.Information).FirstOrDefault(line => line.StartsWith("late by ", StringComparison.Ordinal));

    private static int Refusals(TestHost host) =>
        host.Log.At(LogLevel.Warning).Count(line => line.StartsWith("A schedule of the script was due at ", StringComparison.Ordinal));
}
