using Spectre.Console;

namespace IcqBots;

/// <summary>What commands print: tables and colours on a terminal, plain lines elsewhere. Usable from several threads.</summary>
internal sealed class Output(TextWriter result, TextWriter remarks)
{
    /// <summary>Where results go.</summary>
    public TextWriter Result { get; } = TextWriter.Synchronized(result);

    /// <summary>Where errors and remarks go.</summary>
    public TextWriter Remarks { get; } = TextWriter.Synchronized(remarks);

    /// <summary>True when somebody looks at the results: tables are drawn.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>True when somebody looks at errors and remarks: a bar shows how far something is.</summary>
    public bool IsRemarksTerminal { get; init; }

    /// <summary>True when results may be coloured.</summary>
    public bool HasColour { get; init; }

    /// <summary>True when errors and remarks may be coloured.</summary>
    public bool HasColouredRemarks { get; init; }

    /// <summary>Standard output and standard error.</summary>
    public static Output OfConsole()
    {
        var allowsColour = AllowsColour(Environment.GetEnvironmentVariable);
        return new Output(Console.Out, Console.Error)
        {
            IsTerminal = !Console.IsOutputRedirected,
            IsRemarksTerminal = !Console.IsErrorRedirected,
            HasColour = allowsColour && !Console.IsOutputRedirected,
            HasColouredRemarks = allowsColour && !Console.IsErrorRedirected,
        };
    }

    /// <summary>False where NO_COLOR is set (to anything but nothing, as no-color.org has it) or the terminal is dumb.</summary>
    public static bool AllowsColour(Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") != "dumb";

    /// <summary>Prints lines; the log cannot come between them.</summary>
    public void Lines(params IEnumerable<string> lines) =>
        Result.Write(string.Concat(lines.Select(line => TerminalText.Clean(line) + Result.NewLine)));

    /// <summary>Prints a line that stands above others: bold on a terminal, red if it <paramref name="isBad"/>.</summary>
    public void Heading(string text, bool isBad)
    {
        var clean = TerminalText.Clean(text);
        Result.WriteLine(HasColour ? $"\e[{(isBad ? "31" : "1")}m{clean}\e[0m" : clean);
    }

    /// <summary>Prints a table: columns aligned by Spectre on a terminal; elsewhere only the rows, their cells separated by tabs.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (!IsTerminal)
        {
            Lines(rows.Select(row => string.Join('\t', row.Select(TerminalText.CleanLine))));
            return;
        }

        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns([.. columns.Select(column => new TableColumn(Markup.Escape(column)))]);
        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(cell => Markup.Escape(TerminalText.CleanLine(cell)))]);
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Result) }).Write(table);
    }

    /// <summary>Prints a line of an answer: an error, or a result.</summary>
    public void Answer(string text, bool isError)
    {
        if (isError)
        {
            Error(text);
        }
        else
        {
            Lines(text);
        }
    }

    /// <summary>Prints an error, in red on a terminal.</summary>
    public void Error(string text) => Remark(text, "31");

    /// <summary>Prints a remark that is not part of the result, dimmed on a terminal.</summary>
    public void Note(string text) => Remark(text, "2");

    private void Remark(string text, string colour)
    {
        var clean = TerminalText.Clean(text);
        Remarks.WriteLine(HasColouredRemarks ? $"\e[{colour}m{clean}\e[0m" : clean);
    }
}
