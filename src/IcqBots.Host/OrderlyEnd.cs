using IcqBots.Host.Journal;
using IcqBots.Host.Scripts;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host;

/// <summary>Lets the handlers and scripts of a bot that stops end, within the <see cref="StopTimes"/>.</summary>
internal sealed partial class OrderlyEnd(HandlerRunner runner, BotJournal journal, ScriptVersions versions, TimeProvider time, ILogger log)
{
    /// <summary>How often a bot that stops tells what it waits for, beginning a moment after it was told to.</summary>
    private static readonly TimeSpan _tellInterval = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan _tellAfter = TimeSpan.FromSeconds(0.5);

    /// <summary>Timers may fire that much too early.</summary>
    private static readonly TimeSpan _clockGrain = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for the handlers, tells for which, and has the scripts end. What is left then is handled when the bot starts again.</summary>
    public async Task OfScriptsAsync(Task handling)
    {
        var began = time.GetTimestamp();
        for (var wait = _tellAfter; !await WithinAsync(handling, wait);)
        {
            var left = StopTimes.Handlers - time.GetElapsedTime(began);
            if (left < _clockGrain)
            {
                LogGivesUp(log, runner.Running);
                break;
            }

            LogWaits(log, runner.Running, (int)Math.Ceiling(left.TotalSeconds));
            wait = left < _tellInterval ? left : _tellInterval;
        }

        journal.Close();
        var rest = StopTimes.Handlers - time.GetElapsedTime(began);
        await WithinAsync(versions.StopAllAsync(), rest > StopTimes.LeastForOnStop ? rest : StopTimes.LeastForOnStop);
    }

    /// <summary>True when the task has ended in time.</summary>
    public async Task<bool> WithinAsync(Task task, TimeSpan limit)
    {
        using var ended = new CancellationTokenSource();
        var isInTime = await Task.WhenAny(task, Task.Delay(limit, time, ended.Token)) == task;
        await ended.CancelAsync();
        return isInTime;
    }

    [LoggerMessage(LogLevel.Information, "Waits for {Handlers} to end, {Seconds} s at the most; a second Ctrl-C ends at once")]
    private static partial void LogWaits(ILogger log, string handlers, int seconds);

    [LoggerMessage(LogLevel.Warning, "Waits no longer for {Handlers}; messages that were not handled to the end are handled again at the next start")]
    private static partial void LogGivesUp(ILogger log, string handlers);
}
