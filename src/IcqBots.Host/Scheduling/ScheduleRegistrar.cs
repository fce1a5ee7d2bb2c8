using IcqBots.Host.Configuration;
using IcqBots.Host.Traces;
using IcqBots.Scripting;
using IcqBots.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace IcqBots.Host.Scheduling;

/// <summary>What schedules need beside their bots.</summary>
/// <param name="Database">Where they keep what survives.</param>
/// <param name="Traces">Explains their runs; null: nothing does.</param>
internal sealed record ScheduleKeeping(BotDatabase Database, TraceBook? Traces);

/// <summary>Makes a Quartz job with one trigger of every schedule of every bot, and runs them from start to stop.</summary>
internal sealed partial class ScheduleRegistrar(
    BotsFile file, FindBot findBot, Func<ScheduleKeeping> keeping, ISchedulerFactory schedulers, TimeProvider time, ILogger<ScheduleRegistrar> log)
    : IHostedService, IDisposable
{
    private IScheduler? _scheduler;
    private ClockWatch? _clock;

    /// <summary>The schedules in the order of bots.yaml, from the start on.</summary>
    public IReadOnlyList<Schedule> Schedules { get; private set; } = [];

    /// <summary>Registers all schedules and starts them. A schedule that has no time left is reported and left out.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _scheduler = await schedulers.GetScheduler(cancellationToken);
        Schedules = [.. file.Bots.SelectMany(SchedulesOf)];
        ForgetOthers();
        foreach (var schedule in Schedules.Where(schedule => schedule.Entry.Enabled))
        {
            await AddAsync(schedule, _scheduler, cancellationToken);
        }

        await _scheduler.ScheduleJob(
            JobBuilder.Create<FirstJob>().Build(), TriggerBuilder.Create(time).StartNow().Build(), cancellationToken: cancellationToken);
        await _scheduler.Start(cancellationToken);
        _clock = new ClockWatch(_scheduler, time, log);
    }

    /// <summary>Fires nothing more and waits for what runs, which ends a second later at the latest.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _clock?.Dispose();
        if (_scheduler is not null)
        {
            await _scheduler.Shutdown(waitForJobsToComplete: true, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _clock?.Dispose();

    private IEnumerable<Schedule> SchedulesOf(BotEntry bot)
    {
        if (bot.Schedules.Count == 0)
        {
            yield break;
        }

        var kept = keeping();
        var store = new ScheduleStore(kept.Database, bot.Name);
        foreach (var entry in bot.Schedules)
        {
            var times = new ScheduleTimes(entry, entry.TimeZone ?? bot.TimeZone ?? time.LocalTimeZone, file.Calendars);
            yield return new Schedule(bot, entry, times, findBot, store, kept.Traces, time);
        }
    }

    private async Task AddAsync(Schedule schedule, IScheduler scheduler, CancellationToken cancellationToken)
    {
        var from = schedule.Begin();
        if (schedule.Times.After(from) is null)
        {
            // What was to be once, and was, is nothing to report.
            if (schedule.Entry.At is null || !schedule.HasRun)
            {
                LogNeverFires(findBot(schedule.Bot).Log, schedule.Entry.Name, ScheduleWords.TimeOf(schedule.Entry));
            }

            return;
        }

        var job = JobBuilder.Create<ScheduledActionJob>()
            .WithIdentity(schedule.Entry.Name, schedule.Bot)
            .DisallowConcurrentExecution(schedule.Entry.Overlap == Overlap.Queue)
            .UsingJobData(ScheduledActionJob.ScheduleKey, schedule)
            .Build();
        var trigger = new ScheduleTrigger(schedule.Times, from, time) { Key = new TriggerKey(schedule.Entry.Name, schedule.Bot), JobKey = job.Key };
        await scheduler.ScheduleJob(job, trigger, cancellationToken: cancellationToken);
    }

    /// <summary>Removes what schedules have kept that bots.yaml has no more.</summary>
    private void ForgetOthers()
    {
        try
        {
            ScheduleStore.KeepOnly(
                keeping().Database, file.Bots.ToDictionary(bot => bot.Name, bot => bot.Schedules.Select(entry => entry.Name).ToHashSet()));
        }
        catch (IOException)
        {
            // The log tells what is wrong with the file; the next start does it.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Schedule {Schedule} never fires again: {Timetable} has no time left")]
    private static partial void LogNeverFires(ILogger log, string schedule, string timetable);

    /// <summary>
    /// Does nothing, once, before all others: what Quartz fires with is compiled then, for which the first schedule that is due would wait.
    /// </summary>
    private sealed class FirstJob : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
