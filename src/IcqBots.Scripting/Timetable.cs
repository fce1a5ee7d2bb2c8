namespace IcqBots.Scripting;

/// <summary>When a script's schedule fires.</summary>
public abstract record Timetable
{
    private Timetable()
    {
    }

    /// <summary>Again and again, for the first time after one interval.</summary>
    public sealed record Interval(TimeSpan Length) : Timetable;

    /// <summary>Once.</summary>
    public sealed record Moment(DateTimeOffset Time) : Timetable;

    /// <summary>Each day at one time; without a zone, that of the machine.</summary>
    public sealed record Daily(TimeOnly Time, TimeZoneInfo? Zone) : Timetable;

    /// <summary>As a cron expression says, with the fields of crontab or of Quartz; without a zone, that of the machine.</summary>
    public sealed record Cron(string Expression, TimeZoneInfo? Zone) : Timetable;
}
