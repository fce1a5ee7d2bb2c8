using System.Collections.Concurrent;
using System.Globalization;
using IcqBots.Protocol;

namespace IcqBots.Host.Replies;

/// <summary>Who gets no automatic answers for a longer time, also after a restart.</summary>
internal sealed class GuardBans(ReplyStore store, TimeProvider time)
{
    private const string Prefix = "ban ";

    private readonly Lazy<ConcurrentDictionary<string, DateTimeOffset>> _bans = new(() => new(
        store.Keys(Prefix).Select(key => KeyValuePair.Create(
            key, DateTimeOffset.FromUnixTimeMilliseconds(ReplyStore.Number(store.Get(key) ?? "0"))))));

    /// <summary>The end of somebody's ban; null: they have none.</summary>
    public DateTimeOffset? Until(Uin person, bool isVerified)
    {
        if (_bans.Value.IsEmpty || !_bans.Value.TryGetValue(KeyOf(person, isVerified), out var end))
        {
            return null;
        }

        if (end > time.GetUtcNow())
        {
            return end;
        }

        _bans.Value.TryRemove(KeyOf(person, isVerified), out _);
        return null;
    }

    /// <summary>Bans somebody.</summary>
    /// <param name="person">Who it is.</param>
    /// <param name="isVerified">False: whoever directly says to be that.</param>
    /// <param name="length">For how long.</param>
    public void Add(Uin person, bool isVerified, TimeSpan length)
    {
        var end = time.GetUtcNow() + length;
        var key = KeyOf(person, isVerified);
        _bans.Value[key] = end;
        store.Set(key, end.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), end);
    }

    /// <summary>Lifts the bans of somebody; false where there are none.</summary>
    public bool Lift(Uin person)
    {
        string[] lifted = [.. new[] { KeyOf(person, true), KeyOf(person, false) }.Where(key => _bans.Value.TryRemove(key, out _))];
        store.Remove(lifted);
        return lifted.Length > 0;
    }

    /// <summary>The bans that are not over: of whom (with a ? behind it: of whoever directly says to be that), and until when.</summary>
    public IReadOnlyList<(string Person, DateTimeOffset Until)> All() =>
    [
        .. _bans.Value.Where(ban => ban.Value > time.GetUtcNow()).OrderBy(ban => ban.Value).Select(ban => (ban.Key[Prefix.Length..], ban.Value)),
    ];

    private static string KeyOf(Uin person, bool isVerified) => $"{Prefix}{person}{(isVerified ? "" : "?")}";
}
