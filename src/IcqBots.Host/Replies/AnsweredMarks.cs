using System.Globalization;
using IcqBots.Client;
using IcqBots.Host.Configuration;

namespace IcqBots.Host.Replies;

/// <summary>Who has got which automatic answer, so that nobody gets it more often than bots.yaml wants, also after a restart.</summary>
internal sealed class AnsweredMarks(ReplyStore store, TimeProvider time)
{
    private const string InTime = "answered ";
    private const string InTimeDirectly = "answered-directly ";
    private const string InPeriodDirectly = AwayPeriod.OfPeriod + "directly ";

    private readonly DirectKeys _inTime = new(store, InTimeDirectly);
    private readonly DirectKeys _inPeriod = new(store, InPeriodDirectly);

    /// <summary>Why a person does not get an answer to this message again; null: they get it.</summary>
    /// <param name="what">Which answer it is.</param>
    /// <param name="message">The message. What was answered and is handled again is answered again: the outbox knows what was sent.</param>
    /// <param name="once">How often they get it.</param>
    /// <param name="period">Since when the bot is away; null: it is not.</param>
    public string? WhyNot(string what, MessageReceived message, OncePer once, DateTimeOffset? period)
    {
        if (KeyOf(what, message, once, period) is not { } key || store.Get(key) is not { } mark)
        {
            return null;
        }

        var parts = mark.Split(' ');
        if (message.JournalId != 0 && ReplyStore.Number(parts[^1]) == message.JournalId)
        {
            return null;
        }

        // An answer of the future was given before the clock was set back, and nobody knows how long ago that is. What is kept of a period is
        // forgotten with it.
        var ago = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(ReplyStore.Number(parts[0]));
        return once.Time is not { } span ? $"{message.From} has got it in this away period, {Shown(ago)} ago"
            : ago >= span || ago < TimeSpan.Zero ? null
            : $"{message.From} has got it {Shown(ago)} ago, and gets it once in {ValueKind.Written(span)}";
    }

    /// <summary>A person gets an answer to this message.</summary>
    public void Note(string what, MessageReceived message, OncePer once, DateTimeOffset? period)
    {
        if (KeyOf(what, message, once, period) is { } key)
        {
            if (!message.IsVerified && store.Get(key) is null)
            {
                (once.Time is null ? _inPeriod : _inTime).MakeRoom();
            }

            var now = time.GetUtcNow();
            store.Set(key, string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds()} {message.JournalId}"), now + once.Time);
        }
    }

    /// <summary>Null where there is nothing to remember. Whoever pretends to be somebody uses up nothing of theirs.</summary>
    private static string? KeyOf(string what, MessageReceived message, OncePer once, DateTimeOffset? period) =>
        once.Time is not null ? $"{(message.IsVerified ? InTime : InTimeDirectly)}{message.From} {what}"
        : once == OncePer.Period && period is not null ? $"{(message.IsVerified ? AwayPeriod.OfPeriod : InPeriodDirectly)}{message.From} {what}"
        : null;

    private static string Shown(TimeSpan span) => ValueKind.Written(TimeSpan.FromSeconds(Math.Max(0, Math.Round(span.TotalSeconds))));
}
