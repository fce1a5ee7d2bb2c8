namespace IcqBots.Host.Configuration;

/// <summary>When a broadcast disturbs nobody, in the bot's time zone.</summary>
public sealed record QuietHoursEntry
{
    /// <summary>From when until when, such as 22:00-08:00.</summary>
    public required Hours Between { get; init; }

    /// <summary>What becomes of a broadcast then: <c>hold</c> sends it when they are over, <c>drop</c> does not send it.</summary>
    public InQuietHours Then { get; init; } = InQuietHours.Hold;
}

/// <summary>What becomes of a broadcast in quiet hours.</summary>
public enum InQuietHours
{
    /// <summary>It waits until they are over.</summary>
    Hold,

    /// <summary>Whoever has not got it yet does not get it.</summary>
    Drop,
}
