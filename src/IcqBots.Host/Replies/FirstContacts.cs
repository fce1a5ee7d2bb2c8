using System.Globalization;
using IcqBots.Client;

namespace IcqBots.Host.Replies;

/// <summary>Who has written to a bot before.</summary>
internal sealed class FirstContacts(ReplyStore store)
{
    /// <summary>True when it is the first message of its sender, also when it is handled again. From then on they have written before.</summary>
    public bool IsFirst(MessageReceived message)
    {
        var key = $"seen {message.From}{(message.IsVerified ? "" : "?")}";
        if (store.Get(key) is { } first)
        {
            return message.JournalId != 0 && ReplyStore.Number(first) == message.JournalId;
        }

        store.Set(key, message.JournalId.ToString(CultureInfo.InvariantCulture));
        return true;
    }
}
