using System.CommandLine;
using IcqBots.Host;

namespace IcqBots.Commands;

/// <summary><c>icqbots check</c>: finds mistakes in bots.yaml and in its scripts without connecting.</summary>
internal sealed class CheckCommand : Command
{
    public const string Examples = """
        icqbots check                      bots.yaml in this folder
        icqbots check other.yaml           another file
        """;

    /// <summary>So many names are in a cell of the table; thousands would hide the rest.</summary>
    private const int MaxListed = 8;

    private readonly BotsFileArgument _file = new();
    private readonly Output _output;

    public CheckCommand(Output output)
        : base("check", "Find mistakes in bots.yaml and in its scripts, which are started without connecting")
    {
        _output = output;
        Arguments.Add(_file);
        SetAction((parsed, _) => CheckAsync(parsed.GetValue(_file)!));
    }

    private async Task<int> CheckAsync(string path)
    {
        var file = BotsFileArgument.Read(path);
        using var scripts = new ScriptCheck(file);
        string[] mistakes = [.. await scripts.RunAsync()];
        foreach (var warning in scripts.Warnings)
        {
            _output.Note(warning);
        }

        if (mistakes.Length > 0)
        {
            throw new MistakeException(mistakes);
        }

        _output.Table(
            ["Bot", "UIN", "Server", "Scripts", "Schedules"],
            file.Bots.Select(bot => new[]
            {
                bot.Name, bot.Uin.ToString(), file.ServerOf(bot).ToString(), ListOf(bot.ScriptFiles().Select(script => script.Name)),
                ListOf(bot.Schedules.Select(schedule => schedule.Name)),
            }));
        _output.Lines($"{path} and its scripts are good.");
        return ExitCode.Ok;
    }

    private static string ListOf(IEnumerable<string> names) => names.Take(MaxListed + 1).Count() <= MaxListed
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MaxListed))} and {names.Count() - MaxListed} more";
}
