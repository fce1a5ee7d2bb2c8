using System.Globalization;
using Quartz;

namespace IcqBots.Host.Scheduling;

/// <summary>Cron expressions in words.</summary>
internal static class CronWords
{
    private const int FirstYear = 1970;
    private const int LastYear = 2299;

    private static readonly string[] _months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] _weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>When it fires.</summary>
    public static string Of(CronExpression cron)
    {
        // Quartz has brought all forms to this one: second minute hour day month weekday, and a year if need be.
        var fields = cron.CronExpressionString.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (Values(fields[0], 0, 59) is not { } seconds
            || Values(fields[1], 0, 59) is not { } minutes
            || Values(fields[2], 0, 23) is not { } hours
            || Values(fields[4], 1, 12, _months) is not { } months
            || Values(fields.ElementAtOrDefault(6) ?? "*", FirstYear, LastYear) is not { } years
            || DaysOf(fields[3], fields[5]) is not { } days)
        {
            return $"by the cron expression {cron.CronExpressionString}";
        }

        var inMonths = months.Count == 12 ? (days.OfMonth ? " of each month" : "") : $" {(days.OfMonth ? "of" : "in")} {TimeWords.Months(months)}";
        var inYears = years.Count > LastYear - FirstYear ? "" : $" in {TimeWords.Numbers(years)}";
        var time = TimeOf(seconds, minutes, hours);
        return days.Words + inMonths + inYears is { Length: > 0 } when
            ? $"{(days.Words.Length == 0 ? "every day" : "")}{when} {time}".Trim()
            : time.StartsWith("at", StringComparison.Ordinal) ? $"every day {time}" : time;
    }

    private static string TimeOf(List<int> seconds, List<int> minutes, List<int> hours)
    {
        if (hours.Count < 24 && TimeWords.At(hours, minutes, seconds) is { } named)
        {
            return named;
        }

        var inHours = hours.Count == 24 ? "" : $" {TimeWords.Hours(hours)}";
        var atSecond = seconds is [0] ? "" : $" at second {TimeWords.Numbers(seconds)}";
        return (StepOf(seconds, 60), StepOf(minutes, 60), StepOf(hours, 24)) switch
        {
            ({ } step, 1, _) => TimeWords.Every(step, "second") + inHours,
            ({ } step, _, _) => $"{TimeWords.Every(step, "second")} of minute {TimeWords.Numbers(minutes)} of each hour{inHours}",
            (_, { } step, _) => TimeWords.Every(step, "minute") + atSecond + inHours,
            (_, _, { } step) when step > 1 => $"{TimeWords.Every(step, "hour")} at minute {TimeWords.Numbers(minutes)}{atSecond}",
            _ => $"each hour at minute {TimeWords.Numbers(minutes)}{atSecond}{inHours}",
        };
    }

    /// <summary>The distance of numbers that divide an hour or a day evenly, from 0 on; null where they do not.</summary>
    private static int? StepOf(List<int> values, int whole) =>
        values.Count > 1 && values[0] == 0 && whole % values.Count == 0 && values.Index().All(each => each.Item == each.Index * (whole / values.Count))
            ? whole / values.Count
            : null;

    /// <summary>The days, and whether they are counted in the month; null where there are no words for them.</summary>
    private static (string Words, bool OfMonth)? DaysOf(string days, string weekdays)
    {
        var (ofMonth, ofWeek) = (HasAny(days) ? "" : DaysOfMonth(days), HasAny(weekdays) ? ("", false) : DaysOfWeek(weekdays));
        return (ofMonth, ofWeek) switch
        {
            (null, _) or (_, null) => null,
            ("", ({ Length: > 0 } words, var counted)) => ($"on {words}", counted),
            ({ Length: > 0 } words, ("", _)) => ($"on {words}", true),
            ("", _) => ("", false),
            (var words, var (others, _)) => ($"on {others} and on {words}", true),
        };
    }

    private static string? DaysOfMonth(string field)
    {
        var (numbers, others) = (new SortedSet<int>(), new List<string>());
        foreach (var part in field.Split(','))
        {
            if (Values(part, 1, 31) is { } values)
            {
                numbers.UnionWith(values);
            }
            else if (LastDay(part) is { } words)
            {
                others.Add(words);
            }
            else
            {
                return null;
            }
        }

        return TimeWords.List([.. numbers.Count == 0 ? [] : new[] { $"day {TimeWords.Numbers(numbers)}" }, .. others]);
    }

    private static string? LastDay(string part)
    {
        var (day, near) = part.EndsWith('W') ? (part[..^1], "the working day nearest to ") : (part, "");
        return day == "L" ? (near.Length > 0 ? "the last working day" : "the last day")
            : day.StartsWith("L-", StringComparison.Ordinal) && Number(day[2..]) is { } before
                ? $"{near}the day {before} {(before == 1 ? "day" : "days")} before the last"
            : near.Length > 0 && Number(day) is { } number ? $"{near}day {number}"
            : null;
    }

    private static (string Words, bool OfMonth)? DaysOfWeek(string field)
    {
        var (day, ordinal) = field.Split('#') is [var named, var count] ? (named, Number(count))
            : field.Length > 1 && field.EndsWith('L') ? (field[..^1], -1)
            : (field == "L" ? "SAT" : field, (int?)null);
        return Values(day, 1, 7, _weekdays) is not { } values || field.Contains('#', StringComparison.Ordinal) != ordinal is > 0 ? null
            : TimeWords.Days(values.Select(value => (DayOfWeek)(value - 1))) is var words && ordinal is { } nth ? ($"the {TimeWords.Ordinal(nth)} {words}", true)
            : (words, false);
    }

    /// <summary>The numbers that a field names, in order; null where it has something else.</summary>
    private static List<int>? Values(string field, int min, int max, string[]? names = null)
    {
        var values = new SortedSet<int>();
        foreach (var part in field.Split(','))
        {
            var (range, step) = part.Split('/') is [var before, var after] ? (before.Length == 0 ? "*" : before, Number(after)) : (part, 1);
            var ends = IsAny(range) ? [min, max] : range.Split('-').Select(end => Number(end) ?? Named(end)).ToArray();
            if (step is not > 0 || ends.Length > 2 || ends.Any(end => end is not { } value || value < min || value > max))
            {
                return null;
            }

            var from = ends[0]!.Value;
            var to = ends.Length == 2 ? ends[1]!.Value : range == part ? from : max;

            // Such as FRI-MON.
            var length = to >= from ? to - from : to - from + max - min + 1;
            for (var i = 0; i <= length; i += step.Value)
            {
                values.Add(min + ((from - min + i) % (max - min + 1)));
            }
        }

        return [.. values];

        int? Named(string name) => names is not null && Array.FindIndex(names, each => each.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
            ? min + index
            : null;
    }

    private static bool HasAny(string field) => field.Split(',').Any(IsAny);

    private static bool IsAny(string field) => field is "*" or "?";

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
