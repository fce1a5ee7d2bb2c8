using System.Globalization;
using IcqBots.Host.Broadcasts;
using IcqBots.Host.Configuration;

namespace IcqBots.Host.Tests.Broadcasts;

public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("22:00-08:00", "2026-01-05T23:59:59.9+01:00", "2026-01-06T08:00+01:00")]
    [InlineData("22:00-08:00", "2026-01-06T07:59:59.9+01:00", "2026-01-06T08:00+01:00")]
    [InlineData("22:00-08:00", "2026-01-06T08:00+01:00", null)]
    [InlineData("22:00-24:00", "2026-01-06T23:00+01:00", "2026-01-07T00:00+01:00")]
    [InlineData("FRI 22:00-06:00", "2026-01-10T01:00+01:00", "2026-01-10T06:00+01:00")]
    [InlineData("FRI 22:00-06:00", "2026-01-09T01:00+01:00", null)]
    [InlineData("SAT,SUN 00:00-24:00", "2026-01-10T12:00+01:00", "2026-01-12T00:00+01:00")]
    [InlineData("22:00-08:00", "2026-03-28T23:00+01:00", "2026-03-29T08:00+02:00")]
    [InlineData("22:00-02:30", "2026-03-29T01:59+01:00", "2026-03-29T03:00+02:00")]
    [InlineData("22:00-08:00", "2026-10-24T23:00+02:00", "2026-10-25T08:00+01:00")]
    [InlineData("22:00-02:30", "2026-10-25T02:10+01:00", "2026-10-25T02:30+01:00")]
    public void They_end_by_the_clock_on_the_wall(string hours, string now, string? end)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");

        var found = QuietHours.EndOf(Hours.Parse(hours), DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), zone);

        Assert.Equal(end is null ? null : DateTimeOffset.Parse(end, CultureInfo.InvariantCulture), found);
    }
}
