using System.CommandLine;
using System.Globalization;
using IcqBots.Host.Control;
using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Commands;

/// <summary><c>icqbots trace</c>: what became of messages and schedules, and why.</summary>
internal sealed class TraceCommand : Command
{
    public const string Examples = """
        icqbots trace                       what became of the last 20 messages and runs of schedules
        icqbots trace echo --from 1001      of those that 1001 has written to the bot echo
        icqbots trace --last 500            of more of them
        icqbots trace echo --follow         and of those that come from now on, until Ctrl-C
        """;

    private const int DefaultCount = 20;

    private readonly Argument<string?> _bot = new("BOT")
    {
        Description = "The name of a bot in bots.yaml; left out: all bots",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<Uin?> _from = new("--from")
    {
        Description = "Only messages of this person",
        HelpName = "UIN",
        CustomParser = result =>
        {
            if (Uin.TryParse(result.Tokens[0].Value, null, out var uin))
            {
                return uin;
            }

            result.AddError($"\"{result.Tokens[0].Value}\" is not a UIN: a UIN is a number from 1 to {Uin.MaxValue}");
            return null;
        },
    };

    private readonly Option<int> _last = new("--last", "-n")
    {
        Description = "How many of the last are shown",
        HelpName = "COUNT",
        DefaultValueFactory = _ => DefaultCount,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return count;
            }

            result.AddError($"--last: \"{result.Tokens[0].Value}\" is not a number from 0 to {int.MaxValue}");
            return DefaultCount;
        },
    };

    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Show what comes from now on, too, until Ctrl-C" };
    private readonly Option<string> _file = BotsFileArgument.AsOption();
    private readonly Output _output;

    public TraceCommand(Output output)
        : base("trace", "Show what became of messages and schedules, and why")
    {
        _output = output;
        _bot.Validators.Add(CommandLine.RefuseOption);
        Add(_bot);
        Add(_from);
        Add(_last);
        Add(_follow);
        Add(_file);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetValue(_file)!;
        var query = new TraceQuery(parsed.GetValue(_bot), parsed.GetValue(_from), parsed.GetValue(_last), parsed.GetValue(_follow));
        var dataFolder = BotsFileArgument.ReadDataFolder(path);
        if (await ControlClient.TryConnectAsync(dataFolder, cancellationToken) is { } host)
        {
            await using (host)
            {
                await host.AskAsync(new ControlRequest("trace", query.ToString()), cancellationToken);
                return await ListenAsync(host, query, cancellationToken);
            }
        }

        if (query.Follows)
        {
            throw new IOException($"no host runs with the data folder {dataFolder}; without --follow the last of its traces are shown");
        }

        using var logs = LoggerFactory.Create(logging => logging.AddRemarksLog(_output, false));
        return TraceControl.RunAlone(dataFolder, query, _output.Answer, logs.CreateLogger("IcqBots"));
    }

    private async Task<int> ListenAsync(ControlClient host, TraceQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return (await host.ListenAsync(_output.Answer, cancellationToken)).ExitCode ?? ExitCode.Failure;
        }
        catch (OperationCanceledException) when (query.Follows)
        {
            return ExitCode.Ok;
        }
    }
}
