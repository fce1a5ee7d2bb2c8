using System.Globalization;

namespace IcqBots.Host.Configuration;

/// <summary>A day and a time of day, such as <c>2026-12-24T18:00</c>: in a time zone that is known elsewhere, or with an offset of its own.</summary>
public sealed record LocalMoment
{
    private static readonly string[] _formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
    private static readonly string[] _formatsWithOffset = [.. _formats.Select(format => format + "zzz")];

    /// <summary>Far enough before a gap, which no zone has wider in our days.</summary>
    private static readonly TimeSpan _beforeGap = TimeSpan.FromHours(3);

    private readonly string _text;
    private readonly DateTime _time;
    private readonly TimeSpan? _offset;

    private LocalMoment(string text, DateTime time, TimeSpan? offset) => (_text, _time, _offset) = (text, time, offset);

    /// <summary>The moment, read in a zone where it has no offset. A time that the clocks skip is as much later; of two the first counts.</summary>
    public DateTimeOffset In(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var offset = _offset
            ?? (zone.IsAmbiguousTime(_time) ? zone.GetAmbiguousTimeOffsets(_time).Max()
            : zone.IsInvalidTime(_time) ? zone.GetUtcOffset(_time - _beforeGap)
            : zone.GetUtcOffset(_time));
        return new DateTimeOffset(_time, offset);
    }

    /// <summary>As it is written in bots.yaml.</summary>
    public override string ToString() => _text;

    /// <summary>What the text names; null where it is none.</summary>
    internal static LocalMoment? Parse(string text)
    {
        var culture = CultureInfo.InvariantCulture;
        if (DateTime.TryParseExact(text, _formats, culture, DateTimeStyles.None, out var time))
        {
            // The first and the last day that there are lie beyond them in some zones.
            return time.Year is > 1 and < 9999 ? new LocalMoment(text, time, offset: null) : null;
        }

        var withOffset = text.EndsWith('Z') ? text[..^1] + "+00:00" : text;
        return DateTimeOffset.TryParseExact(withOffset, _formatsWithOffset, culture, DateTimeStyles.None, out var moment) && moment.Year is > 1 and < 9999
            ? new LocalMoment(text, moment.DateTime, moment.Offset)
            : null;
    }
}
