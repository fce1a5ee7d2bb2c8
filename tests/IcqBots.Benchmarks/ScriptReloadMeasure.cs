using System.Diagnostics;
using System.Runtime.CompilerServices;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Benchmarks;

/// <summary>What memory a script takes that is compiled and swapped again and again, and how long each time takes.</summary>
internal static class ScriptReloadMeasure
{
    private const int Step = 1000;

    public static async Task<int> RunAsync(int count)
    {
        using var watch = new ScriptWatch(TimeProvider.System);
        var thread = new ScriptThread(watch);
        var compiler = new ScriptCompiler(Path.GetTempPath());
        var taken = new List<double>();
        var step = Math.Min(Step, Math.Max(1, count / 10));
        for (var i = 0; i < count; i++)
        {
            if (i % step == 0)
            {
                Report(i);
            }

            var start = Stopwatch.GetTimestamp();
            await ReloadAsync(compiler, thread, i);
            taken.Add(SampleScripts.Milliseconds(start));
        }

        Report(count);
        taken.RemoveRange(0, taken.Count / 10);
        taken.Sort();
        Console.WriteLine($"a reload: median {taken[taken.Count / 2]:0.0} ms, p95 {taken[taken.Count * 95 / 100]:0.0} ms");
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ReloadAsync(ScriptCompiler compiler, ScriptThread thread, int version)
    {
        using var script = new LoadedScript(compiler.CompileText("quiz.csx", SampleScripts.Quiz(version)));
        using var instance = await thread.RunAsync(
            () => script.StartAsync(MuteBot.Instance, MuteBot.Instance), ScriptLimits.Default, script.Path);
        await thread.RunAsync(() => SampleScripts.HearAsync(instance, "quiz"), ScriptLimits.Default, script.Path);
    }

    private static void Report(int reloads)
    {
        for (var i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Console.WriteLine(
            $"{reloads,6} reloads: {Environment.WorkingSet / (1024.0 * 1024):0.0} MB resident, {GC.GetTotalMemory(false) / (1024.0 * 1024):0.0} MB "
            + $"managed, {LoadedScript.AliveContexts} contexts alive");
    }
}
