namespace IcqBots.Host.Configuration;

/// <summary>How often one person gets the same automatic answer.</summary>
/// <param name="Time">Once in this time; null: once in an away period, or for each message.</param>
public sealed record OncePer(TimeSpan? Time)
{
    private const string PeriodWord = "period";
    private const string MessageWord = "message";

    /// <summary>Once from when the bot goes away until it is back; while it is not away, for each message.</summary>
    public static OncePer Period { get; } = new(Time: null) { Word = PeriodWord };

    /// <summary>For each message.</summary>
    public static OncePer Message { get; } = new(Time: null) { Word = MessageWord };

    /// <summary>The word for it; null where it is a time.</summary>
    private string? Word { get; init; }

    /// <summary>As it is written in bots.yaml.</summary>
    public override string ToString() => Word ?? ValueKind.Written(Time!.Value);

    /// <summary>What the text names; null where it is none.</summary>
    internal static OncePer? Parse(string text, Func<string, object?> parseDuration) => text switch
    {
        PeriodWord => Period,
        MessageWord => Message,
        _ => parseDuration(text) is TimeSpan time && time > TimeSpan.Zero ? new OncePer(time) : null,
    };
}
