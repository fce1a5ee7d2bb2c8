using IcqBots.Client;
using IcqBots.Host.Scheduling;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Host.Tests.Replies;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Scheduling;

/// <summary>What is due while a host starts.</summary>
public sealed class ScheduleStartTests : IDisposable
{
    private readonly ReplyBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_handler_is_run_when_its_script_has_started()
    {
        await using var host = await _bench.StartAsync(
            "scripts: [bot.csx]\ntime-zone: UTC\nschedules: [{ name: night, at: 2026-05-01T08:59, run: tidy }]",
            "OnSchedule(\"tidy\", async () => Log.LogInformation(\"tidied\"));",
            Nine());

        await host.UntilAsync(() => host.Log.At(LogLevel.Information).Contains("tidied"), TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [InlineData("send")]
    [InlineData("broadcast")]
    public async Task A_text_for_those_who_are_online_is_sent_when_it_is_known_who_is(string action)
    {
        var time = Nine();
        await using var server = await TestHost.StartAsync(
            "embedded-server: { accounts: [{ uin: 1001, password: p }, { uin: 3001, password: b }] }", [], time: time);
        var anna = await server.LogInAsync(1001, "p");
        await using var host = await TestHost.StartAsync(
            $$"""
            server: 127.0.0.1:4000
            bots:
              - name: bot
                uin: 3001
                password: b
                time-zone: UTC
                contacts: [1001]
                schedules: [{ name: morning, at: 2026-05-01T08:59, {{action}}: { to: online, text: hi } }]
            """,
            [],
            network: server.Network,
            time: time);

        await host.UntilAsync(() => anna.Events.TryRead(out var told) && told is MessageReceived { Text: "hi" }, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_run_that_a_kill_has_ended_is_told_as_such_and_not_begun_again()
    {
        const string keys = "scripts: [bot.csx]\ntime-zone: UTC\nschedules: [{ name: night, cron: '1 9 * * *', run: hang }]";
        const string script = "OnSchedule(\"hang\", async () => await Task.Delay(TimeSpan.FromDays(1), Clock, Stopping));";
        await using (var before = await _bench.StartAsync(keys, script, Nine()))
        {
            await before.UntilAsync(() => Last(before)?.Outcome == RunOutcome.Running, TimeSpan.FromMilliseconds(100));
            await TestHost.SoonAsync(before.Fleet.FlushAsync());
            _bench.Kill();
        }

        _bench.Restore();
        await using var after = await _bench.StartAsync(keys, script, new ManualTimeProvider(DateTimeOffset.Parse("2026-05-01 09:30Z", null)));
        Assert.Equal("not done: icqbots was killed meanwhile", ScheduleWords.Of(Last(after)!));
        Assert.False(after.Schedules[0].IsRunning);
    }

    private static ScheduleRun? Last(TestHost host) => host.Schedules[0].Runs() is [var last, ..] ? last : null;

    private static ManualTimeProvider Nine() => new(DateTimeOffset.Parse("2026-05-01 09:00Z", null));
}
