using IcqBots.Scripting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace IcqBots.Host.Scheduling;

/// <summary>The schedules that scripts make while they run, as Quartz jobs.</summary>
internal sealed partial class ScriptSchedules(ISchedulerFactory schedulers, TimeProvider time)
{
    /// <summary>A shorter interval would be a loop, which a script can write itself.</summary>
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    /// <summary>A hundred years; far longer ones lead beyond the last date that there is.</summary>
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(36525);

    private long _count;

    /// <summary>The trigger of a timetable, counted from now on. What a sleeping machine missed becomes one firing, of an interval none.</summary>
    /// <exception cref="FormatException">The timetable makes no sense.</exception>
    public static ITrigger TriggerFor(Timetable when, TimeProvider time, TimeZoneInfo? defaultZone = null)
    {
        var builder = TriggerBuilder.Create(time);
        return (when switch
        {
            Timetable.Interval { Length: var length } when length < ShortestInterval =>
                throw new FormatException($"{length} is too short an interval; the shortest is {ShortestInterval.TotalSeconds} s"),
            Timetable.Interval { Length: var length } when length > LongestInterval || length > DateTimeOffset.MaxValue - time.GetUtcNow() =>
                throw new FormatException($"{length} is too long an interval; the longest is {LongestInterval.TotalDays} days"),
            Timetable.Interval { Length: var length } => builder
                .StartAt(time.GetUtcNow() + length)
                .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(length).RepeatForever()),
            Timetable.Moment { Time: var moment } => builder.StartAt(moment),
            Timetable.Daily { Time: var at, Zone: var zone } => builder.WithSchedule(
                Repeat(CronExpression.Parse($"{at.Second} {at.Minute} {at.Hour} ? * *", CronFormat.Quartz), zone ?? defaultZone, time)),
            Timetable.Cron { Expression: var cron, Zone: var zone } => builder.WithSchedule(Repeat(ParseCron(cron), zone ?? defaultZone, time)),
            _ => throw new FormatException($"{when} is no timetable"),
        }).Build();
    }

    /// <summary>Fires until the result is disposed. What goes wrong with Quartz is logged.</summary>
    public IAsyncDisposable Add(ITrigger trigger, string group, Action fire, ILogger log)
    {
        var key = new JobKey($"{Interlocked.Increment(ref _count)}", group);
        return new Registration(this, key, AddAsync(), log);

        async Task AddAsync()
        {
            try
            {
                var scheduler = await schedulers.GetScheduler();
                var job = JobBuilder.Create<ScriptScheduleJob>().WithIdentity(key).UsingJobData(ScriptScheduleJob.FireKey, fire).Build();
                await scheduler.ScheduleJob(job, trigger);
            }
            catch (SchedulerException e)
            {
                // A host that stops has no scheduler any more.
                LogFailed(log, e.Message);
            }
        }
    }

    private static CronExpression ParseCron(string text)
    {
        try
        {
            return Configuration.ValueKind.ParseCron(text);
        }
        catch (FormatException e)
        {
            throw new FormatException($"\"{text}\" is not a cron expression: {e.Message}; \"0 9 * * MON-FRI\" is nine o'clock on working days", e);
        }
    }

    private static CronScheduleBuilder Repeat(CronExpression cron, TimeZoneInfo? zone, TimeProvider time) => CronScheduleBuilder.Create(cron)
        .InTimeZone(zone ?? time.LocalTimeZone)
        .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed);

    [LoggerMessage(LogLevel.Debug, "A schedule of a script does not run: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);

    private sealed class Registration(ScriptSchedules owner, JobKey key, Task adding, ILogger log) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await adding;
            try
            {
                await (await owner.Schedulers.GetScheduler()).DeleteJob(key);
            }
            catch (SchedulerException e)
            {
                LogFailed(log, e.Message);
            }
        }
    }

    private ISchedulerFactory Schedulers => schedulers;

    /// <summary>The clock of the schedules.</summary>
    public TimeProvider Time => time;
}

/// <summary>Fires a schedule of a script, which runs by itself.</summary>
internal sealed class ScriptScheduleJob : IJob
{
    /// <summary>The key of the action in the job's data.</summary>
    public const string FireKey = "fire";

    /// <inheritdoc/>
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        ((Action)context.JobDetail.JobDataMap[FireKey]!)();
        return ValueTask.CompletedTask;
    }
}
