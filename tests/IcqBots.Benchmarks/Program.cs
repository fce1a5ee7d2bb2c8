using BenchmarkDotNet.Running;
using IcqBots.Benchmarks;

return args switch
{
    ["scripts-start", .. var rest] => await ScriptStartMeasure.RunAsync(rest),
    ["compile"] => ScriptCompileMeasure.Run(),
    ["guard"] => await ScriptGuardMeasure.RunAsync(),
    ["reloads", var count] => await ScriptReloadMeasure.RunAsync(int.Parse(count)),
    ["journal", var rounds] => await JournalMeasure.RunAsync(int.Parse(rounds)),
    ["broadcast", var people, var rounds] => await BroadcastMeasure.RunAsync(int.Parse(people), int.Parse(rounds)),
    ["schedules", var count, var seconds] => await ScheduleMeasure.RunAsync(int.Parse(count), int.Parse(seconds)),
    ["live-reloads", var count] => await LiveReloadMeasure.RunAsync(int.Parse(count)),
    _ => RunBenchmarks(),
};

int RunBenchmarks()
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return 0;
}
