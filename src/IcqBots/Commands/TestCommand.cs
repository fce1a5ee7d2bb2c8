using System.CommandLine;
using IcqBots.Host.Scripts;
using IcqBots.Scripting.Testing;

namespace IcqBots.Commands;

/// <summary><c>icqbots test</c>: tests scripts without a network.</summary>
internal sealed class TestCommand : Command
{
    public const string Examples = """
        icqbots test                       the scripts of bots.yaml, and the tests beside them
        icqbots test scripts/dice.csx      the examples that its commands give
        icqbots test scripts/dice.tests.csx
        icqbots test scripts --trx results.trx
        """;

    private readonly Argument<string[]> _targets = new("SCRIPTS")
    {
        Description = "Scripts (their examples), files of tests (*.tests.csx) or folders; without any, those of bots.yaml",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string> _file = new("--file")
    {
        Description = "The file whose bots lend their settings to examples",
        HelpName = "FILE",
        DefaultValueFactory = _ => BotsFileArgument.DefaultPath,
    };
    private readonly Option<string?> _trx = new("--trx")
    {
        Description = "Write the results as a TRX file too, which CI servers and editors read",
        HelpName = "FILE",
    };
    private readonly Output _output;

    public TestCommand(Output output)
        : base("test", "Test scripts without a network: the examples of their commands, and *.tests.csx")
    {
        _output = output;
        _targets.Validators.Add(CommandLine.RefuseOption);
        Arguments.Add(_targets);
        Options.Add(_file);
        Options.Add(_trx);
        SetAction((parsed, cancellationToken) => TestAsync(
            parsed.GetValue(_targets)!, parsed.GetValue(_file)!, parsed.GetResult(_file) is { Implicit: false }, parsed.GetValue(_trx), cancellationToken));
    }

    private async Task<int> TestAsync(string[] targets, string path, bool isFileNamed, string? trx, CancellationToken cancellationToken)
    {
        // Scripts can be tested where there is no bots.yaml, as long as somebody says which.
        var file = targets.Length > 0 && !isFileNamed && !File.Exists(path) ? null : BotsFileArgument.Read(path);
        using var run = new ScriptTestRun(file?.Folder ?? Directory.GetCurrentDirectory(), file);
        List<ScriptTestResult> results;
        try
        {
            results = await TellAsync(run.RunAsync(targets), cancellationToken);
        }
        catch (FileNotFoundException e)
        {
            throw new MistakeException(e.Message);
        }

        if (trx is not null)
        {
            TrxFile.Write(trx, results, TimeProvider.System.GetLocalNow());
        }

        foreach (var warning in run.Warnings)
        {
            _output.Note(warning);
        }

        var failed = results.Count(result => result.Failure is not null);
        _output.Heading($"{results.Count - failed} passed, {failed} failed", isBad: failed > 0);
        if (results.Count == 0)
        {
            _output.Note("Nothing was found to test: give a command .Example(\"say\", \"answer\"), or write NAME.tests.csx beside NAME.csx.");
        }

        return failed > 0 ? ExitCode.Failure : ExitCode.Ok;
    }

    private async Task<List<ScriptTestResult>> TellAsync(IAsyncEnumerable<ScriptTestResult> running, CancellationToken cancellationToken)
    {
        var results = new List<ScriptTestResult>();
        await foreach (var result in running.WithCancellation(cancellationToken))
        {
            if (results.LastOrDefault()?.File != result.File)
            {
                _output.Heading(result.File, isBad: false);
            }

            var name = result.Name.ReplaceLineEndings("\\n");
            if (result.Failure is not { } failure)
            {
                _output.Lines($"  ok   {name}");
            }
            else
            {
                _output.Heading($"  FAIL {name}", isBad: true);
                _output.Lines(failure.Split('\n').Select(line => $"       {line}"));
            }

            results.Add(result);
        }

        return results;
    }
}
