namespace IcqBots.Scripting;

/// <summary>What a bot says about its commands.</summary>
/// <param name="commands">Those that the person may use, at least one.</param>
/// <param name="prefix">What they begin with.</param>
internal sealed class CommandHelp(IReadOnlyList<Command> commands, string prefix)
{
    private const string Word = "help";

    /// <summary>As long as one message of ICQ can be; a list that is longer goes without the summaries.</summary>
    private const int MaxLength = 440;

    /// <summary>The answer when a text asks for help, and no script answers that itself.</summary>
    public string? Answer(string text)
    {
        var words = text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !Same(words[0], Word) || commands.Any(command => Same(command.Pattern.Name[0], Word)))
        {
            return null;
        }

        if (words.Length == 1)
        {
            return List();
        }

        var about = commands.Where(command => IsAbout(command, words[1..])).ToArray();
        return about.Length > 0
            ? string.Join('\n', about.SelectMany(Details))
            : $"There is no command {Words.Quote(string.Join(' ', words[1..]))}.\n{List()}";
    }

    /// <summary>What a person is told whose text begins like a command.</summary>
    public string Usage(Command nearest, string problem)
    {
        var alike = commands.Where(command => Same(command.Pattern.Name[0], nearest.Pattern.Name[0])).Select(Line);
        return $"{problem}. Write: {string.Join("\nor: ", alike)}";
    }

    private string List()
    {
        var more = $"{prefix}{Word} <command> tells more.";
        var full = string.Join('\n', commands.Select(Summary).Append(more));
        return full.Length <= MaxLength ? full : string.Join('\n', commands.Select(Line).Append(more));
    }

    private IEnumerable<string> Details(Command command) =>
        command.Examples.Select(example => example is { Answer: { } answer, IsPattern: false }
                ? $"Example: {prefix}{example.Say} - {answer}"
                : $"Example: {prefix}{example.Say}")
            .Prepend(Summary(command));

    private string Summary(Command command) => command.Description.Length > 0 ? $"{Line(command)}: {command.Description}" : Line(command);

    private string Line(Command command) => prefix + command.Usage;

    private bool IsAbout(Command command, string[] words) =>
        words.Length <= command.Pattern.Name.Count
        && words.Zip(command.Pattern.Name).All(pair => Same(pair.First, pair.Second) || Same(pair.First, prefix + pair.Second));

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
