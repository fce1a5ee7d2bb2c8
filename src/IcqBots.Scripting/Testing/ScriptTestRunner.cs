using System.Globalization;
using IcqBots.Protocol;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Testing;

/// <summary>Runs the examples of commands, and files of tests, on stages: without a network, and with a clock that tests advance.</summary>
/// <param name="compiler">Compiles scripts.</param>
/// <param name="testCompiler">Compiles files of tests: its globals are <see cref="ScriptTests"/>.</param>
/// <param name="services">What the host lends to stages.</param>
public sealed class ScriptTestRunner(ScriptCompiler compiler, ScriptCompiler testCompiler, StageServices services) : IDisposable
{
    /// <summary>What the name of a file of tests ends with.</summary>
    public const string TestsSuffix = ".tests.csx";

    private static readonly Uin _somebody = 1001;

    private readonly ScriptWatch _watch = new(TimeProvider.System);
    private readonly List<string> _warnings = [];

    /// <summary>What is doubtful in the scripts whose examples were run, and makes none of them fail.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>
    /// Runs the examples with answers that a script's commands give; each on a stage of its own, said by somebody who may use the command.
    /// </summary>
    /// <param name="path">The script, relative to the compilers' folder.</param>
    /// <param name="settings">Makes the settings of a bot that has the script; null: there is none.</param>
    /// <param name="commandPrefix">What that bot's commands begin with.</param>
    public async IAsyncEnumerable<ScriptTestResult> RunExamplesAsync(string path, Func<Type, object>? settings, string commandPrefix)
    {
        void Prepare(Stage stage)
        {
            stage.CommandPrefix(commandPrefix);
            stage.Admins(_somebody);
            if (settings is not null)
            {
                stage.Settings(settings);
            }
        }

        var (script, failure) = Load(compiler, path);
        using (script)
        {
            if (script is null)
            {
                yield return new ScriptTestResult(path, "compiles", failure, TimeSpan.Zero);
                yield break;
            }

            var (examples, reason) = await ExamplesOfAsync(script, Prepare);
            if (reason is not null)
            {
                yield return new ScriptTestResult(path, "starts", reason, TimeSpan.Zero);
            }

            foreach (var (example, person, isContact) in examples)
            {
                yield return await RunAsync(path, $"{example.Say} → {example.Answer}", script, stage =>
                {
                    Prepare(stage);
                    stage.Contacts(isContact ? [person] : []);
                    return TryAsync(stage.Person(person), commandPrefix, example);
                }, example.Place);
            }
        }
    }

    /// <summary>Runs a file of tests.</summary>
    /// <param name="path">The file, relative to the compilers' folder.</param>
    public async IAsyncEnumerable<ScriptTestResult> RunTestsAsync(string path)
    {
        var tests = new ScriptTests(Path.GetFileName(path).Replace(TestsSuffix, ".csx", StringComparison.Ordinal));
        var (file, failure) = Load(testCompiler, path);
        using (file)
        {
            failure ??= await StartAsync(file!, tests);
            if (failure is not null)
            {
                yield return new ScriptTestResult(path, "compiles and starts", failure, TimeSpan.Zero);
                yield break;
            }

            (var script, failure) = Load(compiler, Path.Combine(Path.GetDirectoryName(path) ?? "", tests.Tested).Replace('\\', '/'));
            using (script)
            {
                if (script is null)
                {
                    yield return new ScriptTestResult(path, $"{tests.Tested} compiles", failure, TimeSpan.Zero);
                    yield break;
                }

                if (tests.Cases.Count == 0)
                {
                    yield return new ScriptTestResult(path, "has tests", $"{path}: there is no Test(\"…\", async bot => …) in it", TimeSpan.Zero);
                }

                foreach (var test in tests.Cases)
                {
                    var place = string.Create(CultureInfo.InvariantCulture, $"{path}:{test.Line}");
                    yield return await RunAsync(path, test.Name, script, stage => new ScriptThread(_watch).RunAsync(
                        () => test.Body(stage), ScriptLimits.Default, place), place);
                }
            }
        }
    }

    /// <summary>Ends the watch over the scripts.</summary>
    public void Dispose() => _watch.Dispose();

    private static (LoadedScript? Script, string? Failure) Load(ScriptCompiler compiler, string path)
    {
        try
        {
            return (new LoadedScript(compiler.CompileFile(path)), null);
        }
        catch (ScriptCompilationException e)
        {
            return (null, string.Join('\n', e.Mistakes));
        }
    }

    private async Task<string?> StartAsync(LoadedScript file, ScriptTests tests)
    {
        try
        {
            await new ScriptThread(_watch).RunAsync(() => file.RunAsync(tests), ScriptLimits.Default, file.Path);
            return null;
        }
        catch (Exception e)
        {
            return ScriptFault.From(e, file.Path).ToString();
        }
    }

    private async Task<(IReadOnlyList<Spoken> Examples, string? Failure)> ExamplesOfAsync(LoadedScript script, Action<Stage> prepare)
    {
        await using var stage = new Stage(services, script, _watch);
        try
        {
            prepare(stage);
            var commands = await stage.CommandsAsync();
            _warnings.AddRange(MessageRouter.NeverReached(commands));
            return (
                [
                    .. from command in commands
                       let person = command.Chosen.Append(_somebody).First()
                       from example in command.Examples
                       where example.Answer is not null
                       select new Spoken(example, person, IsContact: !command.IsFor(person)),
                ],
                null);
        }
        catch (Exception e)
        {
            return ([], ScriptFault.From(e, script.Path).ToString());
        }
    }

    private static async Task TryAsync(Person person, string commandPrefix, CommandExample example)
    {
        await person.SaysAsync(commandPrefix + example.Say);
        var heard = person.HearsAll();
        var answer = string.Join('\n', heard);
        if (!example.IsAnswer(answer))
        {
            throw new ScriptTestException(
                $"the answer to \"{example.Say}\" should {(example.IsPattern ? "fit" : "be")} {ScriptTestException.Quote(example.Answer!)}, "
                + $"but is {(heard.Count == 0 ? "silence" : ScriptTestException.Quote(answer))}");
        }
    }

    private async Task<ScriptTestResult> RunAsync(string path, string name, LoadedScript script, Func<Stage, Task> test, string? place = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        string? failure = null;
        Task? running = null;
        var stage = new Stage(services, script, _watch);
        try
        {
            running = test(stage);
            await running.WaitAsync(services.TestLimit, TimeProvider.System);
        }
        catch (TimeoutException e) when (running?.IsCompleted == false)
        {
            failure = Describe(new ScriptTestException($"the test has not ended within {services.TestLimit.TotalMinutes:0.###} minutes", e), place ?? path);
        }
        catch (Exception e)
        {
            failure = Describe(e, place ?? path);
        }

        try
        {
            await stage.DisposeAsync();
        }
        catch (Exception e)
        {
            failure ??= Describe(e, place ?? path);
        }

        return new ScriptTestResult(path, name, failure, TimeProvider.System.GetElapsedTime(began));
    }

    /// <summary>What a test expects reads better without the type of its exception.</summary>
    private static string Describe(Exception exception, string place)
    {
        var fault = ScriptFault.From(exception, place);
        return exception is ScriptTestException ? $"{fault.Place}: {fault.Message}" : fault.ToString();
    }

    /// <summary>An example, and who says it: somebody for whom the command is.</summary>
    private sealed record Spoken(CommandExample Example, Uin Person, bool IsContact);
}
