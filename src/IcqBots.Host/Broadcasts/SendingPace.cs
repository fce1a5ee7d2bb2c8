using IcqBots.Host.Configuration;

namespace IcqBots.Host.Broadcasts;

/// <summary>Lets so many people a second get something, and after a pause a few at once. For any number of threads.</summary>
internal sealed class SendingPace(SendingRate rate, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _allowed = burst;
    private long _last = time.GetTimestamp();

    /// <summary>Waits until somebody may get it; how many may at once, at most as many as are asked for.</summary>
    public async Task<int> TakeAsync(int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (taken, wait) = TryTake(most);
            if (taken > 0)
            {
                return taken;
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>True when somebody may get it now; does not wait.</summary>
    public bool TryTakeOne() => TryTake(1).Taken > 0;

    private (int Taken, TimeSpan Wait) TryTake(int most)
    {
        if (double.IsInfinity(rate.PerSecond))
        {
            return (most, TimeSpan.Zero);
        }

        lock (_lock)
        {
            var now = time.GetTimestamp();
            _allowed = Math.Min(burst, _allowed + (time.GetElapsedTime(_last, now).TotalSeconds * rate.PerSecond));
            _last = now;

            // What a sum of many small spans lacks to a whole one is no reason to wait once more.
            var taken = Math.Min(most, (int)(_allowed + 1e-6));
            _allowed = Math.Max(0, _allowed - taken);
            return (taken, TimeSpan.FromMilliseconds(Math.Ceiling((1 - _allowed) / rate.PerSecond * 1000)));
        }
    }
}
