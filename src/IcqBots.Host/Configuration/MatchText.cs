namespace IcqBots.Host.Configuration;

/// <summary>What a text is compared with, whatever its capitals.</summary>
/// <param name="Value">The text, without white space around it; never empty.</param>
public sealed record MatchText(string Value)
{
    /// <summary>As it is written in bots.yaml.</summary>
    public override string ToString() => Value;

    /// <summary>The text; null where it is empty.</summary>
    internal static MatchText? Parse(string text) => text.Trim() is { Length: > 0 } value ? new MatchText(value) : null;
}
