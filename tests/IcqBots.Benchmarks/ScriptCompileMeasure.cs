using System.Diagnostics;

namespace IcqBots.Benchmarks;

/// <summary>How long a script of 60 lines takes to compile when the compiler is warm.</summary>
internal static class ScriptCompileMeasure
{
    private const int Times = 200;

    public static int Run()
    {
        foreach (var withGuard in new[] { true, false })
        {
            var compiler = SampleScripts.Compiler(withGuard);
            var first = Stopwatch.GetTimestamp();
            compiler.CompileText("quiz.csx", SampleScripts.Quiz(-1));
            Console.WriteLine($"{(withGuard ? "with" : "without")} guard: first {SampleScripts.Milliseconds(first):0} ms");
            var taken = new List<double>();
            for (var i = 0; i < Times; i++)
            {
                var text = SampleScripts.Quiz(i);
                var start = Stopwatch.GetTimestamp();
                compiler.CompileText("quiz.csx", text);
                taken.Add(SampleScripts.Milliseconds(start));
            }

            taken.RemoveRange(0, Times / 4);
            taken.Sort();
            Console.WriteLine($"  warm: median {taken[taken.Count / 2]:0.0} ms, p95 {taken[taken.Count * 95 / 100]:0.0} ms");
        }

        return 0;
    }
}
