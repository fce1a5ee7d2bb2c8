using IcqBots.Host.Configuration;
using Microsoft.Extensions.Logging;
using Quartz;

namespace IcqBots.Host.Scheduling;

/// <summary>
/// Runs the action of the schedule that fires, then the handlers that scripts registered under the schedule's own name. One schedule's
/// runs follow each other; those of different schedules do not wait for each other.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class ScheduledActionJob(FindBot findBot, TimeProvider time) : IJob
{
    /// <summary>The key of the <see cref="ScheduleEntry"/> in the job's data.</summary>
    public const string EntryKey = "entry";

    /// <summary>A machine that slept makes up for the last time that it missed, unless that is so long ago.</summary>
    private static readonly TimeSpan TooLate = TimeSpan.FromHours(1);

    /// <summary>
    /// Returns when everything is done, or a moment after the token was cancelled: the bot waits for its handlers after that. What goes wrong is
    /// logged.
    /// </summary>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var entry = (ScheduleEntry)context.JobDetail.JobDataMap[EntryKey]!;
        var bot = findBot(context.JobDetail.Key.Group);
        if (IsOutdated(context, entry, bot.Log))
        {
            return;
        }

        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stopping = cancellationToken.Register(() => limit.CancelAfter(StopTimes.Others));
        try
        {
            await ScheduleAction.From(entry).RunAsync(bot, limit.Token);
            if (entry.Run != entry.Name)
            {
                await bot.RunScheduleAsync(entry.Name).WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            LogCutOff(bot.Log, entry.Name);
        }
        catch (Exception e)
        {
            LogFailed(bot.Log, e, entry.Name);
        }
    }

    /// <summary>True when a later firing is due already, or when this one comes an hour late.</summary>
    private bool IsOutdated(IJobExecutionContext context, ScheduleEntry entry, ILogger log)
    {
        var now = time.GetUtcNow();
        if (context.NextFireTimeUtc <= now)
        {
            return true;
        }

        if (now - context.ScheduledFireTimeUtc < TooLate)
        {
            return false;
        }

        // Quartz fires once for all the times that were missed and names the first of them, but the last one counts.
        var due = entry.Cron.WithTimeZone(entry.TimeZone).GetPreviousValidTimeBefore(now.AddTicks(1));
        if (now - due < TooLate)
        {
            return false;
        }

        LogMissed(log, entry.Name, due);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Schedule {Schedule} was due at {Due:u}, which is too long ago; it waits for its next time")]
    private static partial void LogMissed(ILogger log, string schedule, DateTimeOffset? due);

    [LoggerMessage(LogLevel.Warning, "Schedule {Schedule} was not done when the bots had to stop")]
    private static partial void LogCutOff(ILogger log, string schedule);

    [LoggerMessage(LogLevel.Error, "Schedule {Schedule} failed; it goes on with its next time")]
    private static partial void LogFailed(ILogger log, Exception exception, string schedule);
}
