namespace IcqBots.Transport;

/// <summary>The one timer of a socket's owner: calls <paramref name="onTick"/> when the earliest of the times it was told has come.</summary>
public sealed class LinkClock(TimeProvider time, Action onTick) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _wakeAt = long.MaxValue;
    private bool _disposed;

    /// <summary>Makes sure that a tick comes no later than <paramref name="timestamp"/>; an earlier one that was asked for stays.</summary>
    public void WakeAt(long timestamp)
    {
        lock (_lock)
        {
            if (_disposed || timestamp >= _wakeAt)
            {
                return;
            }

            _wakeAt = timestamp;
            var now = time.GetTimestamp();
            var delay = timestamp <= now ? TimeSpan.Zero : time.GetElapsedTime(now, timestamp) + TimeSpan.FromMilliseconds(1);
            _timer ??= time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>No tick begins after this.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _wakeAt = long.MaxValue;
        }

        onTick();
    }
}
