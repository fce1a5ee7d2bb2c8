namespace IcqBots.Host.Scheduling;

/// <summary>What a schedule keeps over a restart.</summary>
/// <param name="Timetable">For which timetable this was kept; what another has missed says nothing.</param>
/// <param name="Last">The last time that was done, or decided on; null: none was yet.</param>
/// <param name="IsPaused">Whether somebody has paused it.</param>
/// <param name="Runs">How many runs it has had.</param>
internal sealed record ScheduleState(string Timetable, DateTimeOffset? Last, bool IsPaused, long Runs);
