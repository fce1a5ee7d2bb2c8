using System.Diagnostics;
using System.Globalization;
using System.Text;
using IcqBots.Host;
using IcqBots.Host.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IcqBots.Benchmarks;

/// <summary>
/// What many schedules cost: the time from bots.yaml to a host that fires them, the memory over a host that has none, and how late they fire
/// when a hundred are due each second, all at the same moment, and each sends a text.
/// </summary>
internal static class ScheduleMeasure
{
    private const int Bots = 10;
    private const int FirstPerson = 100_001;
    private const int FiringsASecond = 100;

    /// <summary>With this many that fire each minute a hundred are due each second.</summary>
    private const int Busy = 60 * FiringsASecond;

    private static readonly TimeSpan _late = TimeSpan.FromMilliseconds(100);

    /// <summary>Loads so many schedules and lets them fire for some seconds.</summary>
    public static async Task<int> RunAsync(int schedules, int seconds)
    {
        // The first host of a process pays for what is compiled and read only once; it must not count for either.
        await MeasureAsync(schedules: 10, TimeSpan.Zero);
        var none = await MeasureAsync(schedules: 0, TimeSpan.Zero);
        var all = await MeasureAsync(schedules, TimeSpan.FromSeconds(seconds));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{schedules} schedules: loaded in {all.Loading.TotalSeconds:0.00} s (none: {none.Loading.TotalSeconds:0.00} s)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"heap {Mega(all.Heap - none.Heap):0.0} MB, resident {Mega(all.Resident - none.Resident):0.0} MB more than with none"));
        var firings = all.Firings.ToList();
        if (firings.Count == 0)
        {
            Console.WriteLine("none fired");
            return 1;
        }

        // The first ones wait for what the runtime compiles for them.
        Tell($"in {seconds} s", firings);
        Tell("after the first second", firings.Where(firing => firing.Planned > firings.Min(first => first.Planned)));
        return 0;
    }

    private static void Tell(string when, IEnumerable<Firing> firings)
    {
        var delays = firings.Select(firing => firing.Began - firing.Planned).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{delays.Count} firings {when}: median {delays[delays.Count / 2].TotalMilliseconds:0.0} ms late, 99.9 % at most {delays[(int)(delays.Count * 0.999)].TotalMilliseconds:0.0} ms, worst {delays[^1].TotalMilliseconds:0.0} ms; within {_late.TotalMilliseconds:0} ms: {delays.Count(delay => delay <= _late) / (double)delays.Count:P2}"));
    }

    private static double Mega(long bytes) => bytes / 1e6;

    private static async Task<Figures> MeasureAsync(int schedules, TimeSpan firing)
    {
        var folder = Directory.CreateTempSubdirectory("icqbots-measure-");
        try
        {
            var yaml = Path.Combine(folder.FullName, "bots.yaml");
            await File.WriteAllTextAsync(yaml, BotsYaml(schedules));
            var began = TimeProvider.System.GetTimestamp();
            var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            var read = BotsFileReader.Read(yaml, _ => null);
            builder.Services.AddIcqBots(read.File ?? throw new InvalidDataException(string.Join('\n', read.Mistakes)));
            using var host = builder.Build();
            await host.StartAsync();
            var loading = TimeProvider.System.GetElapsedTime(began);
            await host.Services.GetRequiredService<BotFleet>().AllOnlineAsync(CancellationToken.None);

            // What reading has left behind is gone before it is compared.
            var heap = GC.GetTotalMemory(forceFullCollection: true);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            using var process = Process.GetCurrentProcess();
            var resident = process.WorkingSet64;
            var up = TimeProvider.System.GetUtcNow();
            await Task.Delay(firing, TimeProvider.System);
            await host.StopAsync();

            // What was due while the host started cannot be on time.
            return new Figures(loading, heap, resident, Firings(Path.Combine(folder.FullName, ".icqbots", "bots.db")).Where(each => each.Planned >= up));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The runs that the history knows.</summary>
    private static List<Firing> Firings(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT json ->> 'Planned', json ->> 'Began' FROM state WHERE script = 'schedules/' AND instr(key, char(10)) > 0";
        using var rows = command.ExecuteReader();
        var firings = new List<Firing>();
        while (rows.Read())
        {
            firings.Add(new Firing(rows.GetDateTimeOffset(0), rows.GetDateTimeOffset(1)));
        }

        return firings;
    }

    /// <summary>As many of each kind as people have; so many of them fire each minute that a hundred are due each second.</summary>
    private static string BotsYaml(int schedules)
    {
        var yaml = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $$"""
            embedded-server:
              listen: 127.0.0.1:0
              accounts:
            {{string.Concat(Enumerable.Range(FirstPerson, FiringsASecond).Select(uin => $"    - {{ uin: {uin}, password: p }}\n"))}}
            calendars: { holidays: [12-25, 12-26, 01-01] }
            bots:
            """);
        for (var bot = 0; bot < Bots; bot++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - name: bot{bot}\n    uin: {2001 + bot}\n    password: a\n    schedules:{(schedules < Bots ? " []" : "")}");
            for (var number = bot; number < schedules; number += Bots)
            {
                yaml.AppendLine(CultureInfo.InvariantCulture, $"      - name: schedule-{number}\n        {TimeOf(number)}\n        send: {{ to: {FirstPerson + (number % FiringsASecond)}, text: \"It is {{time:HH:mm:ss}}, {{uin}}\" }}");
            }
        }

        return yaml.ToString();
    }

    private static string TimeOf(int number) => number switch
    {
        < Busy => $"every: 1m\n        start: 2026-01-01T00:00:{number / FiringsASecond:00}",
        _ when number % 4 == 0 => $"cron: {number % 60} {number % 24} * * MON-FRI\n        except: [holidays]",
        _ when number % 4 == 1 => $"rrule: FREQ=WEEKLY;INTERVAL=2;BYDAY=MO\n        start: 2026-01-05T{number % 24:00}:{number % 60:00}\n        time-zone: Europe/Stockholm",
        _ when number % 4 == 2 => $"every: 6h\n        between: 08:00-22:00",
        _ => $"at: 2036-12-24T{number % 24:00}:{number % 60:00}",
    };

    private sealed record Figures(TimeSpan Loading, long Heap, long Resident, IEnumerable<Firing> Firings);

    private readonly record struct Firing(DateTimeOffset Planned, DateTimeOffset Began);
}
