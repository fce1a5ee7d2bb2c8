using IcqBots.Host.Configuration;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scheduling;

/// <summary>Changes the bot's status and away message, for ever or for some time.</summary>
internal sealed partial class StatusAction(string schedule, ScheduledStatusEntry status) : ScheduleAction(schedule)
{
    /// <inheritdoc/>
    public override async Task<ActionOutcome> RunAsync(IScheduledBot bot, CancellationToken cancellationToken)
    {
        var words = ScheduleWords.Of(status);
        LogFires(bot.Log, Schedule, words);
        Trace.Current?.Note($"status {words}; it was {EntryKey.Hyphenated(bot.Status.ToString())}");
        await (status.For is { } length
            ? bot.HoldStatusAsync(status.Set, status.Message, length, Schedule, cancellationToken)
            : bot.SetStatusAsync(status.Set, status.Message, cancellationToken));
        return ActionOutcome.Done;
    }

    [LoggerMessage(LogLevel.Information, "Schedule {Schedule} fires: status {Status}")]
    private static partial void LogFires(ILogger log, string schedule, string status);
}
