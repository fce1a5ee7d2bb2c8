using IcqBots.Host.Configuration;
using IcqBots.Host.Templates;

namespace IcqBots.Host.Broadcasts;

/// <summary>What somebody wants sent to many.</summary>
/// <param name="What">Who wants it, for people to read.</param>
/// <param name="To">Who shall get it.</param>
internal sealed record BroadcastOrder(string What, IReadOnlyList<AudiencePart> To)
{
    /// <summary>The text itself; exactly one of the three is there.</summary>
    public TextTemplate? Text { get; init; }

    /// <summary>The path of a file with the text, relative to bots.yaml.</summary>
    public string? TextFile { get; init; }

    /// <summary>The address from where the text is fetched.</summary>
    public Uri? TextFrom { get; init; }

    /// <summary>How long the address may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How fast it goes; null: as the bot's broadcasts go together.</summary>
    public SendingRate? Rate { get; init; }

    /// <summary>How many may get it at once, where there is a rate.</summary>
    public int Burst { get; init; } = BroadcastsEntry.DefaultBurst;

    /// <summary>When it disturbs nobody; null: as the lists of subscribers have it to which it goes.</summary>
    public QuietHoursEntry? QuietHours { get; init; }

    /// <summary>That of an entry of bots.yaml.</summary>
    public static BroadcastOrder Of(BroadcastEntry entry, string what) => new(what, entry.To)
    {
        Text = entry.Text,
        TextFile = entry.TextFile,
        TextFrom = entry.TextFrom,
        Timeout = entry.Timeout,
        Rate = entry.Rate,
        Burst = entry.Burst,
        QuietHours = entry.QuietHours,
    };
}
