using System.Globalization;
using Quartz;

namespace IcqBots.Host.Scheduling;

/// <summary>Cron expressions in words, those that people use; the others as they are.</summary>
internal static class CronWords
{
    private const string Every = "*";

    private static readonly string[] _days = ["", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    /// <summary>When it fires.</summary>
    public static string Of(CronExpression cron)
    {
        var text = cron.CronExpressionString;
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is not ["0", var minutes, var hours, var day, Every, var weekday])
        {
            return $"by the cron expression {text}";
        }

        var time = (Number(minutes), Number(hours)) switch
        {
            ({ } minute, { } hour) => string.Create(CultureInfo.InvariantCulture, $"at {hour:00}:{minute:00}"),
            ({ } minute, null) when hours == Every => string.Create(CultureInfo.InvariantCulture, $"each hour at minute {minute}"),
            _ when minutes == Every && hours == Every => "every minute",
            _ when minutes.Split('/') is [Every or "0", var step] && hours == Every && Number(step) is not null => $"every {step} minutes",
            _ => null,
        };
        var days = (day, weekday) switch
        {
            (Every or "?", Every or "?") => time?.StartsWith("at", StringComparison.Ordinal) == true ? "every day " : "",
            (Every or "?", _) => $"on {Named(weekday)} ",
            (_, Every or "?") => $"on day {day} of each month ",
            _ => null,
        };
        return time is null || days is null ? $"by the cron expression {text}" : days + time;
    }

    private static string Named(string weekdays) => string.Join(", ", weekdays.Split(',').Select(part => string.Join('-', part.Split('-').Select(
        name => Number(name) is >= 1 and <= 7 and var number ? _days[number] : Array.Find(_days, full => IsShort(full, name)) ?? name))));

    private static bool IsShort(string full, string name) => name.Length == 3 && full.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
