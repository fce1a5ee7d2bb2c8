using IcqBots.Protocol;

namespace IcqBots.Host.Broadcasts;

/// <summary>
/// Reads the people of a file: CSV (with commas, semicolons or tabs) whose first line names a column <c>uin</c>, or text with a UIN a line. What
/// follows a # that begins a line or comes after a space and the UIN is a comment.
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
            return PeopleIn(TextOfFile.Read(path, MaxBytes), name);
        }
        catch (IOException e)
        {
            return ([], [new Unreached(name, e.Message)]);
        }
    }

    private static (IReadOnlyList<Uin> People, IReadOnlyList<Unreached> Unusable) PeopleIn(string text, string name)
    {
        var people = new List<Uin>();
        var unusable = new List<Unreached>();
        foreach (var (line, cell, hint) in CellsIn(text))
        {
            if (Uin.TryParse(cell, null, out var uin))
            {
                people.Add(uin);
            }
            else
            {
                unusable.Add(new Unreached($"{name}:{line}", $"\"{Shown(cell)}\" is no UIN{hint}"));
            }
        }

        return (people, unusable.Count <= MaxUnusable
            ? unusable
            : [.. unusable.Take(MaxUnusable), new Unreached(name, $"{unusable.Count - MaxUnusable} more lines are no UINs")]);
    }

    /// <summary>Where UINs should be, and what is to be said where there is none.</summary>
    private static IEnumerable<(int Line, string Cell, string Hint)> CellsIn(string text)
    {
        foreach (var separator in _separators)
        {
            var rows = Csv.Rows(text, separator).Select(row => (row.Line, Cells: row.Cells.Select(cell => WithoutComment(cell).Trim()).ToList()));
            var column = rows.FirstOrDefault().Cells?.FindIndex(cell => cell.Equals("uin", StringComparison.OrdinalIgnoreCase)) ?? -1;
            if (column >= 0)
            {
                return rows.Skip(1).Select(row => (row.Line, row.Cells.ElementAtOrDefault(column) ?? "", ""));
            }
        }

        var lines = text.Split('\n').Select(line => WithoutComment(line).Trim()).Index().Where(line => line.Item.Length > 0);
        return lines.Select((line, index) => (
            line.Index + 1, line.Item, index == 0 && line.Item.IndexOfAny(_separators) >= 0 ? "; the first line of a table names a column uin" : ""));
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
