using System.Globalization;
using IcqBots.Client;

namespace IcqBots.Host.Replies;

/// <summary>Who has written to a bot before. For one message at a time.</summary>
internal sealed class FirstContacts(ReplyStore store, TimeProvider time)
{
    /// <summary>So many are remembered who directly say who they are: anybody can say so in anybody's name, again and again.</summary>
    public const int MaxUnverified = 1000;

    private const string Unverified = "seen-directly ";

    private static readonly TimeSpan _unverifiedFor = TimeSpan.FromDays(30);

    private int? _unverifiedCount;

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
            MakeRoom();
        }

        store.Set(
            key, message.JournalId.ToString(CultureInfo.InvariantCulture), message.IsVerified ? null : time.GetUtcNow() + _unverifiedFor);
        return true;
    }

    private void MakeRoom()
    {
        _unverifiedCount ??= store.Keys(Unverified).Count;
        if (_unverifiedCount >= MaxUnverified)
        {
            // Rather a greeting twice than a file that grows for as long as somebody likes.
            store.Remove(store.Keys(Unverified));
            _unverifiedCount = 0;
        }

        _unverifiedCount++;
    }
}
