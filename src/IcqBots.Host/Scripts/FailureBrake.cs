namespace IcqBots.Host.Scripts;

/// <summary>
/// Slows a script down that does nothing but fail: from the fifth failure in a row on each handler waits, twice as long each time, up to a
/// minute. One success, or a new version, and it runs at full speed.
/// </summary>
internal sealed class FailureBrake(TimeProvider time)
{
    /// <summary>Failures in a row that are put up with.</summary>
    public const int Patience = 5;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private int _inARow;
    private long _lastFailure;

    /// <summary>How long the next handler has to wait.</summary>
    public TimeSpan Delay
    {
        get
        {
            lock (_lock)
            {
                if (_inARow < Patience)
                {
                    return TimeSpan.Zero;
                }

                var pause = TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Min(_inARow - Patience, 10)));
                var left = pause - time.GetElapsedTime(_lastFailure);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>A handler has come to its end.</summary>
    public void Succeeded()
    {
        lock (_lock)
        {
            _inARow = 0;
        }
    }

    /// <summary>A handler has failed; true when that was one too many, the first time since it last worked.</summary>
    public bool Failed()
    {
        lock (_lock)
        {
            _lastFailure = time.GetTimestamp();
            return ++_inARow == Patience;
        }
    }
}
