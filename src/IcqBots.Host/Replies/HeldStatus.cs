using System.Text.Json.Serialization;
using IcqBots.Host.Templates;
using IcqBots.Protocol;

namespace IcqBots.Host.Replies;

/// <summary>A status that goes back by itself, as it is kept over a restart.</summary>
/// <param name="Schedule">The schedule that has set it.</param>
/// <param name="Now">What it is until then.</param>
/// <param name="Before">What it goes back to; null: the one with which bots.yaml has the bot begin.</param>
/// <param name="Until">When it goes back.</param>
/// <param name="Length">How long it was to last; a clock that is set back makes it no longer.</param>
internal sealed record HeldStatus(string Schedule, StatusWithText Now, StatusWithText? Before, DateTimeOffset Until, TimeSpan Length);

/// <summary>A status with what the one who has set it gave as away message.</summary>
/// <param name="Status">The status.</param>
/// <param name="Text">The away message; null: none was given.</param>
/// <param name="IsTemplate">Whether it is filled for each person.</param>
internal sealed record StatusWithText(OnlineStatus Status, string? Text, bool IsTemplate)
{
    /// <summary>The away message that is filled for each person; null where there is none.</summary>
    /// <exception cref="FormatException">It was kept by another version, which could read it.</exception>
    [JsonIgnore]
    public TextTemplate? Template => IsTemplate && Text is not null ? TextTemplate.Parse(Text) : null;

    /// <summary>A status with a text of a script; empty: it gives none.</summary>
    public static StatusWithText Of(OnlineStatus status, string text) => new(status, text.Length > 0 ? text : null, IsTemplate: false);

    /// <summary>A status with a text of bots.yaml; null: it gives none.</summary>
    public static StatusWithText Of(OnlineStatus status, TextTemplate? text) => new(status, text?.Text, IsTemplate: true);
}
