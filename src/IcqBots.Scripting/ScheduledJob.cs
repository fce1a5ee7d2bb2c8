namespace IcqBots.Scripting;

/// <summary>Something that a script wants done once, at a time: <see cref="BotScript.RunAt"/>.</summary>
/// <param name="Id">Its number, by which it can be cancelled; no other job of the bot ever has it.</param>
/// <param name="Time">When.</param>
/// <param name="Name">The name of the handlers that are run.</param>
public sealed record ScheduledJob(long Id, DateTimeOffset Time, string Name)
{
    /// <summary>What the handlers are given.</summary>
    public ScheduleArguments Arguments { get; init; } = [];
}
