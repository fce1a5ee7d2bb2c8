using System.ComponentModel.DataAnnotations;
using IcqBots.Host.Templates;

namespace IcqBots.Host.Configuration;

/// <summary>A text for many: who gets it, and exactly one of text, text-file and text-from.</summary>
public sealed record BroadcastEntry
{
    /// <summary>
    /// Who gets the text, one or a list of: a UIN, <c>contacts</c>, <c>online</c> (contacts who are online then), <c>everyone</c> (who has ever
    /// written to the bot), a <c>file</c>, or the <c>subscribers</c> of a list.
    /// </summary>
    public required IReadOnlyList<AudiencePart> To { get; init; }

    /// <summary>The text, with names in braces.</summary>
    [NotBlank]
    public TextTemplate? Text { get; init; }

    /// <summary>A file with the text, relative to bots.yaml and with names in braces. It is read when the broadcast begins.</summary>
    [MinLength(1, ErrorMessage = "must not be empty")]
    public string? TextFile { get; init; }

    /// <summary>An address (http or https) from where the text is fetched when the broadcast begins. It is sent as it is.</summary>
    public Uri? TextFrom { get; init; }

    /// <summary>How long <c>text-from</c> may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "must be from 1s to 5m")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many people a second get the text, or <c>unlimited</c>; left out, the broadcasts of the bot share its rate.</summary>
    public SendingRate? Rate { get; init; }

    /// <summary>How many may get it at once after a pause, where <c>rate</c> is given.</summary>
    [Range(1, 10_000, ErrorMessage = "must be from 1 to 10000")]
    public int Burst { get; init; } = BroadcastsEntry.DefaultBurst;

    /// <summary>When nobody is disturbed, and what becomes of the text then.</summary>
    public QuietHoursEntry? QuietHours { get; init; }
}

/// <summary>How the broadcasts of a bot are sent.</summary>
public sealed record BroadcastsEntry
{
    internal const int DefaultBurst = 10;

    /// <summary>How many people a second get a text, all broadcasts of the bot together, or <c>unlimited</c>.</summary>
    public SendingRate Rate { get; init; } = new(5);

    /// <summary>How many may get it at once after a pause.</summary>
    [Range(1, 10_000, ErrorMessage = "must be from 1 to 10000")]
    public int Burst { get; init; } = DefaultBurst;
}
