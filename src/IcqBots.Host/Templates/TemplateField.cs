namespace IcqBots.Host.Templates;

/// <summary>What stands at one place of a <see cref="TextTemplate"/>.</summary>
internal enum FieldKind
{
    /// <summary>The text itself.</summary>
    Literal,

    /// <summary>The nick of who gets the text.</summary>
    Nick,

    /// <summary>The UIN of who gets the text.</summary>
    Uin,

    /// <summary>The bot's nick.</summary>
    Bot,

    /// <summary>The bot's status, in words.</summary>
    Status,

    /// <summary>A date, or whatever else a format of .NET makes of now.</summary>
    Date,

    /// <summary>A time of day, or whatever else a format of .NET makes of now.</summary>
    Time,

    /// <summary>What a script of the bot keeps.</summary>
    State,

    /// <summary>What the person has written.</summary>
    Text,

    /// <summary>What a group of the regular expression has found.</summary>
    Group,
}

/// <summary>A piece of a <see cref="TextTemplate"/>.</summary>
/// <param name="Kind">What stands there.</param>
/// <param name="Value">The text, the format of a date or time, the key of a state, the name of a group; empty for others.</param>
/// <param name="Position">Where its brace is in the text, from 0; -1 for the text itself.</param>
internal sealed record TemplateField(FieldKind Kind, string Value, int Position);
