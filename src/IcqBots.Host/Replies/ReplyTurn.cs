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
    private bool? _isPassedOn;

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

    /// <summary>Whether the guards let the message be kept for somebody, or passed on to them; they are asked once.</summary>
    public bool IsPassedOn => _isPassedOn ??= Noted(replies.Guards.DecideToPassOn(message), "it is neither kept nor passed on");

    /// <summary>Whether the sender gets no answers now; counts nothing.</summary>
    public bool IsSilenced => !replies.Guards.IsTrusted(message) && replies.Guards.WhySilent(message) is not null;

    private static bool Noted(GuardDecision decision, string consequence = "nothing is answered")
    {
        if (decision.Refusal is { } refusal)
        {
            Trace.Current?.Note($"{consequence}: {refusal}");
        }

        return decision.Refusal is null;
    }
}
