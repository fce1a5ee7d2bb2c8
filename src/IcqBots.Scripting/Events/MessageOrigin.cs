using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>What is known about a message besides its content.</summary>
/// <param name="From">The sender's number.</param>
/// <param name="Type">What kind of message it is.</param>
/// <param name="SentAt">When it was sent, as the server told (to the minute), else when it arrived.</param>
/// <param name="Path">The way by which it came.</param>
/// <param name="ToSeveral">True when the sender has sent it to several people at once.</param>
public sealed record MessageOrigin(Uin From, MessageType Type, DateTimeOffset SentAt, MessagePath Path, bool ToSeveral = false)
{
    /// <summary>True when the server has passed it on, or it came from where the server says that the sender is.</summary>
    public bool IsVerified { get; init; } = Path != MessagePath.Peer;

    /// <summary>Its number in the host's journal; 0: it is not kept.</summary>
    public long Id { get; init; }

    /// <summary>True when scripts had it before, and the host ended before they had handled it.</summary>
    public bool IsRedelivered { get; init; }
}
