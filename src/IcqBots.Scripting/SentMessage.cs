using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>
/// A message that is on its way: the host keeps it, also through a restart, until it is delivered. Most scripts need not look at it.
/// </summary>
public sealed class SentMessage
{
    /// <summary>Made by the host for each message.</summary>
    public SentMessage(Task delivered) => Delivered = delivered;

    /// <summary>
    /// Ends when the receiver's end, or the server, has acknowledged all of it; with a <see cref="DeliveryException"/> when it was given up.
    /// </summary>
    public Task Delivered { get; }
}

/// <summary>A text that a bot shall send.</summary>
/// <param name="To">Who gets it.</param>
/// <param name="Text">What.</param>
public sealed record OutgoingText(Uin To, string Text)
{
    /// <summary>How a program that is reached directly shall show it.</summary>
    public MessageUrgency Urgency { get; init; }

    /// <summary>A name under which the bot sends only one message; null: none.</summary>
    public string? Key { get; init; }

    /// <summary>When it is not worth sending any more; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Without the text.</summary>
    public override string ToString() => $"OutgoingText to {To}";
}
