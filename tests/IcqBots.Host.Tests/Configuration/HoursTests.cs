using System.Globalization;
using IcqBots.Host.Configuration;

namespace IcqBots.Host.Tests.Configuration;

public sealed class HoursTests
{
    [Theory]
    [InlineData("08:00-22:00", "2026-03-09 08:00", true)]
    [InlineData("08:00-22:00", "2026-03-09 22:00", false)]
    [InlineData("22:00-08:00", "2026-03-09 23:59", true)]
    [InlineData("22:00-08:00", "2026-03-09 07:59", true)]
    [InlineData("22:00-08:00", "2026-03-09 08:00", false)]
    [InlineData("00:00-24:00", "2026-03-09 23:59", true)]
    [InlineData("MON-FRI 22:00-08:00", "2026-03-14 07:59", true)]
    [InlineData("MON-FRI 22:00-08:00", "2026-03-14 22:00", false)]
    [InlineData("MON-FRI 22:00-08:00", "2026-03-09 07:59", false)]
    [InlineData("sat,SUN 9:00-10:00", "2026-03-15 09:30", true)]
    [InlineData("FRI-MON 09:00-10:00", "2026-03-10 09:30", false)]
    public void Hours_may_pass_midnight_and_belong_to_the_day_on_which_they_begin(string hours, string local, bool isIn) =>
        Assert.Equal(isIn, Hours.Parse(hours).Contains(DateTimeOffset.Parse(local + "Z", CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("8-22", "\"8\" is no time of day such as 08:00")]
    [InlineData("08:00", "it is written like 08:00-22:00 or MON-FRI 08:00-18:00")]
    [InlineData("08:00-08:00", "it begins and ends at the same time; write 00:00-24:00 for the whole day")]
    [InlineData("MO 08:00-09:00", "\"MO\" is no day; the days are SUN, MON, TUE, WED, THU, FRI, SAT")]
    public void What_are_no_hours_is_told(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Hours.Parse(text)).Message);
}
