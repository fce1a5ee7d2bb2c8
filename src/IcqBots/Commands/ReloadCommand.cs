using System.CommandLine;
using IcqBots.Host.Control;

namespace IcqBots.Commands;

/// <summary><c>icqbots reload</c>: has the running host load scripts anew.</summary>
internal sealed class ReloadCommand : Command
{
    public const string Examples = """
        icqbots reload                     all scripts of the host that runs with bots.yaml in this folder
        icqbots reload echo                those of the bot "echo"
        icqbots reload scripts/echo.csx    one script, for every bot that uses it
        """;

    private readonly Argument<string?> _target = new("BOT-OR-SCRIPT")
    {
        Description = "The name of a bot, or of a script as the log has it; without it all scripts",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string> _file = BotsFileArgument.AsOption();
    private readonly Output _output;

    public ReloadCommand(Output output)
        : base("reload", "Load scripts of the running host anew; saving a script does that by itself")
    {
        _output = output;
        Arguments.Add(_target);
        _target.Validators.Add(CommandLine.RefuseOption);
        Options.Add(_file);
        SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(_target), BotsFileArgument.ReadDataFolder(parsed.GetValue(_file)!), cancellationToken));
    }

    private async Task<int> RunAsync(string? target, string dataFolder, CancellationToken cancellationToken)
    {
        await using var host = await ControlClient.ConnectAsync(dataFolder, cancellationToken);
        await host.AskAsync(new ControlRequest("reload", target), cancellationToken);
        return (await host.ListenAsync(_output.Answer, cancellationToken)).ExitCode ?? ExitCode.Failure;
    }
}
