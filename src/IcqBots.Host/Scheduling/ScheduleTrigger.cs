using Quartz;
using Quartz.Impl.Triggers;

namespace IcqBots.Host.Scheduling;

/// <summary>
/// Has Quartz fire at the times of a schedule of bots.yaml: by all kinds of timetable, without the days and hours that are left out. What was
/// missed is one firing; whoever is fired knows what was.
/// </summary>
internal sealed class ScheduleTrigger : TriggerBase
{
    /// <summary>Quartz has it as a constant that it shows to nobody.</summary>
    private const int IgnoreMisfires = -1;

    private readonly TimeProvider _time;
    private readonly ScheduleTimes _times;
    private readonly DateTimeOffset _from;

    /// <summary>A trigger for the first time after a moment, and for those that follow.</summary>
    public ScheduleTrigger(ScheduleTimes times, DateTimeOffset from, TimeProvider time)
        : base(time)
    {
        (_times, _from, _time) = (times, from, time);
        StartTimeUtc = from;
        MisfireInstructionCode = IgnoreMisfires;
    }

    /// <inheritdoc/>
    public override DateTimeOffset? NextFireTimeUtc { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset? PreviousFireTimeUtc { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset? FinalFireTimeUtc => null;

    /// <inheritdoc/>
    public override bool MayFireAgain => NextFireTimeUtc is not null;

    /// <inheritdoc/>
    protected override bool HasMillisecondPrecision => true;

    /// <summary>The same from another moment on; null where there is no time left.</summary>
    public ScheduleTrigger? StartedAt(DateTimeOffset from) => _times.After(from) is null
        ? null
        : new ScheduleTrigger(_times, from, _time) { Key = Key, JobKey = JobKey };

    /// <inheritdoc/>
    public override DateTimeOffset? ComputeFirstFireTimeUtc(ICalendar? calendar) => NextFireTimeUtc = _times.After(_from);

    /// <inheritdoc/>
    public override void Triggered(ICalendar? calendar)
    {
        var now = _time.GetUtcNow();
        PreviousFireTimeUtc = NextFireTimeUtc;
        NextFireTimeUtc = _times.After(NextFireTimeUtc is { } planned && planned > now ? planned : now);
    }

    /// <inheritdoc/>
    public override DateTimeOffset? GetFireTimeAfter(DateTimeOffset? afterTimeUtc) => _times.After(afterTimeUtc ?? _time.GetUtcNow());

    /// <inheritdoc/>
    public override IScheduleBuilder GetScheduleBuilder() => throw new NotSupportedException("A schedule of bots.yaml is changed there");

    /// <inheritdoc/>
    public override void UpdateAfterMisfire(ICalendar? calendar)
    {
        // What was missed is decided where it is done.
    }

    /// <inheritdoc/>
    public override void UpdateWithNewCalendar(ICalendar calendar, TimeSpan misfireThreshold)
    {
        // It has none of Quartz's.
    }

    /// <inheritdoc/>
    protected override bool ValidateMisfireInstruction(int misfireInstruction) => misfireInstruction == IgnoreMisfires;
}
