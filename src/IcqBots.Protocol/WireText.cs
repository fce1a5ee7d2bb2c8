using System.Globalization;
using System.Text;

namespace IcqBots.Protocol;

/// <summary>
/// A person's text on the wire: the code page of one bot, CR LF line ends, no NUL, and parts of at most
/// <see cref="MaxMessageBytes"/>. No packet names its code page; both ends must have agreed on one.
/// </summary>
public sealed class WireText
{
    /// <summary>The longest message, in bytes, that the clients of the time accept.</summary>
    public const int MaxMessageBytes = 450;

    /// <summary>The separator inside structured messages such as URLs. Plain text is never split at it.</summary>
    public const byte FieldSeparator = 0xFE;

    private WireText(Encoding encoding) => Encoding = encoding;

    /// <summary>ISO 8859-1: every byte is one character, so that a server passes on any code page unchanged.</summary>
    public static WireText Latin1 { get; } = For("iso-8859-1");

    /// <summary>The encoding of every string in this bot's packets. A character that it lacks becomes "?".</summary>
    public Encoding Encoding { get; }

    /// <summary>The text rules for a code page.</summary>
    /// <param name="encodingName">The name of an 8-bit or double-byte code page that contains ASCII, e.g. "windows-1251".</param>
    /// <exception cref="ArgumentException">No such encoding, or one that old clients cannot read, such as UTF-8.</exception>
    public static WireText For(string encodingName)
    {
        Encoding? encoding = null;
        try
        {
            encoding = CodePagesEncodingProvider.Instance.GetEncoding(encodingName, new EncoderReplacementFallback("?"), new DecoderReplacementFallback("?"))
                ?? Encoding.GetEncoding(encodingName, new EncoderReplacementFallback("?"), new DecoderReplacementFallback("?"));
        }
        catch (ArgumentException)
        {
            // No such name; the message below says what to write instead.
        }

        if (encoding is null || encoding.WebName.StartsWith("utf", StringComparison.OrdinalIgnoreCase) || encoding.GetByteCount("Az") != 2
            || encoding.GetString("Az"u8) != "Az")
        {
            throw new ArgumentException(
                $"\"{encodingName}\" is not a code page of ICQ clients; use a Windows code page such as windows-1252 (western), windows-1251 "
                + "(Cyrillic), windows-1250 (central European) or shift_jis, or iso-8859-1",
                nameof(encodingName));
        }

        return new WireText(encoding);
    }

    /// <summary>The text as a receiver shows it: line ends are LF.</summary>
    public static string FromWire(string text) => text.ReplaceLineEndings("\n");

    /// <summary>The text as it is sent: line ends are CR LF, NULs are gone, what the code page lacks is "?".</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="replaced">True when at least one character had to be replaced.</param>
    public string ToWire(string text, out bool replaced)
    {
        var clean = text.Replace("\0", "", StringComparison.Ordinal).ReplaceLineEndings("\r\n");
        var sent = Encoding.GetString(Encoding.GetBytes(clean));
        replaced = sent != clean;
        return sent;
    }

    /// <summary>
    /// Cuts a text (as <see cref="ToWire"/> gives it) into messages of at most <paramref name="maxBytes"/> bytes: at the last white
    /// space that fits, else between two characters. The white space at a cut is left out. A short text is one part, also if empty.
    /// </summary>
    public IReadOnlyList<string> Split(string text, int maxBytes = MaxMessageBytes)
    {
        var parts = new List<string>();
        var rest = text;
        while (Encoding.GetByteCount(rest) > maxBytes)
        {
            var length = FittingLength(rest, maxBytes);
            var cut = LastWhiteSpace(rest, length);
            parts.Add(rest[..cut].TrimEnd());
            rest = rest[cut..].TrimStart();
        }

        if (rest.Length > 0 || parts.Count == 0)
        {
            parts.Add(rest);
        }

        return parts;
    }

    /// <summary>How many chars from the start fit, without cutting a text element (a letter with its accents) in two.</summary>
    private int FittingLength(string text, int maxBytes)
    {
        var length = 0;
        var bytes = 0;
        while (length < text.Length)
        {
            var element = StringInfo.GetNextTextElementLength(text, length);
            bytes += Encoding.GetByteCount(text.AsSpan(length, element));
            if (bytes > maxBytes)
            {
                break;
            }

            length += element;
        }

        // A single text element can be longer than a message (a letter under hundreds of accents); it is cut anywhere then.
        return length > 0 ? length : Math.Min(text.Length, maxBytes / 2);
    }

    /// <summary>Where to cut: behind the last word that ends within <paramref name="length"/>, else at <paramref name="length"/>.</summary>
    private static int LastWhiteSpace(string text, int length)
    {
        for (var cut = length; cut > 0; cut--)
        {
            if (char.IsWhiteSpace(text[cut]) && !string.IsNullOrWhiteSpace(text[..cut]))
            {
                return cut;
            }
        }

        return length;
    }
}
