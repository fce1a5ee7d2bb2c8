using System.Globalization;
using IcqBots.Host;
using IcqBots.Host.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IcqBots.Benchmarks;

/// <summary>How many messages a second a host answers with each durability. The server that writes to the bots runs in the same process.</summary>
internal static class JournalMeasure
{
    private const int Bots = 100;
    private const int PeopleOfEach = 4;

    private const string WithoutTraces = "process, without traces";

    private static readonly string[] _durabilities = ["none", "process", "power", WithoutTraces];
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _length = TimeSpan.FromSeconds(8);

    public static async Task<int> RunAsync(int rounds)
    {
        var rates = _durabilities.ToDictionary(durability => durability, _ => new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var durability in _durabilities)
            {
                var rate = await MeasureAsync(durability);
                rates[durability].Add(rate);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}, {durability}: {rate:0} messages a second"));
            }
        }

        var none = Median(rates["none"]);
        foreach (var durability in _durabilities)
        {
            var median = Median(rates[durability]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{durability}: median {median:0}, from {rates[durability].Min():0} to {rates[durability].Max():0}, {1 - (median / none):P1} less than none"));
        }

        return 0;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<double> MeasureAsync(string durability)
    {
        var folder = Directory.CreateTempSubdirectory("icqbots-measure-");
        try
        {
            await using var server = new LoadServer(PeopleOfEach);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "echo.csx"), "OnMessage(message => message.ReplyAsync(message.Text));");
            var yaml = Path.Combine(folder.FullName, "bots.yaml");
            var keys = durability == WithoutTraces ? "traces: 0" : $"durability: {durability}";
            var bots = Enumerable.Range(0, Bots).Select(i =>
                $"  - {{ name: b{i}, uin: {2000 + i}, password: a, scripts: [echo.csx], peer-to-peer: false, server-dialect: mirabilis }}\n");
            await File.WriteAllTextAsync(yaml, $"server: {server.EndPoint}\n{keys}\nbots:\n{string.Concat(bots)}");

            var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.Services.AddIcqBots(BotsFileReader.Read(yaml, _ => null).File!);
            using var host = builder.Build();
            await host.StartAsync();
            await host.Services.GetRequiredService<BotFleet>().AllOnlineAsync(CancellationToken.None);
            await Task.Delay(_warmUp, TimeProvider.System);
            var (before, began) = (server.Answers, TimeProvider.System.GetTimestamp());
            await Task.Delay(_length, TimeProvider.System);
            var rate = (server.Answers - before) / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            await host.StopAsync();
            return rate;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
