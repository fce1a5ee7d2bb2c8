using System.Text.RegularExpressions;

namespace IcqBots.Scripting;

/// <summary>A text that a person wrote.</summary>
public sealed class IncomingMessage : Incoming
{
    /// <summary>Made by the host for each text that arrives.</summary>
    public IncomingMessage(IScriptBot bot, MessageOrigin origin, string text)
        : base(bot, origin) => Text = text;

    /// <summary>The text, with LF line ends.</summary>
    public string Text { get; private set; }

    /// <summary>What the pattern of the handler has found in the text; no success where the handler has no pattern.</summary>
    public Match Match { get; private set; } = Match.Empty;

    /// <summary>The same with another text.</summary>
    internal IncomingMessage With(string text)
    {
        var copy = (IncomingMessage)MemberwiseClone();
        copy.Text = text;
        return copy;
    }

    /// <summary>The same for a handler with a pattern; null when the text does not fit.</summary>
    internal IncomingMessage? Matching(Regex pattern)
    {
        var match = pattern.Match(Text);
        if (!match.Success)
        {
            return null;
        }

        var copy = (IncomingMessage)MemberwiseClone();
        copy.Match = match;
        return copy;
    }
}
