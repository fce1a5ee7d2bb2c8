using System.CommandLine;
using IcqBots.Host.Control;

namespace IcqBots.Commands;

/// <summary><c>icqbots schedule</c>: what the bots of the running host do at given times.</summary>
internal sealed class ScheduleCommand : Command
{
    public const string Examples = """
        icqbots schedule                        all schedules: their meaning, last result and next five times
        icqbots schedule herald                 those of one bot
        icqbots schedule run good-morning       runs one now
        icqbots schedule pause good-morning     until "resume", also over a restart
        icqbots schedule history good-morning   its last fifty runs
        icqbots schedule history remind         the last one-off jobs of scripts of that name
        """;

    private readonly Argument<string?> _bot = new("BOT")
    {
        Description = "The name of a bot; left out: all bots",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _botOption = new("--bot") { Description = "The bot, where several have a schedule of that name", HelpName = "BOT" };
    private readonly Option<string> _file = BotsFileArgument.AsOption();
    private readonly Output _output;

    public ScheduleCommand(Output output)
        : base("schedule", "Show what bots do at given times; run, pause and resume it")
    {
        _output = output;
        _bot.Validators.Add(CommandLine.RefuseOption);
        Add(_bot);
        Add(_file);
        SetAction((parsed, cancellationToken) => AskAsync(ScheduleControl.Ask(ScheduleVerb.List, parsed.GetValue(_bot), null), parsed, cancellationToken));
        Add(Verb("run", "Run a schedule now, and wait until it is done", ScheduleVerb.Run));
        Add(Verb("pause", "Have a schedule not run until it is resumed, also over a restart", ScheduleVerb.Pause));
        Add(Verb("resume", "Have a schedule go on with its next time", ScheduleVerb.Resume));
        Add(Verb("history", "Show the last runs of a schedule, or of the one-off jobs of that name", ScheduleVerb.History));
    }

    private Command Verb(string name, string description, ScheduleVerb verb)
    {
        var schedule = new Argument<string>("NAME") { Description = "The name of a schedule in bots.yaml" };
        schedule.Validators.Add(CommandLine.RefuseOption);
        var command = new Command(name, description) { schedule, _botOption, _file };
        command.SetAction((parsed, cancellationToken) =>
            AskAsync(ScheduleControl.Ask(verb, parsed.GetValue(_botOption) ?? parsed.GetValue(_bot), parsed.GetValue(schedule)), parsed, cancellationToken));
        return command;
    }

    private async Task<int> AskAsync(ControlRequest request, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var host = await ControlClient.ConnectAsync(BotsFileArgument.ReadDataFolder(parsed.GetValue(_file)!), cancellationToken);
        await host.AskAsync(request, cancellationToken);
        return (await host.ListenAsync(_output.Answer, cancellationToken)).ExitCode ?? ExitCode.Failure;
    }
}
