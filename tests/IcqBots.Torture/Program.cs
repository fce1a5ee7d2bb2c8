using System.CommandLine;
using IcqBots.Torture;

var names = new Argument<string[]>("SCENARIO")
{
    Description = $"all, or some of:\n{string.Join('\n', Scenario.All.Select(scenario => $"{scenario.Name}: {scenario.Summary}"))}",
    Arity = ArgumentArity.OneOrMore,
};
names.AcceptOnlyFromAmong(["all", .. Scenario.All.Select(scenario => scenario.Name)]);
var seed = new Option<int>("--seed") { Description = "Any number; the same one plans the same run.", DefaultValueFactory = _ => 1 };
var messages = Count("--messages", "Messages to send.");
var senders = Count("--senders", "People who send them.");
var bots = Count("--bots", "Bots; every other one counts, the rest echo.");
var kills = Count("--kills", "How often the host is killed.");
var pauses = Count("--pauses", "How often the host is stopped for up to 4 s.");
var restarts = Count("--server-restarts", "How often the server is restarted.");
var fills = Count("--disk-full", "How often the disk becomes full.");
var loss = Count("--loss", "Of a hundred datagrams so many are lost (0 to 90).");
loss.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int?>() > 90)
    {
        result.AddError("--loss must be from 0 to 90");
    }
});

var command = new RootCommand(
    """
    Runs a server, and a host with bots, as real processes; people write numbers to the bots, trouble happens, and in the end every number is
    looked for. The exit code is 1 when something was lost, or doubled without a kill, or more than one reply for each kill.

    Examples:
      all                              the full run, 15 minutes
      kill --kills 20 --messages 2000  a short one
      kill --loss 20 --pauses 10       several troubles at a time
      kill --seed 7                    other moments; the same seed gives the same plan
    """)
{
    names, seed, messages, senders, bots, kills, pauses, restarts, fills, loss,
};
command.SetAction((parsed, cancellationToken) =>
{
    var wanted = parsed.GetValue(names)!;
    var scenarios = Scenario.All.Where(scenario => wanted.Contains("all") || wanted.Contains(scenario.Name)).Select(scenario => scenario with
    {
        Messages = scenario.IsRecovery ? 0 : parsed.GetValue(messages) ?? scenario.Messages,
        Senders = parsed.GetValue(senders) ?? scenario.Senders,
        Bots = parsed.GetValue(bots) ?? scenario.Bots,
        Kills = parsed.GetValue(kills) ?? scenario.Kills,
        Pauses = parsed.GetValue(pauses) ?? scenario.Pauses,
        Restarts = parsed.GetValue(restarts) ?? scenario.Restarts,
        Fills = parsed.GetValue(fills) ?? scenario.Fills,
        Loss = parsed.GetValue(loss) ?? scenario.Loss,
    });
    return new TortureCommand(Console.Out, Console.Error, !Console.IsOutputRedirected)
        .RunAsync([.. scenarios], parsed.GetValue(seed), cancellationToken);
});

// Ctrl-C ends the processes and removes their folder first.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });

static Option<int?> Count(string name, string description)
{
    var option = new Option<int?>(name) { Description = description, HelpName = "N" };
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int?>() < 0)
        {
            result.AddError($"{name} must not be negative");
        }
    });
    return option;
}
