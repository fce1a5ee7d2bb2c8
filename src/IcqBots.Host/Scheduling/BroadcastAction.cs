using IcqBots.Host.Broadcasts;
using IcqBots.Host.Configuration;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scheduling;

/// <summary>Sends a text to many; the action ends when it is known of each person what has become of it.</summary>
internal sealed partial class BroadcastAction(string schedule, BroadcastEntry broadcast) : ScheduleAction(schedule)
{
    /// <inheritdoc/>
    public override async Task<ActionOutcome> RunAsync(IScheduledBot bot, CancellationToken cancellationToken)
    {
        if (broadcast.To.Any(part => part.Kind == AudienceKind.Online))
        {
            // A bot that has just started knows of nobody who is.
            await bot.ListedAsync(cancellationToken);
        }

        LogFires(bot.Log, Schedule);
        var begun = await bot.BroadcastAsync(BroadcastOrder.Of(broadcast, $"schedule {Schedule}"), cancellationToken);
        var report = await begun.Ended.WaitAsync(cancellationToken);
        Trace.Current?.Note($"broadcast {report.Id}: {report.Summary}");
        return new ActionOutcome(report.Reached, report.IsComplete ? null : report.Summary);
    }

    [LoggerMessage(LogLevel.Information, "Schedule {Schedule} fires: broadcast")]
    private static partial void LogFires(ILogger log, string schedule);
}
