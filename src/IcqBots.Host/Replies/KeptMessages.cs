using System.Globalization;
using System.Text.Json;
using IcqBots.Client;

namespace IcqBots.Host.Replies;

/// <summary>The texts that came while a bot was away, until an admin has got them. They outlive a kill.</summary>
internal sealed class KeptMessages(ReplyStore store, int limit, TimeProvider time)
{
    private const string Prefix = "kept ";
    private const string DroppedKey = "kept-dropped";
    private const int MaxText = 4000;

    private readonly Lock _lock = new();
    private SortedSet<string>? _keys;

    /// <summary>The keys of all that are kept, in the order in which they came.</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_lock)
            {
                return [.. Loaded()];
            }
        }
    }

    /// <summary>How many were dropped since there were too many.</summary>
    public long Dropped => ReplyStore.Number(store.Get(DroppedKey) ?? "0");

    /// <summary>Keeps a text; what is handled again is kept once. How many are kept now.</summary>
    public int Add(MessageReceived message, string text)
    {
        var order = message.JournalId != 0 ? message.JournalId : time.GetUtcNow().UtcTicks;
        var key = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{order:D19}");
        var kept = new KeptMessage(message.From.Value, message.SentAt, text.Length > MaxText ? text[..MaxText] : text);
        lock (_lock)
        {
            var keys = Loaded();
            store.Set(key, JsonSerializer.Serialize(kept));
            keys.Add(key);
            if (keys.Count > limit)
            {
                string[] oldest = [.. keys.Take(keys.Count - limit)];
                keys.ExceptWith(oldest);
                store.Remove(oldest);
                store.Set(DroppedKey, (Dropped + oldest.Length).ToString(CultureInfo.InvariantCulture));
            }

            return keys.Count;
        }
    }

    /// <summary>One of them; null where it is gone.</summary>
    public KeptMessage? Find(string key)
    {
        try
        {
            return store.Get(key) is { } json ? JsonSerializer.Deserialize<KeptMessage>(json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>An admin has got one.</summary>
    public void Remove(string key)
    {
        lock (_lock)
        {
            Loaded().Remove(key);
            store.Remove([key]);
        }
    }

    /// <summary>An admin was told how many were dropped.</summary>
    public void ForgetDropped() => store.Remove([DroppedKey]);

    /// <summary>Where they cannot be read now, there are none now, and the next time will tell.</summary>
    private SortedSet<string> Loaded() =>
        _keys ?? (store.TryKeys(Prefix, out var keys) ? _keys = new(keys, StringComparer.Ordinal) : []);
}

/// <summary>A text that is kept.</summary>
/// <param name="From">The UIN of who has written it.</param>
/// <param name="At">When it was sent.</param>
/// <param name="Text">What.</param>
internal sealed record KeptMessage(uint From, DateTimeOffset At, string Text);
