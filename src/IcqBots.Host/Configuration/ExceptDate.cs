using System.Globalization;

namespace IcqBots.Host.Configuration;

/// <summary>
/// Days without schedules: <c>2026-12-25</c>, from one to another as <c>2026-12-24..2027-01-01</c>, those of each year as <c>12-25</c> or
/// <c>12-24..01-01</c>, or the name of a calendar that has such days.
/// </summary>
public sealed record ExceptDate
{
    private const string Date = "yyyy-MM-dd";

    /// <summary>A year that has all the days.</summary>
    private const string LeapYear = "2000-";

    private readonly string _text;
    private readonly DateOnly _first;
    private readonly DateOnly _last;
    private readonly bool _isYearly;

    private ExceptDate(string text, DateOnly first, DateOnly last, bool isYearly) => (_text, _first, _last, _isYearly) = (text, first, last, isYearly);

    /// <summary>The name of a calendar; null where these are days.</summary>
    public string? Calendar { get; private init; }

    /// <summary>True when a day is one of them; the days of a calendar are not known here.</summary>
    public bool Contains(DateOnly day)
    {
        if (Calendar is not null)
        {
            return false;
        }

        var (first, last) = (_first, _last);
        if (!_isYearly)
        {
            return day >= first && day <= last;
        }

        day = new DateOnly(first.Year, day.Month, day.Day);
        return first <= last ? day >= first && day <= last : day >= first || day <= last;
    }

    /// <summary>As it is written in bots.yaml.</summary>
    public override string ToString() => _text;

    /// <summary>Reads days, or the name of a calendar.</summary>
    /// <exception cref="FormatException">The text is neither; the message tells why.</exception>
    internal static ExceptDate Parse(string text)
    {
        if (text.Length > 0 && !char.IsAsciiDigit(text[0]))
        {
            return new ExceptDate(text, default, default, isYearly: false) { Calendar = text };
        }

        var ends = text.Split("..");
        var isYearly = ends[0].Length == "12-25".Length;
        if (ends.Length > 2 || DayOf(ends[0], isYearly) is not { } first || DayOf(ends[^1], isYearly) is not { } last)
        {
            throw new FormatException("there is no such day");
        }

        return isYearly || first <= last ? new ExceptDate(text, first, last, isYearly) : throw new FormatException("it ends before it begins");
    }

    private static DateOnly? DayOf(string text, bool isYearly) =>
        DateOnly.TryParseExact(isYearly ? LeapYear + text : text, Date, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
