namespace IcqBots.Host;

/// <summary>
/// How long to wait before each new login: at once, then 5, 10, 20, 40 s, then 60 s for ever, each longer or shorter by up to a fifth,
/// so that many bots do not come back at the same moment.
/// </summary>
internal sealed class ReconnectDelays(Random random)
{
    private static readonly int[] Seconds = [0, 5, 10, 20, 40, 60];

    private int _next;

    /// <summary>The next delay.</summary>
    public TimeSpan Next() => Jitter(TimeSpan.FromSeconds(Seconds[Math.Min(_next++, Seconds.Length - 1)]));

    /// <summary>A delay that is varied in the same way.</summary>
    public TimeSpan Jitter(TimeSpan delay) => delay * (0.8 + (0.4 * random.NextDouble()));

    /// <summary>Something worked: begin again with the shortest delay.</summary>
    public void Reset() => _next = 0;

    /// <summary>Leaves out "at once".</summary>
    public void SkipImmediate() => _next = Math.Max(_next, 1);
}
