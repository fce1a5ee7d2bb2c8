using IcqBots.Client;
using IcqBots.Scripting.Running;

namespace IcqBots.Host.Replies;

/// <summary>The handling of one message by everything that answers by itself.</summary>
/// <param name="replies">What answers.</param>
/// <param name="message">The message.</param>
/// <param name="text">Its text.</param>
internal sealed class ReplyTurn(BotReplies replies, MessageReceived message, string text)
{
    private bool? _isHeard;
    private bool? _isAdmitted;

    /// <summary>The message.</summary>
    public MessageReceived Message => message;

    /// <summary>Its text.</summary>
    public string Text => text;

    /// <summary>Whether the sender does not write too much; the guards are asked once.</summary>
    public bool IsHeard => _isHeard ??= Noted(replies.Hear(message));

    /// <summary>The rule that fits, where that asks for the text; null: nothing does that knows what the text says.</summary>
    public string? RuleOfText { get; set; }

    /// <summary>Whether the guards let the message be answered, too; they are asked once.</summary>
    public bool IsAdmitted => _isAdmitted ??= IsHeard && Noted(replies.Decide(this));

    private static bool Noted(GuardDecision decision)
    {
        if (decision.Refusal is { } refusal)
        {
            Trace.Current?.Note($"nothing is answered: {refusal}");
        }

        return decision.Refusal is null;
    }
}
