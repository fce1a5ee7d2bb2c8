using System.Globalization;
using System.Text.RegularExpressions;

namespace IcqBots.Decode;

/// <summary>
/// Reads packets that are written as hexadecimal digits: a packet a line, with white space, commas and 0x where people put them, or hex
/// dumps with offsets, as xxd, hexdump -C and Wireshark write them.
/// </summary>
/// <param name="name">What mistakes call the input.</param>
internal sealed partial class HexInput(string name)
{
    /// <summary>Where some dumps leave a gap, so that the bytes of a line are easier to count.</summary>
    private const int Middle = 8;

    private readonly List<byte> _dump = [];
    private int _lineNumber;

    /// <summary>The packets, each as soon as its last line has come.</summary>
    /// <exception cref="MistakeException">There is something else than digits, half a byte, or an offset that does not fit.</exception>
    public IEnumerable<byte[]> Read(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            _lineNumber++;
            var words = Words().Matches(line);
            var offset = OffsetOf(words);
            if (offset is null or 0 && TakeDump() is { } former)
            {
                yield return former;
            }

            if (offset is not null)
            {
                ReadDumpLine(words, offset.Value);
            }
            else if (words.Count > 0)
            {
                yield return [.. words.SelectMany(BytesOf)];
            }
        }

        if (TakeDump() is { } last)
        {
            yield return last;
        }
    }

    [GeneratedRegex(@"[^\s,]+")]
    private static partial Regex Words();

    private static bool IsBytes(string digits) => digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit);

    /// <summary>
    /// The offset in front of a line of a dump; null: the line has none. Without a colon it is one only where it has four digits or more,
    /// counts the bytes before it or is 0, and single bytes follow, or nothing at the end of a dump.
    /// </summary>
    private int? OffsetOf(MatchCollection words)
    {
        var first = words.Count > 0 ? words[0].Value : "";
        var digits = first.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? first[2..] : first;
        if (!int.TryParse(digits.TrimEnd(':'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var offset))
        {
            return null;
        }

        var isFollowedByBytes = words.Count > 1 ? words[1].Length == 2 : offset > 0;
        return first.EndsWith(':') || (first.Length >= 4 && (offset == 0 || offset == _dump.Count) && isFollowedByBytes) ? offset : null;
    }

    private void ReadDumpLine(MatchCollection words, int offset)
    {
        if (offset != _dump.Count)
        {
            throw Mistake(words[0].Index, $"the offset is {offset:X4}, but {_dump.Count:X4} bytes stand before it");
        }

        for (var i = 1; i < words.Count && !IsText(words[i - 1], words[i], _dump.Count - offset); i++)
        {
            _dump.AddRange(BytesOf(words[i]));
        }
    }

    /// <summary>Behind the bytes of a line, and behind a gap, many dumps show them as text.</summary>
    private static bool IsText(Match former, Match word, int count)
    {
        var gap = word.Index - former.Index - former.Length;
        return count > 0 && gap > 1 && !(gap == 2 && count == Middle && IsBytes(word.Value));
    }

    private byte[] BytesOf(Match word)
    {
        var prefix = word.Value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? 2 : 0;
        var digits = word.Value[prefix..];
        for (var i = 0; i < digits.Length; i++)
        {
            if (!char.IsAsciiHexDigit(digits[i]))
            {
                throw Mistake(word.Index + prefix + i, $"'{digits[i]}' is no hexadecimal digit");
            }
        }

        return IsBytes(digits)
            ? Convert.FromHexString(digits)
            : throw Mistake(word.Index, $"\"{word.Value}\" has an odd number of digits; a byte has two");
    }

    private byte[]? TakeDump()
    {
        byte[] dump = [.. _dump];
        _dump.Clear();
        return dump.Length > 0 ? dump : null;
    }

    private MistakeException Mistake(int index, string text) => new($"{name}:{_lineNumber}:{index + 1}: {text}");
}
