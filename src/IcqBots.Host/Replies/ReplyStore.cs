using System.Globalization;
using IcqBots.Storage;

namespace IcqBots.Host.Replies;

/// <summary>What automatic answers of one bot need to remember over a restart.</summary>
internal sealed class ReplyStore(BotDatabase database, string bot)
{
    /// <summary>No script can have this name: it is none of a file.</summary>
    private const string Owner = "replies/";

    /// <summary>The text under a key; null where there is none, where its time is over, or where it cannot be read.</summary>
    public string? Get(string key) => TryGet(key, out var text) ? text : null;

    /// <summary>The same; false where it cannot be read, so that nobody takes it for missing.</summary>
    public bool TryGet(string key, out string? text)
    {
        try
        {
            text = database.Get(At(key));
            return true;
        }
        catch (IOException)
        {
            // The log tells what is wrong with the file. Rather an answer twice than none.
            text = null;
            return false;
        }
    }

    /// <summary>Keeps a text, for ever or until a time.</summary>
    public void Set(string key, string text, DateTimeOffset? expiresAt = null) => database.Set(At(key), text, expiresAt);

    /// <summary>Forgets what is under these keys, together.</summary>
    public void Remove(IEnumerable<string> keys)
    {
        StateChange[] changes = [.. keys.Select(key => new StateChange(At(key), null, null))];
        if (changes.Length > 0)
        {
            database.Write(changes, onWritten: null);
        }
    }

    /// <summary>The keys that begin so, in the order of their characters; none where they cannot be read.</summary>
    public IReadOnlyList<string> Keys(string prefix) => TryKeys(prefix, out var keys) ? keys : [];

    /// <summary>The same; false where they cannot be read, so that nobody takes them for missing.</summary>
    public bool TryKeys(string prefix, out IReadOnlyList<string> keys)
    {
        try
        {
            keys = database.Keys(bot, Owner, prefix);
            return true;
        }
        catch (IOException)
        {
            keys = [];
            return false;
        }
    }

    /// <summary>A number that was kept as a text.</summary>
    public static long Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private StateKey At(string key) => new(bot, Owner, key);
}
