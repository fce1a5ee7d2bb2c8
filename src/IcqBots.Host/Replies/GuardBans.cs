using System.Collections.Immutable;
using System.Globalization;
using IcqBots.Protocol;

namespace IcqBots.Host.Replies;

/// <summary>Who gets no automatic answers for a longer time, also after a restart. For any number of threads.</summary>
internal sealed class GuardBans(ReplyStore store, TimeProvider time)
{
    private const string Prefix = "ban ";

    /// <summary>The ends of the bans by their keys; null: they have not been read yet.</summary>
    private ImmutableDictionary<string, DateTimeOffset>? _bans;

    /// <summary>The end of somebody's ban; null: they have none.</summary>
    public DateTimeOffset? Until(Uin person, bool isVerified)
    {
        var bans = Loaded();
        return !bans.IsEmpty && bans.TryGetValue(KeyOf(person, isVerified), out var end) && end > time.GetUtcNow() ? end : null;
    }

    /// <summary>Bans somebody.</summary>
    /// <param name="person">Who it is.</param>
    /// <param name="isVerified">False: whoever directly says to be that.</param>
    /// <param name="length">For how long.</param>
    public void Add(Uin person, bool isVerified, TimeSpan length)
    {
        var now = time.GetUtcNow();
        var key = KeyOf(person, isVerified);
        Change(bans => bans.RemoveRange(bans.Where(ban => ban.Value <= now).Select(ban => ban.Key)).SetItem(key, now + length));
        store.Set(key, (now + length).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), now + length);
    }

    /// <summary>Lifts the bans of somebody; false where there are none.</summary>
    public bool Lift(Uin person)
    {
        var isBanned = Until(person, true) is not null || Until(person, false) is not null;
        string[] keys = [KeyOf(person, true), KeyOf(person, false)];
        Change(bans => bans.RemoveRange(keys));
        store.Remove(keys);
        return isBanned;
    }

    /// <summary>The bans that are not over: of whom (with a ? behind it: of whoever directly says to be that), and until when.</summary>
    public IReadOnlyList<(string Person, DateTimeOffset Until)> All() =>
    [
        .. Loaded().Where(ban => ban.Value > time.GetUtcNow()).OrderBy(ban => ban.Value).Select(ban => (ban.Key[Prefix.Length..], ban.Value)),
    ];

    private void Change(Func<ImmutableDictionary<string, DateTimeOffset>, ImmutableDictionary<string, DateTimeOffset>> change)
    {
        Loaded();
        ImmutableInterlocked.Update(ref _bans, bans => bans is null ? null : change(bans));
    }

    /// <summary>Where they cannot be read now, there are none now, and the next time will tell.</summary>
    private ImmutableDictionary<string, DateTimeOffset> Loaded()
    {
        if (Volatile.Read(ref _bans) is null && store.TryKeys(Prefix, out var keys))
        {
            var bans = keys.ToImmutableDictionary(
                key => key, key => DateTimeOffset.FromUnixTimeMilliseconds(ReplyStore.Number(store.Get(key) ?? "0")));
            Interlocked.CompareExchange(ref _bans, bans, null);
        }

        return Volatile.Read(ref _bans) ?? ImmutableDictionary<string, DateTimeOffset>.Empty;
    }

    private static string KeyOf(Uin person, bool isVerified) => $"{Prefix}{person}{(isVerified ? "" : "?")}";
}
