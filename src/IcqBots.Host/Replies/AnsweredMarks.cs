using System.Globalization;
using IcqBots.Client;
using IcqBots.Host.Configuration;

namespace IcqBots.Host.Replies;

/// <summary>Who has got which automatic answer, so that nobody gets it more often than bots.yaml wants, also after a restart.</summary>
internal sealed class AnsweredMarks(ReplyStore store, TimeProvider time)
{
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

        var at = DateTimeOffset.FromUnixTimeMilliseconds(ReplyStore.Number(parts[0]));
        var ago = time.GetUtcNow() - at;
        return once.Time is { } span
            ? ago >= span ? null : $"{message.From} has got it {Shown(ago)} ago, and gets it once in {ValueKind.Written(span)}"
            : at < period ? null : $"{message.From} has got it in this away period, {Shown(ago)} ago";
    }

    /// <summary>A person gets an answer to this message.</summary>
    public void Note(string what, MessageReceived message, OncePer once, DateTimeOffset? period)
    {
        if (KeyOf(what, message, once, period) is { } key)
        {
            var now = time.GetUtcNow();
            store.Set(key, string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds()} {message.JournalId}"), now + once.Time);
        }
    }

    /// <summary>Null where there is nothing to remember. Whoever pretends to be somebody uses up nothing of theirs.</summary>
    private static string? KeyOf(string what, MessageReceived message, OncePer once, DateTimeOffset? period) =>
        once.Time is not null ? $"answered {message.From}{(message.IsVerified ? "" : "?")} {what}"
        : once == OncePer.Period && period is not null ? $"{AwayPeriod.OfPeriod}{message.From}{(message.IsVerified ? "" : "?")} {what}"
        : null;

    private static string Shown(TimeSpan span) => ValueKind.Written(TimeSpan.FromSeconds(Math.Max(0, Math.Round(span.TotalSeconds))));
}
