using Microsoft.Extensions.Logging;
using Quartz;

namespace IcqBots.Host.Scheduling;

/// <summary>
/// Notices that the machine's clock was set back, and has every schedule go on from the new time: else all would wait until the clock
/// is again where it was, which is a year after somebody has set it a year forward and back. A clock that is set forward needs nothing.
/// </summary>
internal sealed partial class ClockWatch : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(30);

    /// <summary>A smaller step delays nothing by long, and clocks are corrected by such ones all the time.</summary>
    private static readonly TimeSpan _tolerance = TimeSpan.FromSeconds(30);

    private readonly IScheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private (DateTimeOffset Wall, long Timestamp) _before;

    /// <summary>Watches until it is disposed.</summary>
    public ClockWatch(IScheduler scheduler, TimeProvider time, ILogger log)
    {
        (_scheduler, _time, _log) = (scheduler, time, log);
        _before = (time.GetUtcNow(), time.GetTimestamp());
        _timer = time.CreateTimer(_ => Look(), null, _interval, _interval);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var (wall, timestamp) = _before;
        _before = (_time.GetUtcNow(), _time.GetTimestamp());
        var back = wall + _time.GetElapsedTime(timestamp, _before.Timestamp) - _before.Wall;
        if (back > _tolerance)
        {
            LogSetBack(_log, back);
            _ = RescheduleAsync();
        }
    }

    private async Task RescheduleAsync()
    {
        try
        {
            foreach (var key in await _scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.AnyGroup()))
            {
                if (await _scheduler.GetTrigger(key) is { } trigger && NewOf(trigger) is { } anew)
                {
                    await _scheduler.RescheduleJob(key, anew);
                }
            }
        }
        catch (SchedulerException e)
        {
            LogFailed(_log, e.Message);
        }
    }

    /// <summary>The same from now on; null for what happens once, at a time that somebody has named.</summary>
    private ScheduleTrigger? NewOf(ITrigger trigger) => (trigger as ScheduleTrigger)?.StartedAt(_time.GetUtcNow());

    [LoggerMessage(LogLevel.Warning, "The clock of this machine was set back by {Span}. Schedules go on from the new time; what falls into it once more is done again")]
    private static partial void LogSetBack(ILogger log, TimeSpan span);

    [LoggerMessage(LogLevel.Error, "The schedules do not follow the clock: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);
}
