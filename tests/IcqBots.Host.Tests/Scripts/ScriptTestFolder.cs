using IcqBots.Host.Configuration;
using IcqBots.Host.Scripts;
using IcqBots.Scripting.Testing;

namespace IcqBots.Host.Tests.Scripts;

/// <summary>A folder with a script and its tests, as <c>icqbots test</c> runs them; gone after the test.</summary>
internal sealed class ScriptTestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    public string Path => _folder.FullName;

    /// <summary>Puts a file there.</summary>
    public ScriptTestFolder With(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>Tests these files, or those of the bots.</summary>
    public async Task<List<ScriptTestResult>> RunAsync(string[] names, BotsFile? file = null, TimeSpan? limit = null, TimeSpan? testLimit = null)
    {
        using var run = new ScriptTestRun(Path, file, limit, testLimit);
        var results = new List<ScriptTestResult>();
        await foreach (var result in run.RunAsync([.. names.Select(name => System.IO.Path.Combine(Path, name))]))
        {
            results.Add(result);
        }

        return results;
    }

    /// <summary>Why the one test of a script fails; null where it passes. Its lines begin with the second one of the file.</summary>
    public static async Task<string?> FailureAsync(string script, string test, TimeSpan? limit = null)
    {
        using var folder = new ScriptTestFolder();
        folder.With("a.csx", script).With("a.tests.csx", $"Test(\"it\", async bot => {{\n{test}\n}});");
        return Assert.Single(await folder.RunAsync(["a.tests.csx"], limit: limit)).Failure;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
