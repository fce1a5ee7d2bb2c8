using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;

namespace IcqBots.Host.Replies;

/// <summary>
/// What becomes of messages while a bot is away: the away message goes to whoever has written through the server and was not answered, and texts
/// are kept for the admins, or passed on.
/// </summary>
internal sealed class AwayReplies(
    IScriptBot bot,
    AwayReplyEntry entry,
    AwayTexts texts,
    AwayPeriod period,
    AnsweredMarks marks,
    KeptMessages kept,
    ReplyAudience audience,
    ReplySender sender)
{
    private const string What = "away";

    /// <summary>Called before scripts have the message: passes it on, and asks the server for what it takes a while to find out.</summary>
    public async Task PrepareAsync(ReplyTurn turn)
    {
        if (period.Since(bot.Status) is null || !turn.IsHeard)
        {
            return;
        }

        if (entry.ForwardTo is { } to && turn.IsPassedOn)
        {
            await sender.ForwardAsync(turn.Message, turn.Text, to);
        }

        if (turn.Message.Path != MessagePath.Peer)
        {
            // The nick is known afterwards, when there is no time to ask for it.
            await texts.ForAsync(turn.Message.From, bot.Status);
        }
    }

    /// <summary>Called when everything that answers had the message, as the last thing in its handling.</summary>
    public void Finish(ReplyTurn turn, bool isAnswered)
    {
        if (period.Since(bot.Status) is not { } since || !turn.IsHeard)
        {
            return;
        }

        Keep(turn);
        if (WhyNot(turn, isAnswered, since) is { } reason)
        {
            Trace.Current?.Note($"no away message: {reason}");
            return;
        }

        if (texts.For(turn.Message.From, bot.Status) is not { Length: > 0 } text)
        {
            Trace.Current?.Note("no away message: there is none");
            return;
        }

        if (turn.IsAdmitted)
        {
            marks.Note(What, turn.Message, entry.OncePer, since);
            Trace.Current?.Note("answered with the away message");
            sender.Answer(turn.Message, text);
        }
    }

    private string? WhyNot(ReplyTurn turn, bool isAnswered, DateTimeOffset since) =>
        turn.Message.Path == MessagePath.Peer ? "it went with the acknowledgement of the message, which came directly"
        : isAnswered ? "the sender has got another answer"
        : audience.WhyNot(turn.Message, turn.Text)
        ?? (IsFromBefore(turn.Message, since) ? "the message was sent before the bot went away" : null)
        ?? marks.WhyNot(What, turn.Message, entry.OncePer, since);

    /// <summary>Stored messages tell the minute in which they were sent.</summary>
    private static bool IsFromBefore(MessageReceived message, DateTimeOffset since) =>
        message.Path == MessagePath.Stored && message.SentAt < since - TimeSpan.FromMinutes(1);

    private void Keep(ReplyTurn turn)
    {
        if (entry.Keep == 0 || entry.ForwardTo is not null || bot.Admins.Count == 0)
        {
            return;
        }

        if (audience.IsOwn(turn.Message.From) || bot.Admins.Contains(turn.Message.From) || AutomaticText.Is(turn.Text))
        {
            Trace.Current?.Note("not kept: it is from an admin, from a bot of this host, or from a program");
            return;
        }

        if (!turn.IsPassedOn)
        {
            return;
        }

        var count = kept.Add(turn.Message, turn.Text);
        Trace.Current?.Note($"kept for the admins; {count} now wait for them");
    }
}
