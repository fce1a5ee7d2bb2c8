using IcqBots.Host.Templates;
using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scheduling;

/// <summary>Changes the bot's status and away message.</summary>
internal sealed partial class StatusAction(string schedule, OnlineStatus status, TextTemplate? message) : ScheduleAction(schedule)
{
    /// <inheritdoc/>
    public override Task RunAsync(IScheduledBot bot, CancellationToken cancellationToken)
    {
        LogFires(bot.Log, Schedule, status);
        return bot.SetStatusAsync(status, message, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Schedule {Schedule} fires: status {Status}")]
    private static partial void LogFires(ILogger log, string schedule, OnlineStatus status);
}
