using System.Collections.Immutable;
using IcqBots.Host.Configuration;
using IcqBots.Host.Scheduling;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Editing;
using IcqBots.Scripting.Testing;

namespace IcqBots.Host.Scripts;

/// <summary>Tests scripts: the examples of their commands, and files of tests.</summary>
public sealed class ScriptTestRun : IDisposable
{
    private static readonly EnumerationOptions _below = new() { RecurseSubdirectories = true };

    private readonly string _folder;
    private readonly BotsFile? _file;
    private readonly ScriptTestRunner _runner;

    /// <summary>Prepares to test.</summary>
    /// <param name="folder">What the paths in results are relative to.</param>
    /// <param name="file">Whose bots lend their settings to examples; null where there is no bots.yaml.</param>
    /// <param name="realTimeLimit">How long a handler may wait for what tests do not have; 10 s where nothing is said.</param>
    /// <param name="testLimit">How long a test may take; 5 minutes where nothing is said.</param>
    public ScriptTestRun(string folder, BotsFile? file, TimeSpan? realTimeLimit = null, TimeSpan? testLimit = null)
    {
        _folder = folder;
        _file = file;
        _runner = new ScriptTestRunner(
            new ScriptCompiler(folder),
            ScriptCompiler.ForTests(folder),
            ServicesOf(folder, file?.Calendars) with
            {
                RealTimeLimit = realTimeLimit ?? TimeSpan.FromSeconds(10),
                TestLimit = testLimit ?? TimeSpan.FromMinutes(5),
            });
    }

    /// <summary>What is doubtful in the scripts whose examples were run, and makes none of them fail.</summary>
    public IReadOnlyList<string> Warnings => _runner.Warnings;

    /// <summary>
    /// Tests one after the other: of a script its examples, of a file of tests its tests, of a folder all that is in it and below; without
    /// any, the scripts of bots.yaml and the tests in their folders.
    /// </summary>
    /// <exception cref="FileNotFoundException">A target is not there; the message has a suggestion.</exception>
    public async IAsyncEnumerable<ScriptTestResult> RunAsync(IReadOnlyList<string> targets)
    {
        foreach (var path in FilesOf(targets))
        {
            var results = path.EndsWith(ScriptTestRunner.TestsSuffix, StringComparison.Ordinal) ? _runner.RunTestsAsync(path) : RunExamplesAsync(path);
            await foreach (var result in results)
            {
                yield return result;
            }
        }
    }

    /// <summary>What stages need of the host.</summary>
    /// <param name="folder">What the paths of scripts are relative to.</param>
    /// <param name="calendars">The calendars of bots.yaml; null: there are none.</param>
    internal static StageServices ServicesOf(string folder, IReadOnlyDictionary<string, IReadOnlyList<ExceptDate>>? calendars) => new(
        yaml => BotSettings.Parse(yaml).Bind,
        (script, path, type) => YamlFile.Read(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(script)!, path), folder), path, type),
        (when, clock) => ScriptSchedules.TimesOf(
            ScriptSchedules.EntryOf(when, clock.GetUtcNow()),
            when,
            calendars ?? ImmutableDictionary<string, IReadOnlyList<ExceptDate>>.Empty,
            clock.LocalTimeZone,
            clock.GetUtcNow()).After);

    /// <summary>Ends what tests have begun.</summary>
    public void Dispose() => _runner.Dispose();

    private IAsyncEnumerable<ScriptTestResult> RunExamplesAsync(string path)
    {
        var full = Path.GetFullPath(path, _folder);
        var bot = _file?.Bots.FirstOrDefault(bot => bot.ScriptFiles().Any(script => script.Path == full));
        return _runner.RunExamplesAsync(path, bot is null ? null : bot.Settings.Bind, bot?.CommandPrefix ?? "");
    }

    private List<string> FilesOf(IReadOnlyList<string> targets) =>
        targets.Count > 0 ? [.. targets.SelectMany(FilesOf).Distinct()] : FilesOfBots();

    private IEnumerable<string> FilesOf(string target)
    {
        var full = Path.GetFullPath(target);
        if (Directory.Exists(full))
        {
            return Relative(Directory.EnumerateFiles(full, "*.csx", _below).Where(IsOwn));
        }

        return File.Exists(full) ? Relative([full]) : throw new FileNotFoundException($"{target} does not exist{Suggestion(target, full)}");
    }

    private static string Suggestion(string target, string full)
    {
        full = Path.TrimEndingDirectorySeparator(full);
        var folder = Path.GetDirectoryName(full);
        var near = Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)) : [];
        return Spelling.Nearest(Path.GetFileName(full), near) is { } meant
            ? $"; did you mean \"{Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(target)) ?? "", meant)}\"?"
            : "; name a script, a file of tests or a folder";
    }

    /// <summary>False for what bots.yaml's patterns pass over, too: parts of scripts, hidden files, and what is there for editors.</summary>
    private static bool IsOwn(string path) => Path.GetFileName(path)[0] is not ('_' or '.') && !EditorGlobals.IsGlobals(path);

    private List<string> FilesOfBots()
    {
        string[] scripts = [.. (_file?.Bots ?? []).SelectMany(bot => bot.ScriptFiles()).Select(script => script.Path).Distinct()];
        var tests = scripts.Select(path => Path.GetDirectoryName(path)!).Distinct()
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + ScriptTestRunner.TestsSuffix, _below));
        return [.. Relative(scripts.Concat(tests))];
    }

    private IEnumerable<string> Relative(IEnumerable<string> paths) =>
        paths.Select(path => Path.GetRelativePath(_folder, path).Replace('\\', '/')).Distinct().Order(StringComparer.Ordinal);
}
