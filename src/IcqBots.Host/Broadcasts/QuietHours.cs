using IcqBots.Host.Configuration;

namespace IcqBots.Host.Broadcasts;

/// <summary>Tells when quiet hours are over.</summary>
internal static class QuietHours
{
    private const int MinutesOfWeek = 7 * 24 * 60;

    /// <summary>When the hours are over in which a moment lies, to the minute; null where it lies in none.</summary>
    public static DateTimeOffset? EndOf(Hours hours, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (!IsIn(now))
        {
            return null;
        }

        // By the minute, so that whatever the clocks do on that day is as the time zone has it.
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        var end = Enumerable.Range(1, MinutesOfWeek).FirstOrDefault(minutes => !IsIn(minute.AddMinutes(minutes)), MinutesOfWeek);
        return minute.AddMinutes(end);

        bool IsIn(DateTimeOffset time) => hours.Contains(TimeZoneInfo.ConvertTime(time, zone));
    }
}
