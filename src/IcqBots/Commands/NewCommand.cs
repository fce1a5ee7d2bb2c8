using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;

namespace IcqBots.Commands;

/// <summary><c>icqbots new script NAME</c>: adds a script with its test.</summary>
internal sealed class NewCommand : Command
{
    public const string Examples = """
        icqbots new script weather         scripts/weather.csx and scripts/weather.tests.csx
        """;

    private readonly Argument<string> _name = new("NAME") { Description = "What the script is called: letters, digits, - and _" };
    private readonly Output _output;

    public NewCommand(Output output)
        : base("new", "Add a script with its test")
    {
        _output = output;
        Script = new Command("script", "Add a script with its test to the folder scripts") { _name };
        _name.Validators.Add(CommandLine.RefuseOption);
        Script.SetAction(parsed => AddScript(parsed.GetValue(_name)!));
        Subcommands.Add(Script);
    }

    /// <summary>The command for scripts, which are all that can be added so far.</summary>
    public Command Script { get; }

    /// <summary>Without saying what is to be added, the help is shown.</summary>
    public void SetHelp(SynchronousCommandLineAction help) => SetAction(parsed =>
    {
        help.Invoke(parsed);
        return ExitCode.Mistake;
    });

    private int AddScript(string name)
    {
        if (!Regex.IsMatch(name, @"^[A-Za-z0-9_-]+\z"))
        {
            throw new MistakeException($"\"{name}\" is no name for a script: take letters, digits, - and _{Suggestion(name)}");
        }

        var script = Path.Combine("scripts", $"{name}.csx");
        var tests = Path.Combine("scripts", $"{name}.tests.csx");
        if (new[] { script, tests }.FirstOrDefault(File.Exists) is { } existing)
        {
            throw new MistakeException($"{existing} is there already; take another name");
        }

        Directory.CreateDirectory("scripts");
        File.WriteAllText(script, Template.Read("new.csx").Replace("NAME", name, StringComparison.Ordinal));
        File.WriteAllText(tests, Template.Read("new.tests.csx").Replace("NAME", name, StringComparison.Ordinal));
        _output.Lines(
            $"written        {script}",
            $"written        {tests}",
            "",
            $"Give it to a bot in bots.yaml, unless a pattern there finds it:  scripts: [scripts/{name}.csx]",
            $"Test it:  icqbots test scripts/{name}.csx scripts/{name}.tests.csx");
        return ExitCode.Ok;
    }

    /// <summary>What is left of a path with an extension, or of several words.</summary>
    private static string Suggestion(string name)
    {
        var last = name.Split('/', '\\')[^1];
        var bare = last.EndsWith(".csx", StringComparison.Ordinal) ? last[..^".csx".Length] : last;
        var meant = Regex.Replace(bare, "[^A-Za-z0-9_-]+", "-").Trim('-');
        return meant.Length > 0 ? $"; did you mean \"{meant}\"?" : "";
    }
}
