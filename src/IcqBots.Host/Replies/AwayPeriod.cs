using System.Globalization;
using IcqBots.Protocol;

namespace IcqBots.Host.Replies;

/// <summary>
/// Since when a bot is away: from the change to a status that has an away message to the change to one that has none. It goes on over a restart.
/// </summary>
internal sealed class AwayPeriod(ReplyStore store, TimeProvider time)
{
    /// <summary>What the keys begin with that are forgotten when a period ends.</summary>
    public const string OfPeriod = "in-period ";

    private const string Key = "away-since";

    private readonly Lock _lock = new();
    private DateTimeOffset? _since;
    private bool _isRead;

    /// <summary>Since when the bot is away while its status is so, to the millisecond; null: it is not. Called with the status as it is now.</summary>
    public DateTimeOffset? Since(OnlineStatus status)
    {
        lock (_lock)
        {
            if (!_isRead)
            {
                _since = store.Get(Key) is { } text ? DateTimeOffset.FromUnixTimeMilliseconds(ReplyStore.Number(text)) : null;
                _isRead = true;
            }

            if (status.HasAwayMessage && _since is null)
            {
                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                _since = DateTimeOffset.FromUnixTimeMilliseconds(now);
                store.Set(Key, now.ToString(CultureInfo.InvariantCulture));
            }
            else if (!status.HasAwayMessage && _since is not null)
            {
                _since = null;
                store.Remove(store.Keys(OfPeriod).Prepend(Key));
            }

            return _since;
        }
    }
}
