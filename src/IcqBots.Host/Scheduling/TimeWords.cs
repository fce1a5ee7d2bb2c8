using System.Globalization;

namespace IcqBots.Host.Scheduling;

/// <summary>Lists of numbers, days, months and times of day in words, for <see cref="CronWords"/> and <see cref="RruleWords"/>.</summary>
internal static class TimeWords
{
    /// <summary>So many times of a day are named one by one.</summary>
    private const int MostNamed = 6;

    private static readonly string[] _ordinals = ["", "first", "second", "third", "fourth", "fifth"];

    /// <summary>January is 1.</summary>
    public static string Months(IEnumerable<int> months) => Runs(months, month => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month));

    /// <summary>Monday to Sunday, as a list.</summary>
    public static string Days(IEnumerable<DayOfWeek> days) =>
        Runs(days.Select(day => ((int)day + 6) % 7), day => ((DayOfWeek)((day + 1) % 7)).ToString());

    /// <summary>Such as "1-5, 8 and 9".</summary>
    public static string Numbers(IEnumerable<int> numbers) => Runs(numbers, Text);

    /// <summary>Such as "a, b and c".</summary>
    public static string List(IReadOnlyList<string> items) =>
        items.Count < 2 ? string.Concat(items) : $"{string.Join(", ", items.SkipLast(1))} and {items[^1]}";

    /// <summary>Such as "second" or "21st"; "last" for −1, "last but one" for −2 and "third last" for −3.</summary>
    public static string Ordinal(int number) => number switch
    {
        >= 1 and <= 5 => _ordinals[number],
        -1 => "last",
        -2 => "last but one",
        < 0 => $"{Ordinal(-number)} last",
        _ => Text(number) + ((number % 10, number / 10 % 10) switch { (_, 1) => "th", (1, _) => "st", (2, _) => "nd", (3, _) => "rd", _ => "th" }),
    };

    /// <summary>Such as "every hour" or "every 3 hours".</summary>
    public static string Every(int count, string unit) => count == 1 ? $"every {unit}" : $"every {Text(count)} {unit}s";

    /// <summary>Times of day such as "at 09:00 and 18:00"; null: too many to name.</summary>
    public static string? At(IReadOnlyCollection<int> hours, IReadOnlyCollection<int> minutes, IReadOnlyCollection<int> seconds) =>
        hours.Count * minutes.Count * seconds.Count > MostNamed
            ? null
            : $"at {List([.. from hour in hours from minute in minutes from second in seconds select Clock(hour, minute, second)])}";

    /// <summary>Such as "09:00", with seconds where there are any.</summary>
    public static string Clock(int hour, int minute, int second) =>
        string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}{(second == 0 ? "" : $":{second:00}")}");

    /// <summary>Hours as times of day, such as "from 09:00 to 17:59".</summary>
    public static string Hours(IReadOnlyCollection<int> hours)
    {
        var runs = RunsOf(hours).ToList();
        if (runs is [{ From: 0 } early, .., { To: 23 } late])
        {
            // Over midnight.
            runs = [.. runs[1..^1], (late.From, early.To)];
        }

        return List([.. runs.Select(run => $"from {Clock(run.From, 0, 0)} to {Clock(run.To, 59, 0)}")]);
    }

    private static string Runs(IEnumerable<int> numbers, Func<int, string> name) => List([.. RunsOf(numbers).SelectMany(run =>
        run.To - run.From < 2
            ? Enumerable.Range(run.From, run.To - run.From + 1).Select(name)
            : [$"{name(run.From)}-{name(run.To)}"])]);

    private static IEnumerable<(int From, int To)> RunsOf(IEnumerable<int> numbers)
    {
        (int From, int To)? run = null;
        foreach (var number in numbers.Order())
        {
            if (run is { } current && number == current.To + 1)
            {
                run = (current.From, number);
                continue;
            }

            if (run is { } ended)
            {
                yield return ended;
            }

            run = (number, number);
        }

        if (run is { } last)
        {
            yield return last;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
