using System.Globalization;
using IcqBots.Storage;

namespace IcqBots.Host.Traces;

/// <summary>Explanations as people read them.</summary>
/// <param name="zone">The zone in which moments are told.</param>
internal sealed class TraceText(TimeZoneInfo zone)
{
    private const int TimeWidth = 9;

    /// <summary>All of one: its head, and its steps with the time since its beginning.</summary>
    public string Of(TraceRow row) => string.Join('\n', [Head(row), .. Steps(row, from: 0)]);

    /// <summary>What has come to one since so many steps; null: nothing.</summary>
    public static string? Later(TraceRow row, int steps) => Steps(row, steps) is { Count: > 0 } later
        ? string.Join('\n', [$"{row.Bot} #{row.Number}, later", .. later])
        : null;

    /// <summary>How many steps it has.</summary>
    public static int CountOf(TraceRow row) => row.Steps.Split('\n').Length;

    private string Head(TraceRow row)
    {
        var at = TimeZoneInfo.ConvertTime(row.At, zone);
        var text = row.Text.Length > 0 ? $": {TraceBook.Shorten(row.Text)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{at:yyyy-MM-dd HH:mm:ss.fff} {row.Bot} #{row.Number}{(row.From is { } from ? $", from {from}" : "")}, {row.What}{text}");
    }

    private static List<string> Steps(TraceRow row, int from) =>
    [
        .. row.Steps.Split('\n').Skip(from).Select(line => line.Split('\t', 2)).Where(parts => parts.Length == 2)
            .Select(parts => $"{parts[0].PadLeft(TimeWidth)} ms  {parts[1]}"),
    ];
}
