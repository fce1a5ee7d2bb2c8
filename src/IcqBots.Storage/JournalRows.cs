using IcqBots.Protocol;

namespace IcqBots.Storage;

/// <summary>What has become of a message in the journal.</summary>
public enum JournalState
{
    /// <summary>Received and not handled to the end, or to be sent.</summary>
    Open,

    /// <summary>Handled, or acknowledged by the receiver's end.</summary>
    Done,

    /// <summary>Given up; kept for the owner.</summary>
    Failed,
}

/// <summary>A message that a bot has received.</summary>
/// <param name="Id">Its number, in the order of arrival at the host.</param>
/// <param name="Bot">The bot's name.</param>
/// <param name="From">Who sent it.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Text">Its text.</param>
/// <param name="Path">The way by which it came.</param>
/// <param name="ToSeveral">Whether it went to several people.</param>
/// <param name="SentAt">When it was sent; kept to the millisecond.</param>
/// <param name="ReceivedAt">When it came; kept to the millisecond.</param>
public sealed record ReceivedRow(
    long Id,
    string Bot,
    Uin From,
    MessageType Type,
    string Text,
    MessagePath Path,
    bool ToSeveral,
    DateTimeOffset SentAt,
    DateTimeOffset ReceivedAt)
{
    /// <summary>The <see cref="Tries"/> of a message that a backup brought back, and that was not handled when the backup was made.</summary>
    public const int TriesOfBackup = -1;

    /// <summary>What has become of it.</summary>
    public JournalState State { get; init; }

    /// <summary>Whether it is certain who has sent it, as far as ICQ can tell.</summary>
    public bool IsVerified { get; init; }

    /// <summary>How often it was handled again after a crash.</summary>
    public int Tries { get; init; }

    /// <summary>Without the text.</summary>
    public override string ToString() => $"ReceivedRow {Id} of {Bot} from {From}";
}

/// <summary>A message that a bot sends.</summary>
/// <param name="Id">Its number, in the order in which messages were sent.</param>
/// <param name="Bot">The bot's name.</param>
/// <param name="To">Whom it is for.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Text">Its text, as it goes over the wire.</param>
/// <param name="Urgency">How a peer shall show it.</param>
/// <param name="CreatedAt">When it was sent by the script; kept to the millisecond.</param>
public sealed record SentRow(
    long Id, string Bot, Uin To, MessageType Type, string Text, MessageUrgency Urgency, DateTimeOffset CreatedAt)
{
    /// <summary>The received message whose handlers have sent it; null: none.</summary>
    public long? Source { get; init; }

    /// <summary>Which message of those handlers it is.</summary>
    public int Ordinal { get; init; }

    /// <summary>What the script calls it, so that it is sent once; null: nothing.</summary>
    public string? Key { get; init; }

    /// <summary>When it is not worth sending any more; null: never. Kept to the millisecond.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What has become of it.</summary>
    public JournalState State { get; init; }

    /// <summary>Why it was given up.</summary>
    public string? Reason { get; init; }

    /// <summary>Without the text.</summary>
    public override string ToString() => $"SentRow {Id} of {Bot} to {To}";
}

/// <summary>What a journal holds that is not finished.</summary>
/// <param name="Received">Messages that were not handled to the end, in the order in which they came.</param>
/// <param name="Sent">Messages that are to be sent, in their order.</param>
/// <param name="SentBySource">Which messages the handlers of those that are unfinished, or were given up, have sent already.</param>
/// <param name="Recent">
/// The messages that came in the ten minutes before the last one, handled or not, 10,000 at the most; where the program was not killed, only
/// those that the server had stored.
/// </param>
public sealed record UnfinishedJournal(
    IReadOnlyList<ReceivedRow> Received,
    IReadOnlyList<SentRow> Sent,
    ILookup<long, int> SentBySource,
    IReadOnlyList<ReceivedRow> Recent);
