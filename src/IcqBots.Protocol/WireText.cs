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

    /// <summary>
    /// What stands between the fields of a structured message, such as a URL, in the text of a packet. On the wire it is the byte FE,
    /// whatever letter of the code page that byte is (U+00FE only in western ones). Plain text is never split at it.
    /// </summary>
    public const char FieldSeparator = '\u00FE';

    private const byte FieldSeparatorByte = 0xFE;

    /// <summary>Stands for the letter U+00FE in a field of a code page that has it at another place, such as the Korean one.</summary>
    private const char CapitalSeparator = '\u00DE';

    private WireText(Encoding encoding) => Encoding = encoding;

    /// <summary>ISO 8859-1: every byte is one character, so that a server passes on any code page unchanged.</summary>
    public static WireText Latin1 { get; } = For("iso-8859-1");

    /// <summary>The encoding of every string in this bot's packets. A character that it lacks becomes "?".</summary>
    public Encoding Encoding { get; }

    /// <summary>The text rules for a code page.</summary>
    /// <param name="encodingName">The name of an 8-bit or double-byte code page that contains ASCII, e.g. "windows-1251".</param>
    /// <exception cref="ArgumentException">No such encoding, or one that old clients cannot read, such as UTF-8.</exception>
    public static WireText For(string encodingName) =>
        Find(encodingName) is { } encoding && (encoding.IsSingleByte || IsDoubleByte(encoding)) && encoding.GetString("Az"u8) == "Az"
            ? new WireText(encoding)
            : throw new ArgumentException(
                $"\"{encodingName}\" is not a code page of ICQ clients; use a Windows code page such as windows-1252 (western), "
                + "windows-1251 (Cyrillic), windows-1250 (central European) or shift_jis, or iso-8859-1",
                nameof(encodingName));

    /// <summary>The text as a receiver shows it: line ends are LF.</summary>
    public static string FromWire(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>The text as it is sent: line ends are CR LF, NULs are gone, each character that the code page lacks is one "?".</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="replaced">True when at least one character had to be replaced.</param>
    public string ToWire(string text, out bool replaced)
    {
        var clean = FromWire(text)
            .Replace("\0", "", StringComparison.Ordinal)
            .Replace('\u2028', '\n')
            .Replace('\u2029', '\n')
            .Replace("\n", "\r\n", StringComparison.Ordinal);
        var sent = Encoding.GetString(Encoding.GetBytes(WithoutPairs(clean)));
        replaced = sent != clean;
        return sent;
    }

    /// <summary>
    /// Cuts a text (as <see cref="ToWire"/> gives it) into messages of at most <paramref name="maxBytes"/> bytes: at the last white
    /// space that fits, else between two text elements (a letter with its accents, CR LF), and inside one only if it is longer than
    /// a message. The white space at a cut is left out, nothing else is. A text that fits is one part and unchanged, also if empty.
    /// </summary>
    public IReadOnlyList<string> Split(string text, int maxBytes = MaxMessageBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        if (Encoding.GetByteCount(text) <= maxBytes)
        {
            return [text];
        }

        var parts = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var (end, next) = FindCut(text, start, maxBytes);
            if (end > start)
            {
                parts.Add(text[start..end]);
            }

            start = next;
        }

        return parts.Count > 0 ? parts : [""];
    }

    /// <summary>
    /// The text as a field of a structured message: as <see cref="ToWire"/> gives it, but without the byte FE, at which genuine clients end a
    /// field even where it is half of a double-byte character. Of a letter that has it, the capital takes its place, else "?".
    /// </summary>
    public string ToField(string text)
    {
        var wire = ToWire(text, out _);
        return wire.All(FitsIntoField) ? wire : string.Concat(wire.Select(ToFieldCharacter));
    }

    /// <summary>
    /// The rest of a structured message as one text: separators in it were meant as the letter that the byte FE is in this code page.
    /// </summary>
    public string JoinFields(IEnumerable<string> fields) => string.Join(Encoding.GetString([FieldSeparatorByte]), fields);

    internal static string DecodeFields(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        var text = new StringBuilder(bytes.Length);
        while (true)
        {
            var end = FindSeparator(bytes, encoding);
            text.Append(encoding.GetString(end < 0 ? bytes : bytes[..end]).Replace(FieldSeparator, CapitalSeparator));
            if (end < 0)
            {
                return text.ToString();
            }

            text.Append(FieldSeparator);
            bytes = bytes[(end + 1)..];
        }
    }

    internal static byte[] EncodeFields(string text, Encoding encoding)
    {
        var fields = text.Split(FieldSeparator);
        var bytes = new List<byte>(text.Length + 1);
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0)
            {
                bytes.Add(FieldSeparatorByte);
            }

            bytes.AddRange(encoding.GetBytes(fields[i]));
        }

        return [.. bytes];
    }

    /// <summary>
    /// The first byte FE that is not the second half of a character. As a first half it would be one of the few rare characters of a
    /// double-byte page, so that there it always separates.
    /// </summary>
    private static int FindSeparator(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        if (encoding.IsSingleByte)
        {
            return bytes.IndexOf(FieldSeparatorByte);
        }

        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == FieldSeparatorByte)
            {
                return at;
            }

            if (IsCharacter(bytes[at..Math.Min(at + 2, bytes.Length)], encoding))
            {
                at++;
            }
        }

        return -1;
    }

    /// <summary>True when two bytes are one character. With FE behind a byte that needs another, only a character that exists counts.</summary>
    private static bool IsCharacter(ReadOnlySpan<byte> pair, Encoding encoding) =>
        pair.Length == 2
        && !char.IsAscii((char)pair[0])
        && encoding.GetString(pair) is [var character]
        && (character != '?' || pair[1] != FieldSeparatorByte);

    private static Encoding? Find(string name)
    {
        // Explicit fallbacks switch best fit off, which would turn letters into others that look alike.
        var encoderFallback = new EncoderReplacementFallback("?");
        var decoderFallback = new DecoderReplacementFallback("?");
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, encoderFallback, decoderFallback)
                ?? Encoding.GetEncoding(name, encoderFallback, decoderFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The double-byte pages that Windows itself uses: Japanese, simplified Chinese, Korean, traditional Chinese.</summary>
    private static bool IsDoubleByte(Encoding encoding) => encoding.CodePage is 932 or 936 or 949 or 950;

    /// <summary>No code page has a character that takes two chars; a lone half of one counts as a character that it lacks, too.</summary>
    private static string WithoutPairs(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.IsBmp ? (char)rune.Value : '?'));

    private bool FitsIntoField(char character)
    {
        if (char.IsAscii(character))
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[2];
        var count = Encoding.GetBytes([character], bytes);
        return character != FieldSeparator && !bytes[..count].Contains(FieldSeparatorByte);
    }

    private char ToFieldCharacter(char character)
    {
        var capital = char.ToUpperInvariant(character);
        return FitsIntoField(character) ? character
            : FitsIntoField(capital) && ToWire($"{capital}", out _) == $"{capital}" ? capital
            : '?';
    }

    /// <summary>Where the part that begins at <paramref name="start"/> ends, and where the next one begins.</summary>
    private (int End, int Next) FindCut(string text, int start, int maxBytes)
    {
        var wordEnd = start;
        var lastBreak = start;
        var bytes = 0;
        for (var at = start; at < text.Length;)
        {
            var element = NextElement(text, at, maxBytes);
            var isWhiteSpace = element.IsWhiteSpace();
            bytes += Encoding.GetByteCount(element);
            if (bytes > maxBytes)
            {
                return isWhiteSpace ? (wordEnd, SkipWhiteSpace(text, at, maxBytes))
                    : lastBreak > start ? (lastBreak, SkipWhiteSpace(text, lastBreak, maxBytes))
                    : at > start ? (wordEnd, at)
                    : CutElement(text, at, maxBytes);
            }

            at += element.Length;
            if (isWhiteSpace)
            {
                lastBreak = wordEnd;
            }
            else
            {
                wordEnd = at;
            }
        }

        return (text.Length, text.Length);
    }

    /// <summary>Where to cut a text element that is longer than a message: behind the last whole character that fits.</summary>
    private (int End, int Next) CutElement(string text, int start, int maxBytes)
    {
        var end = start;
        var bytes = 0;
        foreach (var rune in NextElement(text, start, maxBytes).EnumerateRunes())
        {
            bytes += Encoding.GetByteCount(text.AsSpan(end, rune.Utf16SequenceLength));
            if (bytes > maxBytes && end > start)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return (end, end);
    }

    private static int SkipWhiteSpace(string text, int at, int maxBytes)
    {
        while (at < text.Length && NextElement(text, at, maxBytes) is var element && element.IsWhiteSpace())
        {
            at += element.Length;
        }

        return at;
    }

    /// <summary>
    /// The text element at <paramref name="at"/>. Of one that is longer than a message, only enough to show that: its whole length
    /// could be that of the text, and would be counted again for each part.
    /// </summary>
    private static ReadOnlySpan<char> NextElement(string text, int at, int maxBytes)
    {
        // Two chars take one byte or more.
        var window = text.AsSpan(at, (int)Math.Min(text.Length - at, (2L * maxBytes) + 2));
        return window[..StringInfo.GetNextTextElementLength(window)];
    }
}
