using System.Globalization;
using IcqBots.Host.Configuration;
using IcqBots.Scripting;

namespace IcqBots.Host.Scheduling;

/// <summary>Decides which of the times that are due are to be run: all went well, or the machine slept, or icqbots did not run.</summary>
internal sealed class MissedTimes(ScheduleEntry entry, ScheduleTimes times)
{
    /// <summary>The most runs that are made up for at once.</summary>
    public const int MaxAtOnce = 1000;

    /// <summary>Nobody calls it missed when a busy machine is that late.</summary>
    private static readonly TimeSpan _onTime = TimeSpan.FromMinutes(1);

    /// <summary>"Good morning" is not worth sending in the afternoon.</summary>
    public static readonly TimeSpan TooLate = TimeSpan.FromHours(1);

    /// <summary>The times to run; with a reason the one that is left out, and why.</summary>
    /// <param name="after">The last moment that was seen to.</param>
    /// <param name="now">The moment.</param>
    /// <param name="waitedUntil">Until when a run before went on; what had to wait for it was not missed.</param>
    public IReadOnlyList<(DateTimeOffset At, string? Refusal)> Decide(DateTimeOffset after, DateTimeOffset now, DateTimeOffset? waitedUntil)
    {
        if (entry.Misfire == Misfire.FireAll)
        {
            var all = times.In(after, now).Take(MaxAtOnce + 1).Select(time => (time, (string?)null)).ToList();
            if (all.Count > MaxAtOnce)
            {
                // By the last of them, so that a restart does not begin with the rest.
                var first = all[^1].time;
                all[^1] = (times.LastIn(after, now)!.Value, string.Create(
                    CultureInfo.InvariantCulture, $"more than {MaxAtOnce} were missed; fire-all makes up for the first {MaxAtOnce}, and leaves out those from {first:u} on"));
            }

            return all;
        }

        if (times.LastIn(after, now) is not { } last)
        {
            return [];
        }

        var late = now - last;
        return entry.Misfire switch
        {
            _ when late < _onTime || waitedUntil >= last => [(last, null)],
            Misfire.FireOnce => [(last, null)],
            Misfire.Skip => [(last, "it was missed, and misfire is skip")],
            _ when late < TooLate => [(last, null)],
            _ => [(last, "it was missed, and that is an hour or more ago" + (entry.At is null ? "; it waits for its next time" : ""))],
        };
    }
}
