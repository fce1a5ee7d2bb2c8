using System.Globalization;

namespace IcqBots.Fuzz;

/// <summary>A run for people: progress while it lasts, and the outcome as exit code.</summary>
internal sealed class FuzzCommand(TextWriter output, TextWriter error)
{
    /// <summary>So many looks at the run, a second apart, without another input: it hangs.</summary>
    private const int MaxLooks = 60;

    private long _seen = -1;
    private int _looks;

    /// <summary>0: all went well; 1: not so.</summary>
    public async Task<int> RunAsync(long seed, long count)
    {
        output.WriteLine($"{count.ToString("N0", CultureInfo.InvariantCulture)} inputs with seed {seed}");
        var run = new FuzzRun(seed, count, output);
        var second = TimeSpan.FromSeconds(1);
        await using var timer = TimeProvider.System.CreateTimer(_ => Look(run, count), null, second, second);
        try
        {
            await run.RunAsync();
            output.WriteLine("No input did any harm.");
            return 0;
        }
        catch (FuzzException e)
        {
            error.WriteLine($"FAILED at {e.Message}");
            return 1;
        }
    }

    private void Look(FuzzRun run, long count)
    {
        var index = run.Index;
        _looks = index == _seen ? _looks + 1 : 0;
        _seen = index;
        if (_looks >= MaxLooks)
        {
            error.WriteLine($"FAILED: it hangs at {run.Where}");
            Environment.Exit(1);
        }

        if (!Console.IsErrorRedirected)
        {
            // The next line begins over it.
            error.Write($"\r{index * 100 / Math.Max(count, 1),3} %\r");
        }
    }
}
