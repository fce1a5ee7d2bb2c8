namespace IcqBots.Scripting;

/// <summary>
/// The rules of schedules, to be written behind them: <c>Every(…).Between("08:00-18:00").Except("12-25", "holidays")</c>. They are those that schedules
/// in bots.yaml have as keys.
/// </summary>
public static class ScheduleRules
{
    /// <summary>
    /// Not on these days: <c>2026-12-25</c>, <c>2026-12-24..2027-01-01</c>, <c>12-25</c> in each year, <c>12-24..01-06</c>, or those of a calendar in
    /// bots.yaml.
    /// </summary>
    /// <exception cref="FormatException">There is no such day, or no such calendar.</exception>
    public static Schedule Except(this Schedule schedule, params string[] days) =>
        schedule.With(when => when with { Except = [.. when.Except, .. days] });

    /// <summary>Only in these hours, such as <c>08:00-22:00</c>, or <c>MON-FRI 08:00-18:00</c>; at any other time it does not fire.</summary>
    /// <exception cref="FormatException">They are no hours.</exception>
    public static Schedule Between(this Schedule schedule, string hours) => schedule.With(when => when with { Between = hours });

    /// <summary>It runs up to that much later than it is due, by chance.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or more than a day.</exception>
    public static Schedule Jitter(this Schedule schedule, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longest, TimeSpan.FromDays(1));
        return schedule.With(when => when with { Jitter = longest });
    }

    /// <summary>What becomes of times that were missed, since the machine slept; without this the last is made up for if it is less than an hour ago.</summary>
    public static Schedule OnMisfire(this Schedule schedule, Misfire misfire) => schedule.With(when => when with { Misfire = misfire });

    /// <summary>What happens when it is due while its last run goes on; without this it does not run.</summary>
    public static Schedule OnOverlap(this Schedule schedule, Overlap overlap) => schedule.With(when => when with { Overlap = overlap });

    private static Schedule With(this Schedule schedule, Func<Timetable, Timetable> change)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (schedule.When is Timetable.Moment)
        {
            throw new FormatException("what is done once, at a moment, has no such rule");
        }

        schedule.Change(change(schedule.When));
        return schedule;
    }
}
