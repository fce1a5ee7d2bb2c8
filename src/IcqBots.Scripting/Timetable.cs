namespace IcqBots.Scripting;

/// <summary>When a script's schedule fires.</summary>
public abstract record Timetable
{
    private Timetable()
    {
    }

    /// <summary>The days on which it does not fire, and names of calendars in bots.yaml.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>The hours in which it fires, such as <c>MON-FRI 08:00-18:00</c>; null: always.</summary>
    public string? Between { get; init; }

    /// <summary>It runs up to that much later than it is due, by chance.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>What becomes of times that were missed; null: the last one is made up for if it is less than an hour ago.</summary>
    public Misfire? Misfire { get; init; }

    /// <summary>What happens when it is due while its last run goes on.</summary>
    public Overlap Overlap { get; init; } = Overlap.Skip;

    /// <summary>Again and again, for the first time after one interval.</summary>
    public sealed record Interval(TimeSpan Length) : Timetable;

    /// <summary>Once.</summary>
    public sealed record Moment(DateTimeOffset Time) : Timetable;

    /// <summary>Each day at one time; without a zone, that of the machine.</summary>
    public sealed record Daily(TimeOnly Time, TimeZoneInfo? Zone) : Timetable;

    /// <summary>As a cron expression says, with the fields of crontab or of Quartz; without a zone, that of the machine.</summary>
    public sealed record Cron(string Expression, TimeZoneInfo? Zone) : Timetable;

    /// <summary>As a rule of RFC 5545 says, from a time on; without a zone, that of the machine.</summary>
    public sealed record Recurrence(string Rule, DateTime Start, TimeZoneInfo? Zone) : Timetable;
}
