using System.Globalization;
using IcqBots.Scripting.Compilation;
using Quartz;

namespace IcqBots.Host.Configuration;

/// <summary>When something comes again, as RFC 5545 writes it: <c>FREQ=WEEKLY;INTERVAL=2;BYDAY=MO</c>.</summary>
public sealed record RecurrenceRule
{
    private const int MaxCount = 100_000;

    private static readonly string[] _parts =
    [
        "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYYEARDAY", "BYWEEKNO", "BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS",
        "WKST",
    ];

    private RecurrenceRule(string text, int? count) => (Text, Count) = (text, count);

    /// <summary>The rule as it is written, without COUNT.</summary>
    public string Text { get; }

    /// <summary>How often it comes in all; null: without end, or until a moment that the text names.</summary>
    public int? Count { get; }

    /// <summary>As it is written in bots.yaml, more or less.</summary>
    public override string ToString() => Count is { } count ? string.Create(CultureInfo.InvariantCulture, $"{Text};COUNT={count}") : Text;

    /// <summary>Reads a rule.</summary>
    /// <exception cref="FormatException">The text is none; the message tells why.</exception>
    internal static RecurrenceRule Parse(string text)
    {
        // Quartz takes parts that it does not know for none, and counts only the times that it has fired itself.
        var (rest, values) = (new List<string>(), new Dictionary<string, string>());
        int? count = null;
        foreach (var part in (text.StartsWith("RRULE:", StringComparison.OrdinalIgnoreCase) ? text["RRULE:".Length..] : text).Split(';'))
        {
            var (name, value) = part.Split('=') is [var key, var given] ? (key.ToUpperInvariant(), given) : (part, "");
            if (!_parts.Contains(name))
            {
                throw new FormatException(Spelling.Nearest(name, _parts) is { } meant
                    ? $"did you mean \"{meant}\"?"
                    : $"\"{MistakeList.Shown(part)}\" is none of its parts, which are {string.Join(", ", _parts)} with = and a value");
            }

            if (!values.TryAdd(name, value.ToUpperInvariant()))
            {
                throw new FormatException($"{name} is here twice");
            }

            if (name == "BYWEEKNO")
            {
                CheckWeeks(value);
            }

            if (name != "COUNT")
            {
                rest.Add(part);
            }
            else if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times is > 0 and <= MaxCount)
            {
                count = times;
            }
            else
            {
                throw new FormatException($"COUNT is a number from 1 to {MaxCount}");
            }
        }

        try
        {
            RecurrenceScheduleBuilder.Create(string.Join(';', rest)).Build();
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new FormatException(e.Message, e);
        }

        if (ProblemOf(values) is { } problem)
        {
            throw new FormatException(problem);
        }

        return new RecurrenceRule(string.Join(';', rest), count);
    }

    /// <summary>Parts that RFC 5545 does not allow together, or that Quartz does not heed together: it would fire at other times than the rule says.</summary>
    private static string? ProblemOf(Dictionary<string, string> values)
    {
        var frequency = values["FREQ"];
        var isYearly = frequency == "YEARLY";
        var counts = values.TryGetValue("BYDAY", out var days) && days.Any(char.IsAsciiDigit);
        return Has("BYYEARDAY") && (!isYearly || Has("BYMONTH", "BYWEEKNO", "BYMONTHDAY", "BYDAY"))
                ? "BYYEARDAY goes with FREQ=YEARLY, and with none of BYMONTH, BYWEEKNO, BYMONTHDAY and BYDAY"
            : Has("BYWEEKNO") && (!isYearly || counts || Has("BYMONTH", "BYMONTHDAY") || values.GetValueOrDefault("WKST", "MO") != "MO")
                ? "BYWEEKNO goes with FREQ=YEARLY and WKST=MO, and with none of BYMONTH, BYMONTHDAY and a number in BYDAY"
            : Has("BYMONTHDAY") && frequency == "WEEKLY"
                ? "BYMONTHDAY does not go with FREQ=WEEKLY"
            : counts && (frequency is not ("MONTHLY" or "YEARLY") || Has("BYMONTHDAY"))
                ? "a number in BYDAY goes with FREQ=MONTHLY or FREQ=YEARLY, and not with BYMONTHDAY"
            : isYearly && Has("BYDAY", "BYMONTHDAY") && !Has("BYMONTH", "BYWEEKNO")
                ? "with FREQ=YEARLY, BYDAY and BYMONTHDAY need BYMONTH; FREQ=MONTHLY takes all months"
            : null;

        bool Has(params string[] names) => names.Any(values.ContainsKey);
    }

    /// <summary>Quartz looks for the days of a week in one year only.</summary>
    private static void CheckWeeks(string value)
    {
        foreach (var week in value.Split(','))
        {
            if (int.TryParse(week, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) is < 2 or > 51)
            {
                throw new FormatException(
                    $"week {number} may lie in two years, which BYWEEKNO does not do; it takes 2 to 51, and BYMONTH with BYMONTHDAY names other days");
            }
        }
    }
}
