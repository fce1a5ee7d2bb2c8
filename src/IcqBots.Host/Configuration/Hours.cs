using System.Globalization;

namespace IcqBots.Host.Configuration;

/// <summary>
/// Hours of the day, such as <c>08:00-22:00</c>, or <c>22:00-08:00</c> over midnight; of certain days only, such as <c>MON-FRI 08:00-18:00</c>. Hours that
/// pass midnight belong to the day on which they begin.
/// </summary>
public sealed record Hours
{
    private static readonly string[] _days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly string _text;
    private readonly bool[] _isOn;
    private readonly TimeSpan _from;
    private readonly TimeSpan _until;

    private Hours(string text, bool[] isOn, TimeSpan from, TimeSpan until) => (_text, _isOn, _from, _until) = (text, isOn, from, until);

    /// <summary>Reads hours.</summary>
    /// <exception cref="FormatException">The text names none; the message tells why.</exception>
    public static Hours Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (1 or 2) || words[^1].Split('-') is not [var from, var until])
        {
            throw new FormatException("it is written like 08:00-22:00 or MON-FRI 08:00-18:00");
        }

        var (begin, end) = (TimeOf(from), TimeOf(until));
        return begin == end
            ? throw new FormatException("it begins and ends at the same time; write 00:00-24:00 for the whole day")
            : new Hours(text, words.Length == 1 ? [.. Enumerable.Repeat(true, 7)] : DaysOf(words[0]), begin, end);
    }

    /// <summary>True when they are never over.</summary>
    internal bool IsAlways => Array.TrueForAll(_isOn, isOn => isOn) && _until - _from == TimeSpan.FromDays(1);

    /// <summary>True when a moment, in the time zone in which the hours are meant, lies in them. Their end does not.</summary>
    public bool Contains(DateTimeOffset local)
    {
        var (day, time) = ((int)local.DayOfWeek, local.TimeOfDay);
        return _from < _until
            ? _isOn[day] && time >= _from && time < _until
            : (_isOn[day] && time >= _from) || (_isOn[(day + 6) % 7] && time < _until);
    }

    /// <summary>As it is written in bots.yaml.</summary>
    public override string ToString() => _text;

    private static TimeSpan TimeOf(string text) =>
        text == "24:00" ? TimeSpan.FromDays(1)
        : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToTimeSpan()
        : throw new FormatException($"\"{text}\" is no time of day such as 08:00");

    private static bool[] DaysOf(string text)
    {
        var isOn = new bool[7];
        foreach (var part in text.Split(','))
        {
            var days = part.Split('-');
            if (days.Length > 2)
            {
                throw new FormatException("days are written like MON-FRI or SAT,SUN");
            }

            var (first, last) = (DayOf(days[0]), DayOf(days[^1]));
            for (var day = first; ; day = (day + 1) % 7)
            {
                isOn[day] = true;
                if (day == last)
                {
                    break;
                }
            }
        }

        return isOn;
    }

    private static int DayOf(string text) => Array.FindIndex(_days, day => day.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var day
        ? day
        : throw new FormatException($"\"{text}\" is no day; the days are {string.Join(", ", _days)}");
}
