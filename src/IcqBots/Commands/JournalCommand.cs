using System.CommandLine;
using IcqBots.Host.Control;
using Microsoft.Extensions.Logging;

namespace IcqBots.Commands;

/// <summary><c>icqbots journal</c>: messages that were given up.</summary>
internal sealed class JournalCommand : Command
{
    public const string Examples = """
        icqbots journal failed        messages that were not handled, or not delivered, after all tries
        icqbots journal retry in-17   has one of them tried again
        icqbots journal drop out-5    forgets one
        icqbots journal drop all      forgets all of them
        """;

    private readonly Option<string> _file = BotsFileArgument.AsOption();
    private readonly Output _output;

    public JournalCommand(Output output)
        : base("journal", "Show messages that were given up, try them again, or forget them")
    {
        _output = output;
        Options.Add(_file);
        SetAction((parsed, cancellationToken) => RunAsync("failed", parsed, cancellationToken));
        Add(Verb("failed", "Show the messages that were given up", null));
        Add(Verb("retry", "Have a message handled, or sent, again", Message()));
        Add(Verb("drop", "Forget a message", Message()));
    }

    private static Argument<string> Message() => new("MESSAGE") { Description = "A message as \"failed\" shows it, such as in-17, or all" };

    private Command Verb(string name, string description, Argument<string>? message)
    {
        var command = new Command(name, description) { _file };
        if (message is not null)
        {
            message.Validators.Add(CommandLine.RefuseOption);
            command.Add(message);
        }

        command.SetAction((parsed, cancellationToken) =>
            RunAsync(message is null ? name : $"{name} {parsed.GetValue(message)}", parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(string target, ParseResult parsed, CancellationToken cancellationToken)
    {
        var dataFolder = BotsFileArgument.ReadDataFolder(parsed.GetValue(_file)!);
        if (await ControlClient.TryConnectAsync(dataFolder, cancellationToken) is { } host)
        {
            await using (host)
            {
                await host.AskAsync(new ControlRequest("journal", target), cancellationToken);
                return (await host.ListenAsync(_output.Answer, cancellationToken)).ExitCode ?? ExitCode.Failure;
            }
        }

        using var logs = LoggerFactory.Create(logging => logging.AddRemarksLog(_output, false));
        return await JournalControl.RunAloneAsync(dataFolder, target, _output.Answer, logs.CreateLogger("IcqBots"));
    }
}
