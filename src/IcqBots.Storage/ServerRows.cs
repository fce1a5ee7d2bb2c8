using IcqBots.Protocol;

namespace IcqBots.Storage;

/// <summary>A registered user of the embedded server.</summary>
/// <param name="Uin">The user's number.</param>
/// <param name="Nick">The name that others see; may be empty.</param>
/// <param name="PasswordHash">The hash as a text.</param>
public sealed record AccountRow(Uin Uin, string Nick, string PasswordHash)
{
    /// <summary>Without the hash.</summary>
    public override string ToString() => $"AccountRow {Uin}";
}

/// <summary>A message that waits for its receiver.</summary>
/// <param name="Id">Its number, in the order of arrival; what is given when it is added does not matter.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">Whom it is for.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Text">Its text.</param>
/// <param name="SentAt">When the server got it; kept to the millisecond.</param>
public sealed record MessageRow(long Id, Uin From, Uin To, MessageType Type, string Text, DateTimeOffset SentAt)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => $"MessageRow {Id} from {From} to {To}";
}
