using System.Text.RegularExpressions;
using IcqBots.Protocol;

namespace IcqBots.Host.Templates;

/// <summary>What is put into a <see cref="TextTemplate"/> for one person.</summary>
internal sealed record TemplateValues
{
    /// <summary>Who gets the text.</summary>
    public required Uin Uin { get; init; }

    /// <summary>The person's nick; null: it is not known, and the UIN stands for it.</summary>
    public string? Nick { get; init; }

    /// <summary>The bot's nick.</summary>
    public required string Bot { get; init; }

    /// <summary>The bot's status.</summary>
    public required OnlineStatus Status { get; init; }

    /// <summary>Now, in the bot's time zone.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What scripts keep under a key, as people read it; "" where there is nothing. It throws nothing.</summary>
    public Func<string, string> State { get; init; } = _ => "";

    /// <summary>What the person has written, where this is an answer.</summary>
    public string Text { get; init; } = "";

    /// <summary>Where the regular expression was found in the text, where this is an answer to such a one.</summary>
    public Match? Match { get; init; }

    /// <summary>What a group has found; "" where it has found nothing.</summary>
    public string Group(string name) => Match?.Groups[name].Value ?? "";
}
