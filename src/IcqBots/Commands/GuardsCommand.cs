using System.CommandLine;
using IcqBots.Host.Control;
using IcqBots.Protocol;

namespace IcqBots.Commands;

/// <summary><c>icqbots guards</c>: who gets no automatic answers from a bot of the running host.</summary>
internal sealed class GuardsCommand : Command
{
    public const string Examples = """
        icqbots guards shop                 who is banned, or gets no answers for a while
        icqbots guards shop --unban 1001    lets somebody have answers again
        """;

    private readonly Argument<string> _bot = new("BOT") { Description = "The name of a bot" };

    private readonly Option<string?> _unban = new("--unban")
    {
        Description = "Who shall have answers again",
        HelpName = "UIN",
    };

    private readonly Option<string> _file = BotsFileArgument.AsOption();
    private readonly Output _output;

    public GuardsCommand(Output output)
        : base("guards", "Show who gets no automatic answers from a bot, because they wrote too much")
    {
        _output = output;
        _bot.Validators.Add(CommandLine.RefuseOption);
        _unban.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !Uin.TryParse(text, null, out _))
            {
                result.AddError($"\"{text}\" is not a UIN: a UIN is a number from 1 to {Uin.MaxValue}");
            }
        });
        Arguments.Add(_bot);
        Options.Add(_unban);
        Options.Add(_file);
        SetAction((parsed, cancellationToken) => RunAsync(
            $"{parsed.GetValue(_bot)} {parsed.GetValue(_unban)}".TrimEnd(), BotsFileArgument.ReadDataFolder(parsed.GetValue(_file)!), cancellationToken));
    }

    private async Task<int> RunAsync(string target, string dataFolder, CancellationToken cancellationToken)
    {
        await using var host = await ControlClient.ConnectAsync(dataFolder, cancellationToken);
        await host.AskAsync(new ControlRequest("guards", target), cancellationToken);
        return (await host.ListenAsync(_output.Answer, cancellationToken)).ExitCode ?? ExitCode.Failure;
    }
}
