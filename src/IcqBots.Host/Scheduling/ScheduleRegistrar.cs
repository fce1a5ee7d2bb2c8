using IcqBots.Host.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace IcqBots.Host.Scheduling;

/// <summary>Makes a Quartz job with one trigger of every schedule of every bot, and runs them from start to stop.</summary>
internal sealed partial class ScheduleRegistrar(
    IReadOnlyList<BotEntry> bots, FindBot findBot, ISchedulerFactory schedulers, TimeProvider time, ILogger<ScheduleRegistrar> log) : IHostedService, IDisposable
{
    private IScheduler? _scheduler;
    private ClockWatch? _clock;

    /// <summary>Registers all schedules and starts them. A schedule that has no time left is reported and left out.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var (bot, entry) in bots.SelectMany(bot => bot.Schedules.Select(entry => (bot, entry))))
        {
            var trigger = TriggerFor(bot.Name, entry, time);
            if (trigger.GetFireTimeAfter(time.GetUtcNow()) is null)
            {
                LogNeverFires(findBot(bot.Name).Log, entry.Name, entry.Cron.CronExpressionString);
                continue;
            }

            var job = JobBuilder.Create<ScheduledActionJob>()
                .WithIdentity(entry.Name, bot.Name)
                .UsingJobData(ScheduledActionJob.EntryKey, entry)
                .Build();
            await _scheduler.ScheduleJob(job, trigger, cancellationToken: cancellationToken);
        }

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

    /// <summary>When a schedule fires. All the times that a sleeping machine missed become one firing as soon as it wakes.</summary>
    private static ITrigger TriggerFor(string bot, ScheduleEntry entry, TimeProvider time) => TriggerBuilder.Create(time)
        .WithIdentity(entry.Name, bot)
        .WithSchedule(CronScheduleBuilder.Create(entry.Cron)
            .InTimeZone(entry.TimeZone)
            .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
        .Build();

    [LoggerMessage(LogLevel.Warning, "Schedule {Schedule} never fires again: {Cron} has no time left")]
    private static partial void LogNeverFires(ILogger log, string schedule, string cron);
}
