using IcqBots.Protocol;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scheduling;

/// <summary>Adds people to the bot's contact list, or removes them. Who is there already, or is not, is nothing that went wrong.</summary>
internal sealed partial class ContactsAction(string schedule, IReadOnlyList<Uin> people, bool adds) : ScheduleAction(schedule)
{
    /// <inheritdoc/>
    public override async Task<ActionOutcome> RunAsync(IScheduledBot bot, CancellationToken cancellationToken)
    {
        var before = bot.Contacts.Select(contact => contact.Uin).ToHashSet();
        var meant = people.Distinct().Where(uin => before.Contains(uin) != adds).ToList();
        LogFires(bot.Log, Schedule, adds ? "add" : "remove", meant.Count);
        Trace.Current?.Note(
            $"{ScheduleWords.OfContacts(people, adds)}: {(meant.Count == 0 ? "nothing to do" : string.Join(", ", meant))}; there were {before.Count}");
        var failures = await Task.WhenAll(meant.Select(uin => AttemptAsync(bot, uin, cancellationToken)));
        return new ActionOutcome(Problem: failures.OfType<string>().FirstOrDefault());
    }

    private async Task<string?> AttemptAsync(IScheduledBot bot, Uin uin, CancellationToken cancellationToken)
    {
        try
        {
            await (adds ? bot.AddContactAsync(uin, cancellationToken) : bot.RemoveContactAsync(uin, cancellationToken)).WaitAsync(cancellationToken);
            return null;
        }
        catch (DeliveryException e)
        {
            return $"{uin} is on the list, but the server did not take it, which the next login tells again: {e.Message}";
        }
    }

    [LoggerMessage(LogLevel.Information, "Schedule {Schedule} fires: {What} contacts: {Count}")]
    private static partial void LogFires(ILogger log, string schedule, string what, int count);
}
