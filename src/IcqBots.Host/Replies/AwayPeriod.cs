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

    /// <summary>So long a script may take after the start to set the status that the bot had before.</summary>
    private static readonly TimeSpan _startTime = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly long _began = time.GetTimestamp();
    private DateTimeOffset? _since;
    private bool _isRead;
    private bool _isOfThisRun;

    /// <summary>Since when the bot is away while its status is so, to the millisecond; null: it is not. Called with the status as it is now.</summary>
    public DateTimeOffset? Since(OnlineStatus status)
    {
        lock (_lock)
        {
            if (!TryRead())
            {
                return status.HasAwayMessage ? time.GetUtcNow() : null;
            }

            // One of the last run goes on where the bot begins as it was then; whoever was there for a while meanwhile goes away anew.
            var isOver = !_isOfThisRun && time.GetElapsedTime(_began) > _startTime;
            if (_since is not null && (!status.HasAwayMessage || isOver))
            {
                _since = null;
                store.Remove(store.Keys(OfPeriod).Prepend(Key));
            }

            if (status.HasAwayMessage && _since is null)
            {
                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                _since = DateTimeOffset.FromUnixTimeMilliseconds(now);
                store.Set(Key, now.ToString(CultureInfo.InvariantCulture));
            }

            _isOfThisRun |= status.HasAwayMessage;
            return _since;
        }
    }

    private bool TryRead()
    {
        if (!_isRead && store.TryGet(Key, out var text))
        {
            _since = text is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(ReplyStore.Number(text));
            _isRead = true;
        }

        return _isRead;
    }
}
