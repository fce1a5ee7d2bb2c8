using System.CommandLine;
using System.Text.RegularExpressions;

namespace IcqBots.Commands;

/// <summary><c>icqbots new script NAME</c>: adds a script with its test.</summary>
internal sealed class NewCommand : Command
{
    public const string Examples = """
        icqbots new script weather         scripts/weather.csx and scripts/weather.tests.csx
        """;

    private readonly Argument<string> _name = new("name") { Description = "What the script is called: letters, digits, - and _" };
    private readonly Output _output;

    public NewCommand(Output output)
        : base("new", "Add a script with its test")
    {
        _output = output;
        var script = new Command("script", "Add a script with its test to the folder scripts") { _name };
        _name.Validators.Add(CommandLine.RefuseOption);
        script.SetAction(parsed => AddScript(parsed.GetValue(_name)!));
        Subcommands.Add(script);
    }

    private int AddScript(string name)
    {
        if (!Regex.IsMatch(name, "^[A-Za-z0-9_-]+$"))
        {
            throw new MistakeException([$"\"{name}\" is no name for a script: take letters, digits, - and _, without a folder and without .csx"]);
        }

        var script = Path.Combine("scripts", $"{name}.csx");
        var tests = Path.Combine("scripts", $"{name}.tests.csx");
        if (new[] { script, tests }.FirstOrDefault(File.Exists) is { } existing)
        {
            throw new MistakeException([$"{existing} is there already; take another name"]);
        }

        Directory.CreateDirectory("scripts");
        File.WriteAllText(script, Template.Read("new.csx").Replace("NAME", name, StringComparison.Ordinal));
        File.WriteAllText(tests, Template.Read("new.tests.csx").Replace("NAME", name, StringComparison.Ordinal));
        _output.Lines(
            $"written  {script}",
            $"written  {tests}",
            "",
            $"Give it to a bot in bots.yaml:  scripts: [scripts/{name}.csx]",
            $"Test it:                        icqbots test {tests}");
        return ExitCode.Ok;
    }
}
