using Spectre.Console;

namespace IcqBots;

/// <summary>What commands print: colour and tables on a terminal, plain lines elsewhere.</summary>
internal static class Output
{
    /// <summary>True when standard output is a terminal whose user wants colour.</summary>
    public static bool IsTerminal => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    /// <summary>Prints a table: columns aligned by Spectre on a terminal, by tabs elsewhere.</summary>
    public static void Table(IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        if (!IsTerminal)
        {
            foreach (var row in rows)
            {
                Console.Out.WriteLine(string.Join('\t', row));
            }

            return;
        }

        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(Markup.Escape).ToArray());
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Prints an error to standard error, in red on a terminal.</summary>
    public static void Error(string text) =>
        Console.Error.WriteLine(Console.IsErrorRedirected || !IsTerminal ? text : $"\e[31m{text}\e[0m");

    /// <summary>Prints a remark that is not part of the result to standard error.</summary>
    public static void Note(string text) =>
        Console.Error.WriteLine(Console.IsErrorRedirected || !IsTerminal ? text : $"\e[2m{text}\e[0m");
}
