namespace IcqBots.Transport;

/// <summary>
/// A token bucket: so many units a second, and after a pause as many at once as fall due in <paramref name="burst"/>. What is larger
/// than that passes too, and is paid for afterwards.
/// </summary>
public sealed class RateLimit(int perSecond, TimeSpan burst, TimeProvider time)
{
    private readonly double _most = perSecond * burst.TotalSeconds;
    private double _left = perSecond * burst.TotalSeconds;
    private long _filled = time.GetTimestamp();

    /// <summary>Takes units. False when all are used up.</summary>
    public bool TryTake(int units)
    {
        var now = time.GetTimestamp();
        _left = Math.Min(_most, _left + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
        _filled = now;
        if (_left <= 0)
        {
            return false;
        }

        _left -= units;
        return true;
    }
}
