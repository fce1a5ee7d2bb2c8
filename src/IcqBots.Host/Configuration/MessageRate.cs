using System.Globalization;

namespace IcqBots.Host.Configuration;

/// <summary>So many messages in a time, as <c>20/1m</c>; after a pause that many may come at once.</summary>
/// <param name="Count">How many.</param>
/// <param name="Time">In which time.</param>
public sealed record MessageRate(int Count, TimeSpan Time)
{
    private const int MaxCount = 1_000_000;

    /// <summary>As it is written in bots.yaml.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}/{ValueKind.Written(Time)}");

    /// <summary>What the text names; null where it is none.</summary>
    internal static MessageRate? Parse(string text, Func<string, object?> parseDuration)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && int.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= MaxCount
            && parseDuration(text[(slash + 1)..]) is TimeSpan time && time >= TimeSpan.FromSeconds(1)
            ? new MessageRate(count, time)
            : null;
    }
}
