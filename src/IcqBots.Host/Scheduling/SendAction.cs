using IcqBots.Host.Configuration;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scheduling;

/// <summary>
/// Sends a text to everybody in <paramref name="to"/> but the bot itself, and logs who did not get it. The log never has the text.
/// </summary>
internal sealed partial class SendAction(string schedule, Recipients to, TextTemplate text) : ScheduleAction(schedule)
{
    /// <summary>"Good morning" is not worth sending in the afternoon.</summary>
    private static readonly TimeSpan Expiry = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public override async Task<ActionOutcome> RunAsync(IScheduledBot bot, CancellationToken cancellationToken)
    {
        var expiresAt = bot.Clock.GetUtcNow() + Expiry;
        if (to.Kind == RecipientKind.Online)
        {
            // A bot that has just started knows of nobody who is.
            await bot.ListedAsync(cancellationToken).WaitAsync(Expiry, bot.Clock, cancellationToken);
        }

        var recipients = RecipientsOf(bot);
        LogFires(bot.Log, Schedule, recipients.Count);

        // All at once: a recipient whose address does not answer must not keep the rest waiting.
        var attempts = await Task.WhenAll(recipients.Select(AttemptAsync));
        var failures = attempts.OfType<(Uin To, Exception Reason)>().ToArray();
        if (failures.Length == 0)
        {
            return new ActionOutcome(recipients.Count);
        }

        var failed = string.Join(", ", failures.Select(failure => failure.To));
        LogFailures(bot.Log, Schedule, failed, failures[0].Reason.Message);
        return new ActionOutcome(recipients.Count - failures.Length, $"not delivered to {failed}: {failures[0].Reason.Message}");

        async Task<(Uin, Exception)?> AttemptAsync(Uin recipient)
        {
            try
            {
                var filled = await bot.FillAsync(text, recipient, cancellationToken);
                var sent = await bot.SendAsync(new OutgoingText(recipient, filled) { ExpiresAt = expiresAt }, cancellationToken);
                await sent.Delivered.WaitAsync(cancellationToken);
                return null;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                return (recipient, e);
            }
        }
    }

    private List<Uin> RecipientsOf(IScheduledBot bot)
    {
        var people = to.Kind switch
        {
            RecipientKind.Contacts => bot.Contacts.Select(contact => contact.Uin),
            RecipientKind.Online => bot.Contacts.Where(contact => contact.IsOnline).Select(contact => contact.Uin),
            _ => to.Uins,
        };
        return [.. people.Distinct().Where(uin => uin != bot.Uin)];
    }

    [LoggerMessage(LogLevel.Information, "Schedule {Schedule} fires: send, recipients: {Count}")]
    private static partial void LogFires(ILogger log, string schedule, int count);

    [LoggerMessage(LogLevel.Warning, "Schedule {Schedule}: not delivered to {Failed}: {Reason}")]
    private static partial void LogFailures(ILogger log, string schedule, string failed, string reason);
}
