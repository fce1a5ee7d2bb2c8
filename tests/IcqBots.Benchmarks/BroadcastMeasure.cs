using System.Globalization;
using IcqBots.Host;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IcqBots.Benchmarks;

/// <summary>
/// How long a broadcast takes to people who have accounts at the embedded server and are offline, so that the server keeps each copy: the first time, when the
/// bot asks the server for each of them, and again.
/// </summary>
internal static class BroadcastMeasure
{
    private const int FirstPerson = 100_001;

    public static async Task<int> RunAsync(int people, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("icqbots-measure-");
        try
        {
            var yaml = Path.Combine(folder.FullName, "bots.yaml");
            var uins = Enumerable.Range(FirstPerson, people).ToList();
            await File.WriteAllLinesAsync(Path.Combine(folder.FullName, "people.txt"), uins.Select(uin => $"{uin}"));
            await File.WriteAllTextAsync(yaml, $$"""
                embedded-server:
                  listen: 127.0.0.1:0
                  accounts:
                {{string.Concat(uins.Select(uin => $"    - {{ uin: {uin}, password: p }}\n"))}}
                bots: [{ name: herald, uin: 2001, password: a }]
                """);
            var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.Services.AddIcqBots(BotsFileReader.Read(yaml, _ => null).File!);
            using var host = builder.Build();
            await host.StartAsync();
            await host.Services.GetRequiredService<BotFleet>().AllOnlineAsync(CancellationToken.None);
            for (var round = 1; round <= rounds; round++)
            {
                var began = TimeProvider.System.GetTimestamp();
                var report = await SendAsync(Path.Combine(folder.FullName, ".icqbots"), Path.Combine(folder.FullName, "people.txt"));
                var took = TimeProvider.System.GetElapsedTime(began);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round}: {took.TotalSeconds:0.00} s; people with {round} copies at the server: {CountWith(round, folder.FullName)}; {report}"));
            }

            await host.StopAsync();
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> SendAsync(string dataFolder, string people)
    {
        await using var client = await ControlClient.ConnectAsync(dataFolder, CancellationToken.None);
        await client.AskAsync(BroadcastControl.Begin("herald", [$"file:{people}"], "Hello {uin}, it is {time:HH:mm}", "unlimited"), CancellationToken.None);
        var last = "";
        await client.ListenAsync((line, _) => last = line, CancellationToken.None);
        return last;
    }

    private static long CountWith(int copies, string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, ".icqbots", "server.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM (SELECT receiver FROM message GROUP BY receiver HAVING count(*) = {copies})";
        return (long)command.ExecuteScalar()!;
    }
}
