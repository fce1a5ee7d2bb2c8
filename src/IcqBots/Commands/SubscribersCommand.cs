using System.CommandLine;
using System.CommandLine.Parsing;
using IcqBots.Host.Control;
using IcqBots.Protocol;

namespace IcqBots.Commands;

/// <summary><c>icqbots subscribers</c>: who is on the lists of a bot of the running host.</summary>
internal sealed class SubscribersCommand : Command
{
    public const string Examples = """
        icqbots subscribers herald                    the lists of a bot, and how many are on them
        icqbots subscribers herald news               who is on a list, and since when
        icqbots subscribers add herald news 1001
        icqbots subscribers remove herald news 1001
        """;

    private readonly Option<string> _file = BotsFileArgument.AsOption();
    private readonly Output _output;

    public SubscribersCommand(Output output)
        : base("subscribers", "Show who has subscribed to the lists of a bot, add somebody, or remove them")
    {
        _output = output;
        var bot = BotArgument();
        var list = new Argument<string?>("LIST") { Description = "One of its subscriptions; without it all of them", Arity = ArgumentArity.ZeroOrOne };
        list.Validators.Add(CommandLine.RefuseOption);
        Arguments.Add(bot);
        Arguments.Add(list);
        Options.Add(_file);
        SetAction((parsed, cancellationToken) =>
            AskAsync(SubscribersControl.List(parsed.GetValue(bot)!, parsed.GetValue(list)), parsed, cancellationToken));
        Add(Verb("add", "Put somebody on a list", adds: true));
        Add(Verb("remove", "Take somebody from a list", adds: false));
    }

    private static Argument<string> BotArgument()
    {
        var bot = new Argument<string>("BOT") { Description = "The name of a bot" };
        bot.Validators.Add(CommandLine.RefuseOption);
        return bot;
    }

    private Command Verb(string name, string description, bool adds)
    {
        var bot = BotArgument();
        var list = new Argument<string>("LIST") { Description = "One of its subscriptions" };
        list.Validators.Add(CommandLine.RefuseOption);
        var person = new Argument<Uin>("UIN") { Description = "Who", CustomParser = ParseUin };
        var command = new Command(name, description) { bot, list, person, _file };
        command.SetAction((parsed, cancellationToken) => AskAsync(
            SubscribersControl.Change(adds, parsed.GetValue(bot)!, parsed.GetValue(list)!, parsed.GetValue(person)), parsed, cancellationToken));
        return command;
    }

    private static Uin ParseUin(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (!Uin.TryParse(text, null, out var uin))
        {
            result.AddError($"\"{text}\" is not a UIN, a number from 1 to {Uin.MaxValue}");
        }

        return uin;
    }

    private async Task<int> AskAsync(ControlRequest request, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var host = await ControlClient.ConnectAsync(BotsFileArgument.ReadDataFolder(parsed.GetValue(_file)!), cancellationToken);
        await host.AskAsync(request, cancellationToken);
        return (await host.ListenAsync(_output.Answer, cancellationToken)).ExitCode ?? ExitCode.Failure;
    }
}
