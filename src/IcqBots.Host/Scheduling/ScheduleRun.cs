namespace IcqBots.Host.Scheduling;

/// <summary>One run of a schedule.</summary>
/// <param name="Planned">When it was due; null where somebody has asked for it.</param>
/// <param name="Began">When it began.</param>
/// <param name="Outcome">What has become of it.</param>
internal sealed record ScheduleRun(DateTimeOffset? Planned, DateTimeOffset Began, RunOutcome Outcome)
{
    /// <summary>When it ended; null: it has not.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How many people it has reached; null: it was for nobody.</summary>
    public int? Reached { get; init; }

    /// <summary>Why it failed, or was left out.</summary>
    public string? Reason { get; init; }
}

/// <summary>What has become of a run.</summary>
internal enum RunOutcome
{
    /// <summary>It goes on; or the host was killed meanwhile, where it is as it was kept.</summary>
    Running,

    /// <summary>All is done.</summary>
    Done,

    /// <summary>Something went wrong.</summary>
    Failed,

    /// <summary>It was left out.</summary>
    Skipped,

    /// <summary>The host stopped, or was killed, meanwhile.</summary>
    CutOff,
}
