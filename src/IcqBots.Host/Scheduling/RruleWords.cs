using System.Globalization;
using IcqBots.Host.Configuration;

namespace IcqBots.Host.Scheduling;

/// <summary>Recurrence rules in words.</summary>
internal sealed class RruleWords
{
    private static readonly string[] _days = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    private readonly Dictionary<string, string> _parts;
    private readonly DateTimeOffset _start;
    private readonly string _frequency;

    private RruleWords(RecurrenceRule rule, DateTimeOffset start)
    {
        _parts = rule.Text.ToUpperInvariant().Split(';').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        _start = start;
        _frequency = _parts["FREQ"];
    }

    /// <summary>When it fires.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="start">From when on it counts, in the time zone of the schedule.</param>
    public static string Of(RecurrenceRule rule, DateTimeOffset start)
    {
        var words = new RruleWords(rule, start);
        if (!words.AreKnown())
        {
            return $"by the rule {rule}, from {words.Start("yyyy-MM-dd HH:mm")} on";
        }

        var count = rule.Count is { } times ? string.Create(CultureInfo.InvariantCulture, $", {times} times in all") : "";
        var until = words.Part("UNTIL") is { } end ? $", until {Moment(end)}" : "";
        return Joined([words.Frequency(), words.Days(), words.Months(), words.Weeks(), words.Times(), words.Position()])
            + $", from {words.Start("yyyy-MM-dd")} on{until}{count}";
    }

    private static string? Joined(IReadOnlyCollection<string?> clauses) =>
        clauses.Any(clause => clause is not null) ? string.Join(' ', clauses.Where(clause => clause is not null)) : null;

    private bool AreKnown() => _parts.All(part => part.Key switch
    {
        "FREQ" or "UNTIL" or "WKST" => true,
        "BYDAY" => part.Value.Split(',').All(day => day.Length >= 2 && _days.Contains(day[^2..]) && (day.Length == 2 || Number(day[..^2]) is not null)),
        _ => part.Value.Split(',').All(number => Number(number) is not null),
    });

    private string Frequency()
    {
        var unit = _frequency switch
        {
            "YEARLY" => "year",
            "MONTHLY" => "month",
            "WEEKLY" => "week",
            "DAILY" => "day",
            "HOURLY" => "hour",
            "MINUTELY" => "minute",
            _ => "second",
        };
        var interval = Numbers("INTERVAL") is [var given] ? given : 1;
        var weekStart = _frequency == "WEEKLY" && interval > 1 && Part("WKST") is { } day and not "MO" ? $" (which begin on {DayOf(day)})" : "";
        return TimeWords.Every(interval, unit) + weekStart;
    }

    /// <summary>The days that it names, or those of the start; null: all.</summary>
    private string? Days()
    {
        var named = new[] { OfTheWeek(), OfTheMonth(), Counted("BYYEARDAY", "day") is { } days ? $"{days} of the year" : null }.OfType<string>().ToList();
        return named.Count > 0 ? $"on {string.Join(", if it is ", named)}"
            : _frequency switch
            {
                "WEEKLY" => $"on {_start.DayOfWeek}",
                "YEARLY" when _parts.ContainsKey("BYWEEKNO") => null,
                "YEARLY" when !_parts.ContainsKey("BYMONTH") => $"on {Start("MMMM d")}",
                "MONTHLY" or "YEARLY" => $"on day {Start("%d")}",
                _ => null,
            };
    }

    private string? OfTheWeek()
    {
        if (Part("BYDAY") is not { } days)
        {
            return null;
        }

        var all = days.Split(',').Select(day => (Day: DayOf(day[^2..]), Nth: Number(day[..^2]))).Distinct().ToList();
        return TimeWords.List(
        [
            .. all.Where(day => day.Nth is not null).Select(day => $"the {TimeWords.Ordinal(day.Nth!.Value)} {day.Day}"),
            .. all.Any(day => day.Nth is null) ? new[] { TimeWords.Days(all.Where(day => day.Nth is null).Select(day => day.Day)) } : [],
        ]);
    }

    private string? OfTheMonth() =>
        Counted("BYMONTHDAY", "day") is { } days ? days + (_frequency == "MONTHLY" || _parts.ContainsKey("BYMONTH") ? "" : " of the month") : null;

    /// <summary>Such as "day 1 and 15 and the last day"; null: the rule does not have the part.</summary>
    private string? Counted(string part, string unit) => Numbers(part) is { Count: > 0 } numbers
        ? TimeWords.List(
        [
            .. numbers[0] > 0 ? new[] { $"{unit} {TimeWords.Numbers(numbers.Where(number => number > 0))}" } : [],
            .. numbers.Where(number => number < 0).Select(number => $"the {TimeWords.Ordinal(number)} {unit}"),
        ])
        : null;

    private string? Months() => Numbers("BYMONTH") is { Count: > 0 } months ? $"in {TimeWords.Months(months)}" : null;

    private string? Weeks() => Counted("BYWEEKNO", "week") is { } weeks ? $"in {weeks}" : null;

    /// <summary>The times of the day, of which those that it does not name are the start's.</summary>
    private string? Times()
    {
        var (hours, minutes, seconds) = (Numbers("BYHOUR"), Numbers("BYMINUTE"), Numbers("BYSECOND"));
        var inHours = hours.Count > 0 ? TimeWords.Hours(hours) : null;
        var atSecond = seconds.Count > 0 || (_frequency is "HOURLY" or "MINUTELY" && _start.Second > 0)
            ? $"at second {TimeWords.Numbers(OrOfStart(seconds, _start.Second))}"
            : null;
        var clauses = _frequency switch
        {
            "SECONDLY" => [minutes.Count > 0 ? $"of minute {TimeWords.Numbers(minutes)}" : null, atSecond, inHours],
            "MINUTELY" => [minutes.Count > 0 ? $"if it is minute {TimeWords.Numbers(minutes)}" : null, atSecond, inHours],
            "HOURLY" => new[] { $"at minute {TimeWords.Numbers(OrOfStart(minutes, _start.Minute))}", atSecond, inHours },
            _ => TimeWords.At(OrOfStart(hours, _start.Hour), OrOfStart(minutes, _start.Minute), OrOfStart(seconds, _start.Second)) is { } named
                ? [named]
                : [$"at minute {TimeWords.Numbers(OrOfStart(minutes, _start.Minute))}", atSecond, TimeWords.Hours(OrOfStart(hours, _start.Hour))],
        };
        return Joined(clauses);
    }

    private string? Position() => Numbers("BYSETPOS") is { Count: > 0 } positions
        ? $"(of these the {TimeWords.List([.. positions.Select(TimeWords.Ordinal)])})"
        : null;

    private string Start(string format) => _start.ToString(format, CultureInfo.InvariantCulture);

    private string? Part(string name) => _parts.GetValueOrDefault(name);

    /// <summary>The numbers of a part: those that count from the end come last, from the end on.</summary>
    private List<int> Numbers(string name) => Part(name) is { } text
        ? [.. text.Split(',').Select(each => Number(each)!.Value).Distinct().OrderBy(number => number < 0).ThenBy(Math.Abs)]
        : [];

    private static DayOfWeek DayOf(string day) => (DayOfWeek)Array.IndexOf(_days, day);

    private static List<int> OrOfStart(List<int> named, int ofStart) => named.Count > 0 ? named : [ofStart];

    private static int? Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Moment(string text) =>
        DateTime.TryParseExact(text, ["yyyyMMdd", "yyyyMMdd'T'HHmmss", "yyyyMMdd'T'HHmmss'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var end)
            ? end.ToString(text.Length == 8 ? "yyyy-MM-dd" : text.EndsWith('Z') ? "yyyy-MM-dd HH:mm 'UTC'" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : text;
}
