using System.CommandLine;
using IcqBots.Fuzz;

var seed = new Option<long>("--seed") { Description = "Any number; the same one gives the same inputs.", DefaultValueFactory = _ => 1 };
var count = new Option<long>("--count") { Description = "How many inputs.", DefaultValueFactory = _ => 10_000_000 };
count.Validators.Add(result =>
{
    if (result.GetValueOrDefault<long>() < 0)
    {
        result.AddError("--count must not be negative");
    }
});

var command = new RootCommand("Mutated datagrams and frames for a real client, a real server and real peers.") { seed, count };
command.SetAction((parsed, cancellationToken) =>
    new FuzzCommand(Console.Out, Console.Error).RunAsync(parsed.GetValue(seed), parsed.GetValue(count)));
return await command.Parse(args).InvokeAsync();
