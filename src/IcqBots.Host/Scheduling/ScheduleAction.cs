using IcqBots.Host.Configuration;

namespace IcqBots.Host.Scheduling;

/// <summary>What a bot does when one of its schedules fires.</summary>
internal abstract class ScheduleAction(string schedule)
{
    /// <summary>The schedule's name, for the log.</summary>
    protected string Schedule { get; } = schedule;

    /// <summary>The action of an entry, which has exactly one.</summary>
    public static ScheduleAction From(ScheduleEntry entry) => entry switch
    {
        { Send: { } send } => new SendAction(entry.Name, send.To, send.Text),
        { Broadcast: { } broadcast } => new BroadcastAction(entry.Name, broadcast),
        { Status: { } status } => new StatusAction(entry.Name, status.Set, status.Message),
        { Run: { } handlers } => new RunAction(entry.Name, handlers),
        _ => throw new ArgumentException($"schedule {entry.Name} has no action", nameof(entry)),
    };

    /// <summary>Writes to the bot's log what happens, then does it; the task ends when it is done.</summary>
    public abstract Task RunAsync(IScheduledBot bot, CancellationToken cancellationToken);
}
