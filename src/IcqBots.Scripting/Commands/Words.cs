using System.Text;

namespace IcqBots.Scripting;

/// <summary>The words of a text: what stands between blanks, or between quotation marks.</summary>
internal static class Words
{
    private const int MaxQuoted = 40;

    /// <summary>A word, or what stood between quotation marks.</summary>
    /// <param name="Text">Without the quotation marks.</param>
    /// <param name="End">Where the text goes on.</param>
    /// <param name="IsQuoted">True when it stood between quotation marks.</param>
    public readonly record struct Word(string Text, int End, bool IsQuoted);

    /// <summary>The first place from <paramref name="start"/> on that is no blank, or the end.</summary>
    public static int SkipBlanks(string text, int start)
    {
        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        return start;
    }

    /// <summary>
    /// The word that begins at <paramref name="start"/>; null at the end of the text. A quotation mark without its partner is a letter.
    /// </summary>
    public static Word? Read(string text, int start)
    {
        if (start >= text.Length)
        {
            return null;
        }

        if (ReadQuoted(text, start) is { } quoted)
        {
            return quoted;
        }

        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return new Word(text[start..end], end, IsQuoted: false);
    }

    /// <summary>A person's text as part of a message to them, and not too much of it.</summary>
    public static string Quote(string text) => text.Length <= MaxQuoted ? $"\"{text}\"" : $"\"{text[..MaxQuoted]}...\"";

    private static Word? ReadQuoted(string text, int start)
    {
        if (Closing(text[start]) is not { } closing)
        {
            return null;
        }

        var content = new StringBuilder();
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && (text[i + 1] == '\\' || closing.Contains(text[i + 1])))
            {
                content.Append(text[++i]);
            }
            else if (closing.Contains(text[i]))
            {
                return new Word(content.ToString(), i + 1, IsQuoted: true);
            }
            else
            {
                content.Append(text[i]);
            }
        }

        return null;
    }

    /// <summary>Programs of today turn the plain mark into those of the person's language.</summary>
    private static string? Closing(char opening) => opening switch
    {
        '"' => "\"",
        '\u201C' or '\u201E' or '\u201D' => "\u201C\u201D",
        '\u00AB' => "\u00BB",
        '\u00BB' => "\u00AB",
        _ => null,
    };
}
