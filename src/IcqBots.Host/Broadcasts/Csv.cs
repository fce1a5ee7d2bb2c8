using System.Text;

namespace IcqBots.Host.Broadcasts;

/// <summary>
/// Takes tables apart whose cells are separated by commas (RFC 4180) or another character. A cell in quotes may hold separators, line breaks, and two
/// quotes for one. Quotes that do not fit are only characters, so that a forgotten one hides none of the lines behind it.
/// </summary>
internal static class Csv
{
    /// <summary>The lines with something in them that do not begin with a #: the number of each, from 1, and its cells.</summary>
    /// <param name="text">The table, with "\n" between its lines.</param>
    /// <param name="separator">What is between the cells.</param>
    public static IEnumerable<(int Line, IReadOnlyList<string> Cells)> Rows(string text, char separator)
    {
        var line = 1;
        for (var at = 0; at < text.Length; at++)
        {
            var (begin, cells) = (at, new List<string>());
            for (var isFirst = true; isFirst || (at < text.Length && text[at] == separator); isFirst = false)
            {
                (var cell, at) = CellAt(text, isFirst ? at : at + 1, separator);
                cells.Add(cell);
            }

            // In a comment a quote is only a character.
            if (text.AsSpan(begin).TrimStart(' ').StartsWith('#'))
            {
                at = EndOfLine(text, begin);
            }
            else if (cells.Exists(cell => !string.IsNullOrWhiteSpace(cell)))
            {
                yield return (line, cells);
            }

            line += text.AsSpan(begin, at - begin).Count('\n') + 1;
        }
    }

    private static (string Cell, int End) CellAt(string text, int at, char separator)
    {
        var quote = AfterSpace(text, at);
        if (quote < text.Length && text[quote] == '"' && QuotedAt(text, quote + 1, separator) is { } quoted)
        {
            return quoted;
        }

        var length = text.AsSpan(at).IndexOfAny(separator, '\n');
        var end = length < 0 ? text.Length : at + length;
        return (text[at..end].Trim(), end);
    }

    /// <summary>A cell behind its first quote; null where the quotes do not fit.</summary>
    private static (string Cell, int End)? QuotedAt(string text, int at, char separator)
    {
        var cell = new StringBuilder();
        for (; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                cell.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                cell.Append(text[at++]);
            }
            else
            {
                var end = AfterSpace(text, at + 1);
                return end == text.Length || text[end] == separator || text[end] == '\n' ? (cell.ToString(), end) : null;
            }
        }

        return null;
    }

    private static int AfterSpace(string text, int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        return at;
    }

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;
}
