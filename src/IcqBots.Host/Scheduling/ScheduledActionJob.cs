using Quartz;

namespace IcqBots.Host.Scheduling;

/// <summary>Runs what is due of the schedule that fires.</summary>
internal sealed class ScheduledActionJob : IJob
{
    /// <summary>The key of the <see cref="Schedule"/> in the job's data.</summary>
    public const string ScheduleKey = "schedule";

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await ((Schedule)context.JobDetail.JobDataMap[ScheduleKey]!).RunDueAsync(
            context.ScheduledFireTimeUtc ?? context.FireTimeUtc, cancellationToken);
}
