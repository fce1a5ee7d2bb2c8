using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scheduling;

/// <summary>Runs actions one after the other. One that fails is logged and does not stop those after it.</summary>
internal sealed partial class ActionSequence(string schedule, IReadOnlyList<ScheduleAction> actions) : ScheduleAction(schedule)
{
    /// <inheritdoc/>
    public override async Task<ActionOutcome> RunAsync(IScheduledBot bot, CancellationToken cancellationToken)
    {
        int? reached = null;
        var problems = new List<string>();
        for (var number = 1; number <= actions.Count; number++)
        {
            var outcome = await AttemptAsync(actions[number - 1], number, bot, cancellationToken);
            reached = outcome.Reached is { } count ? (reached ?? 0) + count : reached;
            if (outcome.Problem is { } problem)
            {
                problems.Add($"action {number}: {problem}");
            }

            Trace.Current?.Note($"action {number} of {actions.Count}: {outcome.Problem ?? "done"}");
        }

        return new ActionOutcome(reached, problems.Count > 0 ? string.Join("; ", problems) : null);
    }

    private async Task<ActionOutcome> AttemptAsync(ScheduleAction action, int number, IScheduledBot bot, CancellationToken cancellationToken)
    {
        try
        {
            return await action.RunAsync(bot, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(bot.Log, e, number, Schedule);
            return new ActionOutcome(Problem: e.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "Action {Number} of schedule {Schedule} failed; those after it go on")]
    private static partial void LogFailed(ILogger log, Exception exception, int number, string schedule);
}
