using System.Globalization;
using IcqBots.Host.Configuration;
using IcqBots.Scripting;
using IcqBots.Scripting.Compilation;
using Microsoft.Extensions.Logging;
using Quartz;

namespace IcqBots.Host.Scheduling;

/// <summary>The schedules that scripts make while they run, as Quartz jobs.</summary>
/// <param name="schedulers">Have the scheduler of the host.</param>
/// <param name="calendars">The calendars of bots.yaml.</param>
/// <param name="time">The clock.</param>
internal sealed partial class ScriptSchedules(
    ISchedulerFactory schedulers, IReadOnlyDictionary<string, IReadOnlyList<ExceptDate>> calendars, TimeProvider time)
{
    /// <summary>A shorter interval would be a loop, which a script can write itself.</summary>
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    /// <summary>A hundred years; far longer ones lead beyond the last date that there is.</summary>
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(36525);

    private long _count;

    /// <summary>Once, at a moment; at once when it has passed.</summary>
    public static ITrigger Once(DateTimeOffset moment, TimeProvider time) => TriggerBuilder.Create(time).StartAt(moment).Build();

    /// <summary>A timetable as a schedule of bots.yaml would have it.</summary>
    /// <exception cref="FormatException">The timetable makes no sense.</exception>
    public static ScheduleEntry EntryOf(Timetable when, DateTimeOffset now)
    {
        var entry = new ScheduleEntry
        {
            Name = "",
            Except = [.. when.Except.Select(ExceptDate.Parse)],
            Between = when.Between is { } hours ? Hours.Parse(hours) : null,
            Jitter = when.Jitter,
            Misfire = when.Misfire,
            Overlap = when.Overlap,
        };
        return when switch
        {
            Timetable.Interval { Length: var length } when length < ShortestInterval =>
                throw new FormatException($"{length} is too short an interval; the shortest is {ShortestInterval.TotalSeconds} s"),
            Timetable.Interval { Length: var length } when length > LongestInterval || length > DateTimeOffset.MaxValue - now =>
                throw new FormatException($"{length} is too long an interval; the longest is {LongestInterval.TotalDays} days"),
            Timetable.Interval { Length: var length } => entry with { Every = length },
            Timetable.Daily { Time: var at } => entry with { Cron = CronExpression.Parse($"{at.Second} {at.Minute} {at.Hour} ? * *", CronFormat.Quartz) },
            Timetable.Cron { Expression: var cron } => entry with { Cron = ParseCron(cron) },
            Timetable.Recurrence { Rule: var rule, Start: var start } => entry with
            {
                Rrule = ParseRule(rule),
                Start = LocalMoment.Parse(start.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)),
            },
            _ => throw new FormatException($"{when} is no timetable that comes again"),
        };
    }

    /// <summary>The times at which it fires; an interval counts from now on.</summary>
    /// <param name="entry">From <see cref="EntryOf"/>.</param>
    /// <param name="when">The timetable.</param>
    /// <param name="calendars">The calendars that it may name.</param>
    /// <param name="defaultZone">The zone where it names none.</param>
    /// <param name="now">The moment.</param>
    /// <exception cref="FormatException">There is no such calendar.</exception>
    public static ScheduleTimes TimesOf(
        ScheduleEntry entry,
        Timetable when,
        IReadOnlyDictionary<string, IReadOnlyList<ExceptDate>> calendars,
        TimeZoneInfo defaultZone,
        DateTimeOffset now)
    {
        if (entry.Except.FirstOrDefault(days => days.Calendar is { } name && !calendars.ContainsKey(name)) is { } unknown)
        {
            throw new FormatException(Spelling.Nearest(unknown.Calendar!, calendars.Keys) is { } meant
                ? $"bots.yaml has no calendar \"{unknown}\"; did you mean \"{meant}\"?"
                : $"bots.yaml has no calendar \"{unknown}\"");
        }

        var zone = when switch
        {
            Timetable.Daily { Zone: { } own } => own,
            Timetable.Cron { Zone: { } own } => own,
            Timetable.Recurrence { Zone: { } own } => own,
            _ => defaultZone,
        };
        return new ScheduleTimes(entry, zone, calendars, anchor: now);
    }

    /// <summary>Fires until the result is disposed, with the time that is due. What goes wrong with Quartz is logged.</summary>
    public IAsyncDisposable Add(ITrigger trigger, string group, Action<DateTimeOffset> fire, ILogger log)
    {
        var key = new JobKey($"{Interlocked.Increment(ref _count)}", group);
        if (trigger is ScheduleTrigger schedule)
        {
            (schedule.Key, schedule.JobKey) = (new TriggerKey(key.Name, group), key);
        }

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
                // A host that stops has no scheduler any more; and what is over has no time left.
                LogFailed(log, e.Message);
            }
        }
    }

    private static RecurrenceRule ParseRule(string text)
    {
        try
        {
            return RecurrenceRule.Parse(text);
        }
        catch (FormatException e)
        {
            throw new FormatException($"\"{text}\" is not a rule of RFC 5545: {e.Message}; \"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO\" is every second Monday", e);
        }
    }

    private static CronExpression ParseCron(string text)
    {
        try
        {
            return ValueKind.ParseCron(text);
        }
        catch (FormatException e)
        {
            throw new FormatException($"\"{text}\" is not a cron expression: {e.Message}; \"0 9 * * MON-FRI\" is nine o'clock on working days", e);
        }
    }

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

    /// <summary>The calendars of bots.yaml.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ExceptDate>> Calendars => calendars;

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
        ((Action<DateTimeOffset>)context.JobDetail.JobDataMap[FireKey]!)(context.ScheduledFireTimeUtc ?? context.FireTimeUtc);
        return ValueTask.CompletedTask;
    }
}
