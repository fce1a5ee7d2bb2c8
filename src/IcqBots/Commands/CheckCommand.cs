using System.CommandLine;
using IcqBots.Host;

namespace IcqBots.Commands;

/// <summary><c>icqbots check</c>: finds mistakes in bots.yaml and in its scripts without connecting.</summary>
internal sealed class CheckCommand : Command
{
    private readonly BotsFileArgument _file = new();

    public CheckCommand()
        : base("check", "Validate bots.yaml and compile every script, without connecting; exit code 2 for mistakes")
    {
        Arguments.Add(_file);
        SetAction(parsed => Check(parsed.GetValue(_file)!));
    }

    private static int Check(string path)
    {
        if (BotsFileArgument.Read(path) is not { } file)
        {
            return BotsFileArgument.MistakesExitCode;
        }

        using var check = new ScriptCheck(file);
        var mistakes = check.Run().ToArray();
        foreach (var mistake in mistakes)
        {
            Output.Error(mistake);
        }

        if (mistakes.Length > 0)
        {
            return BotsFileArgument.MistakesExitCode;
        }

        Output.Table(
            ["Bot", "UIN", "Server", "Scripts", "Schedules"],
            file.Bots.Select(bot => new[]
            {
                bot.Name, bot.Uin.ToString(), file.ServerOf(bot).ToString(), string.Join(", ", bot.Scripts.Select(script => script.Name)),
                string.Join(", ", bot.Schedules.Select(schedule => schedule.Name)),
            }));
        Console.Out.WriteLine($"{path} and its scripts are good.");
        return 0;
    }
}
