using IcqBots.Transport;

namespace IcqBots.Server;

/// <summary>
/// The wrong passwords that came from somewhere, or for somebody. After the first few, each lets the next try wait for twice as long, from
/// a second to a minute; after a quarter of an hour without one all are forgotten.
/// </summary>
internal sealed class WrongPasswords(int free, TimeProvider time)
{
    private const int MostSeconds = 60;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private int _count;
    private long _last;
    private long _next = long.MinValue;

    /// <summary>True when a password may be tried now.</summary>
    public bool AllowsTry => time.GetTimestamp() >= _next;

    /// <summary>Counts one more; true when tries begin to be slowed down by it.</summary>
    public bool Add()
    {
        _count = _count > 0 && time.GetElapsedTime(_last) > Memory ? 1 : Math.Min(_count, int.MaxValue - 1) + 1;
        _last = time.GetTimestamp();
        if (_count >= free)
        {
            _next = time.TimestampIn(TimeSpan.FromSeconds(Math.Min(MostSeconds, Math.Pow(2, _count - free))));
        }

        return _count == free;
    }
}
