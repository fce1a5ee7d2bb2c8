using System.Globalization;
using IcqBots.Soak;

if (args.Length > 1 || !int.TryParse(args.FirstOrDefault() ?? "72", NumberStyles.None, CultureInfo.InvariantCulture, out var hours))
{
    await Console.Error.WriteLineAsync("usage: IcqBots.Soak [HOURS]");
    return 2;
}

Console.WriteLine(SoakSample.Heading);
await using var run = await SoakRun.StartAsync();
await run.WarmUpAsync();
for (var hour = 1; hour <= hours; hour++)
{
    await run.HourAsync();
    Console.WriteLine(run.Sample());
}

return 0;
