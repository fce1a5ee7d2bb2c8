using System.Text;
using IcqBots.Protocol;

namespace IcqBots.Host.Broadcasts;

/// <summary>
/// Reads the people of a file: CSV (with commas, semicolons or tabs) whose first line names a column <c>uin</c>, or text with a UIN a line. What
/// follows a # that begins a line or comes after a space is a comment.
/// </summary>
internal static class RecipientFile
{
    private const int MaxBytes = 8 * 1024 * 1024;
    private const int ShownCharacters = 40;

    /// <summary>So many lines are named that are no UINs; a file of another kind has nothing else.</summary>
    private const int MaxUnusable = 100;

    private static readonly char[] _separators = [',', ';', '\t'];

    /// <summary>The people in their order, and what is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">How the report calls it.</param>
    public static (IReadOnlyList<Uin> People, IReadOnlyList<Unreached> Unusable) Read(string path, string name)
    {
        try
        {
            return Read(TextOfFile.Read(path, MaxBytes), name);
        }
        catch (IOException e)
        {
            return ([], [new Unreached(name, e.Message)]);
        }
    }

    private static (IReadOnlyList<Uin> People, IReadOnlyList<Unreached> Unusable) Read(IEnumerable<string> lines, string name)
    {
        var people = new List<Uin>();
        var unusable = new List<Unreached>();
        (char Separator, int Index)? column = null;
        var isFirst = true;
        foreach (var (index, line) in lines.Index())
        {
            var text = WithoutComment(line);
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            if (isFirst && (column = ColumnIn(text)) is not null)
            {
                isFirst = false;
                continue;
            }

            isFirst = false;
            var cell = column is { } at ? Cells(text, at.Separator).ElementAtOrDefault(at.Index)?.Trim() ?? "" : text.Trim();
            if (Uin.TryParse(cell, null, out var uin))
            {
                people.Add(uin);
            }
            else
            {
                unusable.Add(new Unreached($"{name}:{index + 1}", $"\"{Shown(cell)}\" is no UIN"));
            }
        }

        return (people, unusable.Count <= MaxUnusable
            ? unusable
            : [.. unusable.Take(MaxUnusable), new Unreached(name, $"{unusable.Count - MaxUnusable} more lines are no UINs")]);
    }

    private static (char Separator, int Index)? ColumnIn(string header)
    {
        var separator = _separators.FirstOrDefault(header.Contains, ',');
        var index = Cells(header, separator).FindIndex(cell => cell.Trim().Equals("uin", StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : (separator, index);
    }

    /// <summary>The cells of a line; one in quotes may hold separators, and two quotes for one.</summary>
    private static List<string> Cells(string line, char separator)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[i] == separator && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }

    private static string WithoutComment(string line)
    {
        if (line.StartsWith('#'))
        {
            return "";
        }

        var comment = line.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? line : line[..comment];
    }

    private static string Shown(string text) => text.Length > ShownCharacters ? $"{text[..ShownCharacters]}…" : text;
}
