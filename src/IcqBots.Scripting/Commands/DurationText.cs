using System.Globalization;
using System.Text.RegularExpressions;

namespace IcqBots.Scripting;

/// <summary>
/// Spans of time as people write them: <c>20s</c>, <c>1h30m</c>, <c>2 hours and 5 minutes</c>, <c>half an hour</c>, <c>a week</c>.
/// </summary>
internal static class DurationText
{
    /// <summary>Longer ones are taken for slips, and not for times: ten years.</summary>
    private const double MaxSeconds = 10 * 365.25 * 24 * 60 * 60;

    private static readonly string[] _numbers =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    private static readonly Regex _element = new(
        @"\G(?:(?:\s*,\s*|\s+)(?:and\s+)?)?(?:(?<number>\d{1,9}(?:\.\d{1,3})?)\s*|"
            + $@"(?<number>half\s+an?|an?|{string.Join('|', _numbers)})\s+)"
            + @"(?<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?!\p{L})",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1));

    /// <summary>The spans that begin at <paramref name="start"/>, the longest first.</summary>
    public static IEnumerable<(object Value, int End)> Read(string text, int start)
    {
        var found = new Stack<(object, int)>();
        var seconds = 0.0;
        var position = start;
        while (_element.Match(text, position) is { Success: true } element)
        {
            seconds += Number(element.Groups["number"].Value.ToLowerInvariant()) * Seconds(element.Groups["unit"].Value.ToLowerInvariant()[0]);
            position = element.Index + element.Length;
            if (seconds > MaxSeconds)
            {
                break;
            }

            if (seconds > 0)
            {
                found.Push((TimeSpan.FromSeconds(seconds), position));
            }
        }

        return found.Where(read => read.Item2 == text.Length || char.IsWhiteSpace(text[read.Item2]));
    }

    private static double Number(string text) => text switch
    {
        "a" or "an" => 1,
        _ when text.StartsWith("half", StringComparison.Ordinal) => 0.5,
        _ when Array.IndexOf(_numbers, text) is >= 0 and var index => index + 1,
        _ => double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
    };

    private static double Seconds(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => 7 * 24 * 60 * 60,
    };
}
