using IcqBots.Client;
using IcqBots.Host.Templates;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Replies;

/// <summary>A status that a schedule sets for some time.</summary>
public sealed class HeldStatusTests : IDisposable
{
    private const string Keys = """
        time-zone: UTC
        status: { set: free-for-chat }
        schedules:
          - { name: lunch, cron: "0 12 * * *", status: { set: away, message: "Lunch, back at {time:HH:mm}.", for: 2h } }
          - { name: siesta, cron: "0 13 * * *", status: { set: dnd, for: 30m } }
        """;

    private readonly ReplyBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_schedule_sets_a_status_which_goes_back_by_itself_to_what_it_was()
    {
        await using var host = await _bench.StartAsync(Keys, time: At("11:59"));
        await ReplyBench.SetStatusAsync(host, OnlineStatus.Occupied, "Busy");
        await UntilAsync(host, "12:01");
        await BecomesAsync(host, "Away Lunch, back at 12:01.");
        await UntilAsync(host, "12:30");
        await HoldAsync(host, OnlineStatus.DoNotDisturb, minutes: 15, "siesta");
        await UntilAsync(host, "12:46");

        await BecomesAsync(host, "Occupied Busy");
        Assert.Contains("Schedule lunch fires: status away for 2 hours", host.Log.At(LogLevel.Information));
        Assert.Contains("The status is occupied again: schedule siesta had set do-not-disturb for 15 minutes", host.Log.At(LogLevel.Information));
        Assert.Contains(
            host.Fleet.Traces.Last("bot", null, 10), trace => trace.What == "status of schedule siesta ends" && trace.Steps.EndsWith("the status is occupied again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_script_has_set_before_comes_back_and_what_it_sets_meanwhile_stays()
    {
        await using var host = await _bench.StartAsync(
            $"scripts: [bot.csx]\n{Keys}",
            """
            OnCommand("busy", async message => { await SetStatusAsync(OnlineStatus.Occupied, "Not {now}"); await message.ReplyAsync("ok"); });
            """,
            At("09:00"));
        var anna = await host.LogInAsync(1001, "p");
        await BeBusyAsync(host, anna);
        await HoldAsync(host, OnlineStatus.Away, minutes: 60);
        await UntilAsync(host, "10:01");
        await BecomesAsync(host, "Occupied Not {now}");

        await HoldAsync(host, OnlineStatus.Away, minutes: 60);
        await BeBusyAsync(host, anna);
        await host.UntilAsync(
            () => host.Fleet.Traces.Last("bot", 1001, 1)[0].Steps.Contains("schedule lunch has set for 1 hour does not go back", StringComparison.Ordinal),
            TimeSpan.FromMilliseconds(1));
        await ReplyBench.SetStatusAsync(host, OnlineStatus.NotAvailable, "Gone");
        await UntilAsync(host, "11:30");
        await BecomesAsync(host, "NotAvailable Gone");
    }

    [Theory]
    [InlineData("12:30", "Away Lunch", "Occupied Busy")]
    [InlineData("15:30", "Occupied Busy", "Occupied Busy")]
    public async Task It_goes_back_also_when_the_host_did_not_run_meanwhile(string restart, string atOnce, string atTheEnd)
    {
        await using (var before = await _bench.StartAsync(Keys, time: At("11:00")))
        {
            await ReplyBench.SetStatusAsync(before, OnlineStatus.Occupied, "Busy");
            await HoldAsync(before, OnlineStatus.Away, minutes: 120);
        }

        await using var after = await _bench.StartAsync(Keys.Replace("0 1", "0 2", StringComparison.Ordinal), time: At(restart));
        await BecomesAsync(after, atOnce);
        await UntilAsync(after, restart, minutes: 40);
        await BecomesAsync(after, atTheEnd);
    }

    [Fact]
    public async Task A_schedule_that_has_left_bots_yaml_holds_no_status()
    {
        await using (var before = await _bench.StartAsync(Keys, time: At("11:00")))
        {
            await HoldAsync(before, OnlineStatus.Away, minutes: 120);
        }

        await using (var without = await _bench.StartAsync("status: { set: free-for-chat }", time: At("11:30")))
        {
            await BecomesAsync(without, "FreeForChat");
        }

        await using var again = await _bench.StartAsync(Keys, time: At("11:40"));
        await BecomesAsync(again, "FreeForChat");
    }

    [Theory]
    [InlineData(-24, 100, "Away Lunch")]
    [InlineData(-24, 125, "FreeForChat")]
    [InlineData(24, 1, "FreeForChat")]
    public async Task A_clock_that_is_set_makes_it_no_longer(int hours, int minutes, string expected)
    {
        await using var host = await _bench.StartAsync(Keys.Replace("0 1", "0 2", StringComparison.Ordinal), time: At("09:00"));
        await HoldAsync(host, OnlineStatus.Away, minutes: 120);
        host.Time.SetForward(TimeSpan.FromHours(hours));
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(minutes), host.Network);
        await host.Fleet.FlushAsync();
        await BecomesAsync(host, expected);
    }

    private static ManualTimeProvider At(string time) => new(DateTimeOffset.Parse($"2026-05-01 {time}Z", null));

    /// <summary>What is due is done on the thread pool.</summary>
    private static Task BecomesAsync(TestHost host, string expected) =>
        host.UntilAsync(() => StatusOf(host) == expected, TimeSpan.FromMilliseconds(1));

    private static string StatusOf(TestHost host) =>
        $"{host.Fleet.Bots["bot"].Status} {host.Fleet.Bots["bot"].AwayMessage}".TrimEnd();

    private static async Task BeBusyAsync(TestHost host, IcqClient anna)
    {
        await TestHost.SoonAsync(anna.SendMessageAsync(ReplyBench.Bot, "busy", MessageRoute.Server));
        Assert.Equal("ok", await ReplyBench.NextAsync(host, anna));
    }

    private static Task HoldAsync(TestHost host, OnlineStatus status, int minutes, string schedule = "lunch") => TestHost.SoonAsync(
        host.Fleet.Bots["bot"].HoldStatusAsync(status, TextTemplate.Parse("Lunch"), TimeSpan.FromMinutes(minutes), schedule, CancellationToken.None));

    /// <summary>Passes time in steps that no keep-alive misses.</summary>
    private static Task UntilAsync(TestHost host, string time, int minutes = 0)
    {
        var end = DateTimeOffset.Parse($"2026-05-01 {time}Z", null) + TimeSpan.FromMinutes(minutes);
        return host.Time.AdvanceAsync(end - host.Time.GetUtcNow(), host.Network);
    }
}
