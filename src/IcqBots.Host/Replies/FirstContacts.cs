using System.Globalization;
using IcqBots.Client;

namespace IcqBots.Host.Replies;

/// <summary>Who has written to a bot before. For one message at a time.</summary>
internal sealed class FirstContacts(ReplyStore store, TimeProvider time)
{
    private const string Unverified = "seen-directly ";

    private static readonly TimeSpan _unverifiedFor = TimeSpan.FromDays(30);

    private readonly DirectKeys _unverified = new(store, Unverified);

    /// <summary>True when it is the first message of its sender, also when it is handled again. From then on they have written before.</summary>
    public bool IsFirst(MessageReceived message)
    {
        var key = $"{(message.IsVerified ? "seen " : Unverified)}{message.From}";
        if (store.Get(key) is { } first)
        {
            return message.JournalId != 0 && ReplyStore.Number(first) == message.JournalId;
        }

        if (!message.IsVerified)
        {
            _unverified.MakeRoom();
        }

        store.Set(
            key, message.JournalId.ToString(CultureInfo.InvariantCulture), message.IsVerified ? null : time.GetUtcNow() + _unverifiedFor);
        return true;
    }
}
