using System.Net;
using IcqBots.Transport;

namespace IcqBots.Server;

/// <summary>
/// How many UINs are given away in an hour: to one address, and, since addresses can be forged, in all. The machine's own addresses, which
/// all programs on it share, have the second limit only.
/// </summary>
internal sealed class RegistrationLimit(IcqServerOptions options, TimeProvider time)
{
    private const int MaxAddresses = 4096;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly RecentTable<IPAddress, Counter> _addresses = new(MaxAddresses);
    private Counter? _all;

    /// <summary>Counts a registration; false when there have been too many, the first time with <paramref name="isNew"/>.</summary>
    public bool TryTake(IPAddress from, out bool isNew)
    {
        _all = Current(_all, options.Registrations);
        Counter[] counters = IPAddress.IsLoopback(from) ? [_all] : [CounterOf(from), _all];
        isNew = false;
        if (Array.Find(counters, counter => counter.Left == 0) is { } full)
        {
            (isNew, full.HasRefused) = (!full.HasRefused, true);
            return false;
        }

        Array.ForEach(counters, counter => counter.Left--);
        return true;
    }

    private Counter CounterOf(IPAddress from)
    {
        var counter = Current(_addresses.Find(from), options.RegistrationsPerAddress);
        _addresses.Set(from, counter);
        return counter;
    }

    private Counter Current(Counter? counter, int limit) =>
        counter is not null && time.GetTimestamp() < counter.Until ? counter : new Counter { Left = limit, Until = time.TimestampIn(Window) };

    private sealed class Counter
    {
        public required int Left { get; set; }

        public required long Until { get; init; }

        public bool HasRefused { get; set; }
    }
}
