using IcqBots.Host.Configuration;

namespace IcqBots.Host.Scheduling;

/// <summary>What a bot does when one of its schedules fires.</summary>
internal abstract class ScheduleAction(string schedule)
{
    /// <summary>The schedule's name, for the log.</summary>
    protected string Schedule { get; } = schedule;

    /// <summary>The action of an entry, which has exactly one, or several in a list.</summary>
    public static ScheduleAction From(ScheduleEntry entry) => entry.Actions.Count > 0
        ? new ActionSequence(entry.Name, [.. entry.Actions.Select(action => From(entry.Name, action))])
        : From(entry.Name, entry.AllActions[0]);

    /// <summary>Writes to the bot's log what happens, then does it; the task ends when it is done, with what has become of it.</summary>
    public abstract Task<ActionOutcome> RunAsync(IScheduledBot bot, CancellationToken cancellationToken);

    private static ScheduleAction From(string schedule, ActionEntry entry) => entry switch
    {
        { Send: { } send } => new SendAction(schedule, send.To, send.Text),
        { Broadcast: { } broadcast } => new BroadcastAction(schedule, broadcast),
        { Status: { } status } => new StatusAction(schedule, status),
        { AddContact: { } people } => new ContactsAction(schedule, people, adds: true),
        { RemoveContact: { } people } => new ContactsAction(schedule, people, adds: false),
        { Run: { } handlers } => new RunAction(schedule, handlers, entry.Arguments),
        _ => throw new ArgumentException($"schedule {schedule} has no action", nameof(entry)),
    };
}
