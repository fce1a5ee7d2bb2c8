using System.Globalization;
using IcqBots.Host.Configuration;

namespace IcqBots.Host.Scheduling;

/// <summary>Schedules in words, for people.</summary>
internal static class ScheduleWords
{
    /// <summary>What has become of a run.</summary>
    public static string Of(ScheduleRun run)
    {
        var reached = run.Reached is { } count ? string.Create(CultureInfo.InvariantCulture, $", reached {count}") : "";
        return run.Outcome switch
        {
            RunOutcome.Running => "goes on, or was ended by a kill",
            RunOutcome.Done => "done" + reached,
            RunOutcome.Skipped => $"left out: {run.Reason}",
            RunOutcome.CutOff => $"not done: {run.Reason}",
            _ => $"failed{reached}: {run.Reason}",
        };
    }

    /// <summary>When a schedule fires, nearly as bots.yaml has it.</summary>
    public static string TimeOf(ScheduleEntry entry) => entry switch
    {
        { Cron: { } cron } => $"cron {cron.CronExpressionString}",
        { Every: { } length } => $"every {ValueKind.Written(length)}",
        { At: { } at } => $"at {at}",
        _ => $"rrule {entry.Rrule}",
    };
}
