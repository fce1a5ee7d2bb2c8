namespace IcqBots.Scripting;

/// <summary>
/// What one script of one bot wants done once, also after a restart. The host implements it; script tests have one without a disk. All members
/// are for any thread.
/// </summary>
public interface IScriptJobs
{
    /// <summary>Those that wait, the next one first.</summary>
    IReadOnlyList<ScheduledJob> All { get; }

    /// <summary>Has the script's handlers of a name run at a time; at once where it has passed.</summary>
    /// <param name="time">When.</param>
    /// <param name="name">The name of the handlers.</param>
    /// <param name="arguments">What they are given.</param>
    /// <param name="evenIfLate">Whether it is made up for however late it is; else only within an hour.</param>
    /// <exception cref="InvalidOperationException">Too many jobs of the bot wait.</exception>
    ScheduledJob Add(DateTimeOffset time, string name, ScheduleArguments arguments, bool evenIfLate);

    /// <summary>Gives one up; false where none of that number waits.</summary>
    bool Cancel(long id);
}
