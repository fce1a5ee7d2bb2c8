using System.Diagnostics;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Benchmarks;

/// <summary>
/// How long 100 different scripts take to start: compiled, and, in a process of its own, from the cache without the compiler.
/// </summary>
internal static class ScriptStartMeasure
{
    private const int Scripts = 100;

    public static async Task<int> RunAsync(string[] folder)
    {
        if (folder is [var existing])
        {
            await StartAllAsync(existing, "from the cache in a new process");
            return 0;
        }

        var made = Directory.CreateTempSubdirectory("icqbots-");
        for (var i = 0; i < Scripts; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(made.FullName, $"quiz{i}.csx"), SampleScripts.Quiz(i));
        }

        await StartAllAsync(made.FullName, "compiled");
        await StartAllAsync(made.FullName, "from the cache in the same process");
        using (var child = Process.Start(Environment.ProcessPath!, [.. Prefix(), "scripts-start", made.FullName]))
        {
            await child.WaitForExitAsync();
        }

        made.Delete(recursive: true);
        return 0;
    }

    // "dotnet x.dll" or the executable alone.
    private static string[] Prefix() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [typeof(ScriptStartMeasure).Assembly.Location] : [];

    private static async Task StartAllAsync(string folder, string how)
    {
        var start = Stopwatch.GetTimestamp();
        var cache = new ScriptCache(folder, Path.Combine(folder, "cache"), TimeProvider.System, NullLogger.Instance);
        using var watch = new ScriptWatch(TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, Scripts).Select(i => Task.Run(async () =>
        {
            var script = new LoadedScript(cache.Load($"quiz{i}.csx", () => new ScriptCompiler(folder)));
            await new ScriptThread(watch).RunAsync(() => script.StartAsync(MuteBot.Instance, MuteBot.Instance), ScriptLimits.Default, script.Path);
        })));
        var hasCompiler = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "Microsoft.CodeAnalysis");
        Console.WriteLine($"{Scripts} scripts {how}: {SampleScripts.Milliseconds(start):0} ms, Roslyn {(hasCompiler ? "loaded" : "not loaded")}");
    }
}
