using System.Globalization;

namespace IcqBots.Torture;

/// <summary>Runs scenarios one after the other for people, and prints a table of what they have shown.</summary>
internal sealed class TortureCommand(TextWriter output, TextWriter error, bool isTerminal)
{
    private static readonly TimeSpan RecoveryGoal = TimeSpan.FromSeconds(2);
    private const int MaxExamples = 20;

    private readonly List<TortureResult> _results = [];

    /// <summary>0: every figure was reached; 1: not so.</summary>
    public async Task<int> RunAsync(IReadOnlyList<Scenario> scenarios, int seed, CancellationToken cancellationToken)
    {
        var isGood = true;
        try
        {
            foreach (var scenario in scenarios)
            {
                isGood &= await RunAsync(scenario, seed, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            error.WriteLine("Stopped.");
            isGood = false;
        }

        PrintTable();
        return isGood ? 0 : 1;
    }

    private async Task<bool> RunAsync(Scenario scenario, int seed, CancellationToken cancellationToken)
    {
        output.WriteLine($"{scenario.Name} (seed {seed}): {scenario.Summary}");
        var progress = new ProgressLine(output, isTerminal);
        try
        {
            return scenario.IsRecovery
                ? Judge(await new RecoveryRun(scenario, seed, progress).RunAsync(cancellationToken))
                : Judge(await new TortureRun(scenario, seed, progress).RunAsync(cancellationToken));
        }
        catch (MountException e)
        {
            output.WriteLine($"{scenario.Name} is skipped: no disk can be mounted here ({e.Message})");
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or TimeoutException)
        {
            error.WriteLine($"FAILED: {e.Message}");
            return false;
        }
    }

    private bool Judge(IReadOnlyList<TimeSpan> starts)
    {
        var worst = starts.Max();
        if (worst >= RecoveryGoal)
        {
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FAILED: a start took {worst.TotalSeconds:0.00} s, the goal is {RecoveryGoal.TotalSeconds} s"));
        }

        return worst < RecoveryGoal;
    }

    private bool Judge(TortureResult result)
    {
        _results.Add(result);
        foreach (var failure in result.Failures)
        {
            error.WriteLine($"FAILED: {failure}");
        }

        if (!result.IsGood)
        {
            error.WriteLine($"The logs are in {result.Folder}. Some of the messages:");
            foreach (var example in result.Tally.Examples.Take(MaxExamples))
            {
                error.WriteLine($"  {example}");
            }
        }

        return result.IsGood;
    }

    private void PrintTable()
    {
        if (_results.Count == 0)
        {
            return;
        }

        string[] names =
        [
            "scenario", "sent", "acknowledged", "lost", "handled again, marked", "handled again, unmarked", "counted twice", "replies lost",
            "replies doubled", "repeated by the server", "order broken", "order of replies broken", "seconds",
        ];
        var columns = _results.Select(result => new[]
        {
            result.Scenario.Name, Text(result.Tally.Sent), Text(result.Tally.Acknowledged), Text(result.Tally.Lost), Text(result.Tally.HandledAgain),
            Text(result.Tally.HandledTwice), Text(result.Tally.CountedTwice), Text(result.Tally.RepliesLost), Text(result.Tally.RepliesDoubled),
            Text(result.Tally.RepliesRepeated), Text(result.Tally.OrderBroken), Text(result.Tally.ReplyOrderBroken), Text((int)result.Took.TotalSeconds),
        }).ToList();
        output.WriteLine();
        for (var row = 0; row < names.Length; row++)
        {
            output.WriteLine(names[row].PadRight(25) + string.Concat(columns.Select(column => column[row].PadLeft(10))));
        }
    }

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
