using System.Globalization;
using System.Text.RegularExpressions;
using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;

namespace IcqBots.Host.Replies;

/// <summary>One rule of bots.yaml, and whether it fits.</summary>
internal sealed class ReplyRule(AutoReplyEntry entry)
{
    /// <summary>What bots.yaml says.</summary>
    public AutoReplyEntry Entry => entry;

    /// <summary>True where it must be known who has written before.</summary>
    public bool NeedsFirstContact => entry.When?.FirstContact is not null;

    /// <summary>True once the expression has taken too long for a text.</summary>
    public bool HasTakenTooLong { get; private set; }

    /// <summary>Why the rule is not for a message; null: it is.</summary>
    /// <param name="turn">The message, and what the guards say of its sender.</param>
    /// <param name="now">What else rules look at.</param>
    /// <param name="match">Where the expression was found, where there is one.</param>
    public string? WhyNot(ReplyTurn turn, ReplyMoment now, out Match? match)
    {
        match = null;
        if (entry.When is not { } when)
        {
            return null;
        }

        return WhyNotSender(turn.Message, when, now) ?? WhyNotText(turn, when, ref match);
    }

    private static string? WhyNotSender(MessageReceived message, WhenEntry when, ReplyMoment now)
    {
        if (when.From.Count > 0 && !when.From.Contains(message.From))
        {
            return $"{message.From} is not among those in \"from\"";
        }

        if (when.Status.Count > 0 && !when.Status.Contains(now.Status) && !when.Status.Contains(now.Status.Shown))
        {
            return $"the bot is {EntryKey.Hyphenated(now.Status.ToString())}, and it is for {string.Join(", ", when.Status.Select(each => EntryKey.Hyphenated(each.ToString())))}";
        }

        if (when.Between is { } hours && !hours.Contains(now.Now))
        {
            return string.Create(CultureInfo.InvariantCulture, $"it is {now.Now:ddd HH:mm}, its hours are {hours}");
        }

        if (when.Stranger is { } stranger && stranger == now.IsContact(message.From))
        {
            return stranger ? $"{message.From} is on the contact list" : $"{message.From} is not on the contact list";
        }

        return when.FirstContact is { } first && first != now.IsFirst
            ? first ? $"{message.From} has written before" : $"{message.From} has not written before"
            : null;
    }

    private string? WhyNotText(ReplyTurn turn, WhenEntry when, ref Match? match)
    {
        var text = turn.Text;
        if (when.Text.Count > 0 && !when.Text.Any(each => string.Equals(each.Value, text.Trim(), StringComparison.OrdinalIgnoreCase)))
        {
            return "the text is another";
        }

        if (when.Contains.Count > 0 && !when.Contains.Any(each => text.Contains(each.Value, StringComparison.OrdinalIgnoreCase)))
        {
            return $"the text has no {string.Join(", no ", when.Contains.Select(each => $"\"{each}\""))}";
        }

        if (when.Regex is not { } regex)
        {
            return null;
        }

        if (HasTakenTooLong && turn.IsSilenced)
        {
            return $"{regex} is not looked for: it has taken too long before, and {turn.Message.From} gets no answers now";
        }

        try
        {
            match = regex.Match(text);
            return match.Success ? null : $"{regex} is not found in the text";
        }
        catch (RegexMatchTimeoutException)
        {
            HasTakenTooLong = true;
            return $"{regex} took longer than {regex.MatchTimeout.TotalMilliseconds} ms for the text, and was given up";
        }
    }
}

/// <summary>What rules look at besides the message.</summary>
/// <param name="Status">The bot's status.</param>
/// <param name="Now">Now, in the bot's time zone.</param>
/// <param name="IsContact">Whether somebody is on the bot's contact list.</param>
/// <param name="IsFirst">Whether it is the sender's first message; only known where a rule asks.</param>
internal sealed record ReplyMoment(OnlineStatus Status, DateTimeOffset Now, Func<Uin, bool> IsContact, bool IsFirst);
