using IcqBots.Host.Control;
using IcqBots.Host.Scheduling;
using IcqBots.Host.Tests.Control;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Host.Tests.Replies;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Scheduling;

/// <summary>What scripts want done once, at a time.</summary>
public sealed class ScriptJobsTests : IDisposable
{
    private const string Keys = "scripts: [bot.csx]\ntime-zone: UTC";

    private const string Script = """
        OnSchedule("remind", async arguments => Log.LogInformation("ran " + arguments["what"]));
        OnSchedule("hang", async arguments =>
        {
            Log.LogInformation("begins");
            await Task.Delay(TimeSpan.FromHours(1), Clock, Stopping);
            Log.LogInformation("ends");
        });
        OnSchedule("fail", async arguments => throw new FormatException("no " + arguments["what"]));
        OnSchedule("block", async arguments =>
        {
            Log.LogInformation("blocks");
            new System.Threading.ManualResetEvent(false).WaitOne();
        });
        OnCommand("in {delay:duration} {name} {what}", async (IncomingMessage message, TimeSpan delay, string name, string what) =>
            await message.ReplyAsync($"{RunIn(delay, name, new() { ["what"] = what }, evenIfLate: what == "milk").Id}"));
        OnCommand("jobs", async message => await message.ReplyAsync(
            "jobs: " + string.Join(", ", Jobs.Select(job => $"{job.Id} {job.Time:HH:mm} {job.Name} {job.Arguments["what"]}"))));
        OnCommand("cancel {id:long}", async (IncomingMessage message, long id) => await message.ReplyAsync($"{CancelJob(id)}"));
        OnCommand("fill", async message =>
        {
            try
            {
                while (true)
                {
                    RunIn(TimeSpan.FromDays(1), "remind");
                }
            }
            catch (InvalidOperationException e)
            {
                await message.ReplyAsync($"{Jobs.Count}: {e.Message}");
            }
        });
        """;

    private readonly ReplyBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_job_runs_once_at_its_time_whatever_restarts_lie_before_and_behind_it()
    {
        await using (var host = await StartAsync("09:00"))
        {
            Assert.Equal(["1", "2"], await TellAsync(host, "in 2h remind tea", "in 1h remind coffee"));
            await host.Time.AdvanceAsync(TimeSpan.FromMinutes(65), host.Network);
            await RanAsync(host, "ran coffee");
        }

        await using (var host = await StartAsync("10:30"))
        {
            await host.Time.AdvanceAsync(TimeSpan.FromMinutes(25), host.Network);
            Assert.Equal(["jobs: 1 11:00 remind tea"], await TellAsync(host, "jobs"));
            await host.Time.AdvanceAsync(TimeSpan.FromMinutes(10), host.Network);
            await RanAsync(host, "ran tea");
        }

        await using var after = await StartAsync("11:10");
        Assert.Equal(["jobs: ", "3"], await TellAsync(after, "jobs", "in 1h remind milk"));
        Assert.DoesNotContain(after.Log.At(LogLevel.Information), line => line.StartsWith("ran", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10:59", "tea", "ran tea")]
    [InlineData("11:01", "milk", "ran milk")]
    [InlineData("11:01", "tea", "Job 1 (remind of bot.csx) was due at 2026-05-01 10:00:02Z and does not run: it was missed, and that is an hour or more ago")]
    public async Task A_job_that_was_missed_runs_if_that_is_less_than_an_hour_ago_or_if_it_is_wanted_however_late(string restart, string what, string expected)
    {
        await using (var host = await StartAsync("09:00"))
        {
            Assert.Equal(["1"], await TellAsync(host, $"in 1h remind {what}"));
        }

        await using (var host = await StartAsync(restart))
        {
            await RanAsync(host, expected);
            await host.UntilAsync(() => host.Fleet.Bots["bot"].Jobs.Runs().Count == 1, TimeSpan.FromMilliseconds(1));
        }

        await using var after = await StartAsync("12:00");
        Assert.Empty(after.Fleet.Bots["bot"].Jobs.All);
    }

    [Fact]
    public async Task A_job_that_was_under_way_at_a_kill_runs_again_and_one_that_was_done_does_not()
    {
        await using (var host = await StartAsync("09:00"))
        {
            await TellAsync(host, "in 1m remind tea", "in 2m hang x");
            await host.Time.AdvanceAsync(TimeSpan.FromMinutes(3), host.Network);
            await host.UntilAsync(() => host.Fleet.Bots["bot"].Jobs.Runs().Count == 1, TimeSpan.FromMilliseconds(1));
            await RanAsync(host, "begins");
            await host.Fleet.FlushAsync();
            _bench.Kill();
        }

        _bench.Restore();
        await using var after = await StartAsync("09:10");
        await RanAsync(after, "begins");
        await after.Time.AdvanceAsync(TimeSpan.FromMinutes(61), after.Network);
        await RanAsync(after, "ends");
        Assert.DoesNotContain("ran tea", after.Log.At(LogLevel.Information));
    }

    [Fact]
    public async Task A_job_that_an_orderly_stop_cuts_off_runs_again()
    {
        await using (var host = await StartAsync("09:00"))
        {
            await TellAsync(host, "in 1m hang x");
            await host.Time.AdvanceAsync(TimeSpan.FromMinutes(2), host.Network);
            await RanAsync(host, "begins");
        }

        await using var after = await StartAsync("09:10");
        await RanAsync(after, "begins");
    }

    [Fact]
    public async Task The_history_tells_which_handler_has_failed_of_a_job_and_of_a_schedule()
    {
        await using var host = await StartAsync(
            "09:00", expectsErrors: true, "schedules: [{ name: tidy, cron: \"5 9 * * *\", run: fail, arguments: { what: x } }]");
        await TellAsync(host, "in 1m fail x");
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(6), host.Network);
        var jobs = host.Fleet.Bots["bot"].Jobs;
        await host.UntilAsync(() => jobs.Runs().Count == 1, TimeSpan.FromMilliseconds(1));

        const string fault = "bot.csx:8: FormatException; the trace tells more";
        Assert.Equal((RunOutcome.Failed, fault), (jobs.Runs()[0].Run.Outcome, jobs.Runs()[0].Run.Reason));
        await host.UntilAsync(
            () => host.Fleet.Traces.Last("bot", null, 10).Any(
                trace => trace.What == "schedule tidy" && trace.Steps.EndsWith($"failed: {fault}", StringComparison.Ordinal)),
            TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task A_job_whose_handler_was_given_up_is_over()
    {
        await using var host = await StartAsync("09:00", expectsErrors: true);
        await TellAsync(host, "in 1m block x");
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(2), host.Network);
        await RanAsync(host, "blocks");
        await host.UntilAsync(() => host.Fleet.Bots["bot"].Jobs.Runs().Count == 1, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task The_handler_of_a_new_version_runs_and_a_job_without_one_is_reported()
    {
        await using var host = await StartAsync("09:00");
        await TellAsync(host, "in 1h remind tea", "in 1h tidy-up x");
        await File.WriteAllTextAsync(_bench.PathOf("bot.csx"), Script.Replace("ran ", "now ran ", StringComparison.Ordinal));
        Assert.Empty((await TestHost.SoonAsync(host.Fleet.Reloader.ReloadAsync("bot", CancellationToken.None)))[0].Mistakes);
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(61), host.Network);
        await RanAsync(host, "now ran tea");
        await RanAsync(
            host,
            "Job 2 (tidy-up of bot.csx) was due at 2026-05-01 10:00:04Z and does not run: bot.csx has no OnSchedule(\"tidy-up\", …), or is no script of the bot any more");
        await host.UntilAsync(
            () => host.Fleet.Traces.Last("bot", null, 2).Any(trace => trace.What == "job 2 of bot.csx: tidy-up"), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Jobs_are_listed_and_cancelled_and_their_number_has_a_limit()
    {
        await using var host = await StartAsync("09:00");
        Assert.Equal(
            ["1", "2", "jobs: 2 09:01 remind b, 1 10:00 remind a", "True", "False", "False", "jobs: 2 09:01 remind b"],
            await TellAsync(host, "in 1h remind a", "in 1m remind b", "jobs", "cancel 1", "cancel 1", "cancel 7", "jobs"));
        Assert.Equal(["10000: 10000 jobs of bot wait already; more it may not have"], await TellAsync(host, "fill"));
    }

    [Fact]
    public async Task The_command_shows_what_waits_and_what_has_become_of_the_last()
    {
        await using var host = await StartAsync("09:00");
        await TellAsync(host, "in 1m remind tea", "in 1h remind milk");
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(2), host.Network);
        await RanAsync(host, "ran tea");
        var jobs = host.Fleet.Bots["bot"].Jobs;
        await host.UntilAsync(() => jobs.Runs().Count == 1, TimeSpan.FromMilliseconds(1));
        await using var control = await RunningControl.StartAsync(
            _ => [new ScheduleControl(() => [], () => new Dictionary<string, BotJobs> { ["bot"] = new("bot", jobs, TimeZoneInfo.Utc) }, host.Time)], []);

        // When it began depends on how busy the machine is.
        const string last = "job 1, remind, Fri 2026-05-01 09:0.*, due Fri 2026-05-01 09:01:02, took .* s: done$";
        var lines = await control.AskAsync("schedule", ScheduleControl.Ask(ScheduleVerb.List, "bot", null).Target!);
        Assert.Equal("bot, jobs of scripts that wait: 1", lines[0]);
        Assert.Matches($"^    last  {last}", lines[1]);
        Assert.Equal(["    next  Fri 2026-05-01 10:00:04 (UTC), job 2 of bot.csx: runs remind with what", "exit 0"], lines[2..]);
        Assert.Matches($"^{last}", (await control.AskAsync("schedule", ScheduleControl.Ask(ScheduleVerb.History, null, "remind").Target!))[0]);
    }

    private Task<TestHost> StartAsync(string time, bool expectsErrors = false, string schedules = "") =>
        _bench.StartAsync($"{Keys}\n{schedules}", Script, new ManualTimeProvider(DateTimeOffset.Parse($"2026-05-01 {time}Z", null)), expectsErrors);

    /// <summary>What the bot answers to texts.</summary>
    private async Task<IReadOnlyList<string?>> TellAsync(TestHost host, params string[] texts)
    {
        var anna = await host.LogInAsync(1001, "p");
        var answers = new List<string?>();
        foreach (var text in texts)
        {
            answers.Add(await _bench.AskAsync(host, anna, text));
        }

        return answers;
    }

    private static Task RanAsync(TestHost host, string line) => host.UntilAsync(
        () => host.Log.At(LogLevel.Information).Concat(host.Log.At(LogLevel.Warning)).Contains(line), TimeSpan.FromMilliseconds(1));
}
