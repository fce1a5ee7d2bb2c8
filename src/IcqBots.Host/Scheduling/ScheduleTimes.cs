using IcqBots.Host.Configuration;
using Quartz;

namespace IcqBots.Host.Scheduling;

/// <summary>The times at which a schedule of bots.yaml fires.</summary>
internal sealed class ScheduleTimes
{
    /// <summary>What has not come by then never comes, as far as anybody cares.</summary>
    private static readonly TimeSpan _horizon = TimeSpan.FromDays(40 * 366);

    /// <summary>From when on an interval counts that names no start, so that it goes on as before after a restart.</summary>
    private static readonly DateTime _anchor = new(2001, 1, 1);

    private readonly Func<DateTimeOffset, DateTimeOffset?> _next;
    private readonly IReadOnlyList<ExceptDate> _except;
    private readonly Hours? _between;

    /// <summary>The times of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="zone">The zone in which it is meant.</param>
    /// <param name="calendars">The calendars that it may name.</param>
    /// <param name="anchor">One of the times of an interval that names no start; null: midnight of 2001-01-01.</param>
    public ScheduleTimes(
        ScheduleEntry entry, TimeZoneInfo zone, IReadOnlyDictionary<string, IReadOnlyList<ExceptDate>> calendars, DateTimeOffset? anchor = null)
    {
        Zone = zone;
        _between = entry.Between;
        _except = [.. entry.Except.SelectMany(days => days.Calendar is { } name ? calendars[name] : [days])];
        _next = entry switch
        {
            { Cron: { } cron } => cron.WithTimeZone(zone).GetNextValidTimeAfter,
            { Every: { } length } => EachOf(length, entry.Start?.In(zone), anchor),
            { At: { } at } => OnceAt(at.In(zone)),
            { Rrule: { } rule, Start: { } start } => RuleOf(rule, start.In(zone), zone),
            _ => throw new ArgumentException($"schedule {entry.Name} has no time", nameof(entry)),
        };
    }

    /// <summary>The zone in which they are meant.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The first time after a moment; null: none.</summary>
    public DateTimeOffset? After(DateTimeOffset moment)
    {
        for (var next = _next(moment); next is { } time && time - moment < _horizon;)
        {
            var local = TimeZoneInfo.ConvertTime(time, Zone);
            if (_except.Any(days => days.Contains(DateOnly.FromDateTime(local.DateTime))))
            {
                next = _next(LastOfHour(local, time));
            }
            else if (_between is not null && !_between.Contains(local))
            {
                next = _next(time.AddTicks(TimeSpan.TicksPerMinute - (time.Ticks % TimeSpan.TicksPerMinute) - 1));
            }
            else
            {
                return time;
            }
        }

        return null;
    }

    /// <summary>The times after a moment until another, that one too, one by one.</summary>
    public IEnumerable<DateTimeOffset> In(DateTimeOffset after, DateTimeOffset until)
    {
        for (var next = After(after); next is { } time && time <= until; next = After(time))
        {
            yield return time;
        }
    }

    /// <summary>The last time after a moment until another, that one too; null: none.</summary>
    public DateTimeOffset? LastIn(DateTimeOffset after, DateTimeOffset until)
    {
        // Backwards in growing steps: nobody goes through all the seconds of a year for the last one.
        for (var span = TimeSpan.FromMinutes(1); ; span *= 8)
        {
            var from = span < until - after ? until - span : after;
            DateTimeOffset? last = null;
            foreach (var time in In(from, until))
            {
                last = time;
            }

            if (last is not null || from == after)
            {
                return last;
            }
        }
    }

    /// <summary>The last moment of the hour: days begin at the full hour, or at the half of it where the clocks change just then.</summary>
    private static DateTimeOffset LastOfHour(DateTimeOffset local, DateTimeOffset time) =>
        time.AddTicks((TimeSpan.TicksPerHour / 2) - (local.TimeOfDay.Ticks % (TimeSpan.TicksPerHour / 2)) - 1);

    private Func<DateTimeOffset, DateTimeOffset?> EachOf(TimeSpan length, DateTimeOffset? start, DateTimeOffset? anchor)
    {
        var first = start ?? anchor ?? new DateTimeOffset(_anchor, Zone.GetUtcOffset(_anchor));
        return moment => moment < first
            ? first - TimeSpan.FromTicks(start is null ? ((first - moment).Ticks - 1) / length.Ticks * length.Ticks : 0)
            : first + TimeSpan.FromTicks((((moment - first).Ticks / length.Ticks) + 1) * length.Ticks);
    }

    private static Func<DateTimeOffset, DateTimeOffset?> OnceAt(DateTimeOffset time) => moment => moment < time ? time : null;

    private static Func<DateTimeOffset, DateTimeOffset?> RuleOf(RecurrenceRule rule, DateTimeOffset start, TimeZoneInfo zone)
    {
        var trigger = TriggerBuilder.Create(TimeProvider.System)
            .WithIdentity(nameof(ScheduleTimes))
            .StartAt(start)
            .WithSchedule(RecurrenceScheduleBuilder.Create(rule.Text).InTimeZone(zone))
            .Build();
        if (rule.Count is not { } count)
        {
            return Next;
        }

        // Quartz counts what it has fired since it was started; a rule counts from its own start.
        var last = new Lazy<DateTimeOffset>(() =>
        {
            var time = start.AddTicks(-1);
            for (var number = 0; number < count && Next(time) is { } next; number++)
            {
                time = next;
            }

            return time;
        });
        return moment => Next(moment) is { } next && next <= last.Value ? next : null;

        DateTimeOffset? Next(DateTimeOffset moment)
        {
            try
            {
                return trigger.GetFireTimeAfter(moment);
            }
            catch (ArgumentOutOfRangeException)
            {
                // It has looked for a day that never comes, up to the last year that there is.
                return null;
            }
        }
    }
}
