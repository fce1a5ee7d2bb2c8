using System.Diagnostics;
using IcqBots.Scripting.Running;

namespace IcqBots.Benchmarks;

/// <summary>What the guard costs a handler that has much to do, and a loop that does nothing else.</summary>
internal static class ScriptGuardMeasure
{
    private const int Rounds = 300;

    private const string Busy = """
        var random = new Random(1);
        var lines = Enumerable.Range(0, 6000).Select(i => $"{random.Next(500)};name{random.Next(1000)};{random.NextDouble():F3}").ToArray();

        OnMessage(async message =>
        {
            var totals = new Dictionary<string, double>();
            var people = new List<(int Id, string Name, double Amount)>();
            foreach (var line in lines)
            {
                var parts = line.Split(';');
                var amount = double.Parse(parts[2]);
                people.Add((int.Parse(parts[0]), parts[1], amount));
                totals[parts[1]] = totals.GetValueOrDefault(parts[1]) + amount;
            }

            var report = new StringBuilder();
            foreach (var (id, name, amount) in people.Where(person => person.Id > 50).OrderBy(person => person.Name).ThenBy(person => person.Id))
            {
                if (IsVowel(name[^1]) || id % 3 == 0)
                {
                    report.Append(name.ToUpperInvariant()).Append(' ').Append(amount).AppendLine();
                }
            }

            var best = totals.OrderByDescending(total => total.Value).Select(total => $"{total.Key}={total.Value:F1}").Take(10);
            await message.ReplyAsync(string.Join(", ", best) + Words(report.ToString()));
        });

        bool IsVowel(char c) => "aeiou".Contains(c);

        int Words(string text)
        {
            var count = 0;
            for (var i = 1; i < text.Length; i++)
            {
                if (char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]))
                {
                    count++;
                }
            }

            return count;
        }
        """;

    private const string Arithmetic = """
        OnMessage(async message =>
        {
            var sum = 0L;
            for (var i = 0; i < 20_000_000; i++)
            {
                sum += i ^ (sum >> 3);
            }

            await message.ReplyAsync(sum.ToString());
        });
        """;

    public static async Task<int> RunAsync()
    {
        await CompareAsync("busy handler", Busy);
        await CompareAsync("bare loop", Arithmetic);
        return 0;
    }

    private static async Task CompareAsync(string what, string text)
    {
        using var watch = new ScriptWatch(TimeProvider.System);
        var thread = new ScriptThread(watch);
        var taken = new[] { new List<double>(), new List<double>() };
        var scripts = new[] { true, false }
            .Select(withGuard => new LoadedScript(SampleScripts.Compiler(withGuard).CompileText("busy.csx", text)))
            .ToArray();
        var instances = await Task.WhenAll(scripts.Select(script => script.StartAsync(MuteBot.Instance, MuteBot.Instance)));
        var limits = new ScriptLimits(TimeSpan.FromHours(1), long.MaxValue);
        for (var i = 0; i < Rounds; i++)
        {
            // In turns, and each as often first, so that both meet the same weather.
            foreach (var which in i % 2 == 0 ? new[] { 0, 1 } : [1, 0])
            {
                var instance = instances[which];
                var start = Stopwatch.GetTimestamp();
                await thread.RunAsync(() => SampleScripts.HearAsync(instance, "go"), limits, "busy.csx:1");
                taken[which].Add(SampleScripts.Milliseconds(start));
            }
        }

        // The fastest tenth: what the code takes when nothing else disturbs it.
        var (with, without) = (Fastest(taken[0]), Fastest(taken[1]));
        Console.WriteLine($"{what}: {with:0.00} ms with guard, {without:0.00} ms without, {(with / without) - 1:+0.0%;-0.0%}");
    }

    private static double Fastest(List<double> values) => values.Order().Take(values.Count / 10).Average();
}
