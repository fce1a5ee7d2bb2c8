using IcqBots.Client;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.EndToEnd;

/// <summary>Somebody sets the clock of the machine while bots run.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(365 * 24)]
    [InlineData(365 * 24, -365 * 24)]
    public async Task Bots_stay_online_and_neither_schedules_nor_cooldowns_stand_still_or_run_wild(params int[] hours)
    {
        await using var host = await TestHost.StartAsync(
            """
            embedded-server: { accounts: [{ uin: 1001, password: guest }, { uin: 1002, password: other }] }
            bots:
              - { name: bot, uin: 2001, password: bot, scripts: [bot.csx], schedules: [
                  { name: cron, cron: "* * * * *", run: cron },
                  { name: each, every: 1m, run: each },
                  { name: rule, rrule: FREQ=MINUTELY, start: 2026-01-01T00:00, run: rule } ] }
            """,
            [
                ("bot.csx", """
                    Every(TimeSpan.FromMinutes(1), async () => Log.LogInformation("every"));
                    OnSchedule("cron", async () => Log.LogInformation("cron"));
                    OnSchedule("each", async () => Log.LogInformation("each"));
                    OnSchedule("rule", async () => Log.LogInformation("rule"));
                    OnMessage(async message => await message.ReplyAsync("hello")).Cooldown(TimeSpan.FromMinutes(1), otherwise: "wait");
                    """),
            ]);
        await host.AllOnlineAsync();
        var guest = await host.LogInAsync(1001, "guest");
        await PassAsync(host, minutes: 3);

        foreach (var step in hours)
        {
            Assert.Equal("hello", await AskAsync(guest));
            host.Time.SetForward(TimeSpan.FromHours(step));
            string[] all = ["every", "cron", "each", "rule"];
            var before = all.Select(line => Lines(host, line)).ToList();
            await PassAsync(host, minutes: 10);
            Assert.All(all.Zip(before), each => Assert.InRange(Lines(host, each.First) - each.Second, 8, each.First == "every" ? 11 : 12));
        }

        Assert.Equal("hello", await AskAsync(guest));
        Assert.Equal("wait", await AskAsync(await host.LogInAsync(1002, "other")));
        Assert.DoesNotContain(host.Log.At(LogLevel.Information), line => line.StartsWith("Offline", StringComparison.Ordinal));
        Assert.Equal(hours.Count(step => step < 0), Lines(host, "The clock of this machine was set back"));
    }

    private static async Task<string> AskAsync(IcqClient person)
    {
        await TestHost.SoonAsync(person.SendMessageAsync(2001, "hi"));
        return (await TestHost.ReceiveAsync(person)).Text;
    }

    private static int Lines(TestHost host, string beginning) =>
        host.Log.At(LogLevel.Information).Count(line => line.StartsWith(beginning, StringComparison.Ordinal));

    private static Task PassAsync(TestHost host, int minutes)
    {
        var end = host.Time.GetTimestamp() + TimeSpan.FromMinutes(minutes).Ticks;
        return host.UntilAsync(() => host.Time.GetTimestamp() >= end, TimeSpan.FromSeconds(1));
    }
}
