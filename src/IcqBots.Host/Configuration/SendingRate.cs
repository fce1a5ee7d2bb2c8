using System.Globalization;

namespace IcqBots.Host.Configuration;

/// <summary>How many people a second get a text.</summary>
/// <param name="PerSecond">How many; infinite: as many as can be.</param>
public sealed record SendingRate(double PerSecond)
{
    private const string UnlimitedWord = "unlimited";

    /// <summary>As many as can be.</summary>
    public static SendingRate Unlimited { get; } = new(double.PositiveInfinity);

    /// <summary>As it is written in bots.yaml.</summary>
    public override string ToString() => double.IsInfinity(PerSecond) ? UnlimitedWord : PerSecond.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the text names; null where it is no rate.</summary>
    public static SendingRate? Parse(string text) =>
        text == UnlimitedWord ? Unlimited
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= 0.01 and <= 10_000
            ? new SendingRate(rate)
            : null;
}
