using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scheduling;

/// <summary>Runs the handlers that scripts registered with OnSchedule under a name.</summary>
internal sealed partial class RunAction(string schedule, string handlers, IReadOnlyDictionary<string, string> arguments) : ScheduleAction(schedule)
{
    /// <inheritdoc/>
    public override async Task<ActionOutcome> RunAsync(IScheduledBot bot, CancellationToken cancellationToken)
    {
        LogFires(bot.Log, Schedule, handlers);
        Trace.Current?.Note(ScheduleWords.OfRun(handlers, arguments.Keys));

        // A handler that goes on after the cancellation is the bot's to wait for.
        var end = await bot.RunScheduleAsync(handlers, new ScheduleArguments(arguments)).WaitAsync(cancellationToken);
        if (end.Any)
        {
            return new ActionOutcome(Problem: end.Fault);
        }

        LogNoHandler(bot.Log, Schedule, bot.Name, handlers);
        return new ActionOutcome(Problem: $"no script of {bot.Name} has OnSchedule(\"{handlers}\", …)");
    }

    [LoggerMessage(LogLevel.Information, "Schedule {Schedule} fires: run {Handlers}")]
    private static partial void LogFires(ILogger log, string schedule, string handlers);

    [LoggerMessage(LogLevel.Warning, "Schedule {Schedule} does nothing: no script of {Bot} has OnSchedule(\"{Handlers}\", …)")]
    private static partial void LogNoHandler(ILogger log, string schedule, string bot, string handlers);
}
