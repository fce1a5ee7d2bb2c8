using System.Xml.Linq;
using IcqBots.Tests.Processes;

namespace IcqBots.Tests.Commands;

/// <summary><c>icqbots test</c>.</summary>
public sealed class TestCommandTests : IDisposable
{
    private static readonly XNamespace _trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    private readonly TestFolder _folder = new();
    private readonly LineWriter _result = new();
    private readonly LineWriter _remarks = new();

    public TestCommandTests()
    {
        _folder.Write("dice.csx", "OnCommand(\"roll\", message => message.ReplyAsync(\"1\")).Example(\"roll\", \"1\");");
        _folder.Write("dice.tests.csx", """
            Test("it rolls", async bot => { await bot.Person(1001).SaysAsync("roll"); bot.Person(1001).Hears("1"); });
            Test("it \u0001 lies", async bot => { await bot.Person(1001).SaysAsync("roll"); bot.Person(1001).Hears("<7>"); });
            """);
        _folder.Write("nothing.csx", "var a = 1;");
        _folder.Write("bots.yaml", "server: embedded\nbots: [{ name: dice, uin: 3001, password: a, scripts: [dice.csx] }]\n");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _result.Dispose();
        _remarks.Dispose();
    }

    [Fact]
    public async Task It_lists_what_passed_and_what_failed()
    {
        Assert.Equal(1, await RunAsync(PathOf("dice.csx"), PathOf("dice.tests.csx"), "--file", PathOf("bots.yaml")));

        Assert.Equal(
            """
            dice.csx
              ok   roll → 1
            dice.tests.csx
              ok   it rolls
              FAIL it ? lies
                   dice.tests.csx:2: 1001 should hear "<7>", but hears "1"
            2 passed, 1 failed

            """,
            _result.ToString());
        Assert.Empty(_remarks.ToString());
    }

    [Fact]
    public async Task A_command_that_nobody_gets_to_is_told()
    {
        _folder.Write("twice.csx", "OnCommand(\"roll\", message => message.ReplyAsync(\"1\"));\nOnCommand(\"roll\", message => message.ReplyAsync(\"2\"));");

        await RunAsync(PathOf("twice.csx"), "--file", PathOf("bots.yaml"));

        Assert.StartsWith("twice.csx:2: nobody gets to the command \"roll\": twice.csx:1", _remarks.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_terminal_failures_are_red()
    {
        await RunAsync(new Output(_result, _remarks) { HasColour = true }, PathOf("dice.tests.csx"));

        Assert.Contains("\n  ok   it rolls\n\e[31m  FAIL it ? lies\e[0m\n", _result.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\e[31m1 passed, 1 failed\e[0m\n", _result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_result_is_printed_when_it_is_there()
    {
        _folder.Write("slow.csx", "var a = 1;");
        _folder.Write("slow.tests.csx", $$"""
            Test("first", async bot => { });
            Test("second", async bot => { while (!System.IO.File.Exists({{Quote(PathOf("go"))}})) await Task.Yield(); });
            """);

        var running = RunAsync(PathOf("slow.tests.csx"));
        await _result.LineAsync("ok   first");
        Assert.DoesNotContain("second", _result.ToString(), StringComparison.Ordinal);
        _folder.Write("go", "");

        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Without_targets_the_scripts_of_bots_yaml_and_the_tests_beside_them_are_tested()
    {
        Assert.Equal(1, await RunAsync("--file", PathOf("bots.yaml")));

        Assert.EndsWith("2 passed, 1 failed\n", _result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_nothing_to_test_it_says_what_to_do()
    {
        Assert.Equal(0, await RunAsync(PathOf("nothing.csx")));

        Assert.Equal("0 passed, 0 failed\n", _result.ToString());
        Assert.StartsWith("Nothing was found to test: give a command .Example(", _remarks.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dcie.csx", "dcie.csx does not exist; did you mean")]
    [InlineData("no/where.csx", "where.csx does not exist; name a script, a file of tests or a folder")]
    public async Task What_is_not_there_is_a_mistake(string target, string message)
    {
        Assert.Equal(2, await RunAsync(PathOf(target)));

        Assert.Contains(message, _remarks.ToString(), StringComparison.Ordinal);
        Assert.Empty(_result.ToString());
    }

    [Fact]
    public async Task Without_targets_and_without_bots_yaml_it_is_a_mistake()
    {
        Assert.Equal(2, await RunAsync("--file", PathOf("none.yaml")));

        Assert.Contains("none.yaml: there is no such file", _remarks.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The names are those that <c>dotnet test --logger trx</c> writes.</summary>
    [Fact]
    public async Task A_trx_file_has_every_result()
    {
        Assert.Equal(1, await RunAsync(PathOf("dice.tests.csx"), "--trx", PathOf("results.trx"), "--file", PathOf("bots.yaml")));

        var run = XDocument.Load(PathOf("results.trx")).Root!;
        Assert.Equal(_trx + "TestRun", run.Name);
        Assert.Equal(["Times", "Results", "TestDefinitions", "TestEntries", "TestLists", "ResultSummary"], run.Elements().Select(each => each.Name.LocalName));
        var results = run.Element(_trx + "Results")!.Elements(_trx + "UnitTestResult").ToList();
        Assert.Equal(
            [("dice.tests.csx: it rolls", "Passed"), ("dice.tests.csx: it ? lies", "Failed")],
            results.Select(result => (result.Attribute("testName")!.Value, result.Attribute("outcome")!.Value)));
        Assert.Equal(
            "dice.tests.csx:2: 1001 should hear \"<7>\", but hears \"1\"",
            results[1].Element(_trx + "Output")!.Element(_trx + "ErrorInfo")!.Element(_trx + "Message")!.Value);
        Assert.All(results, result => Assert.True(TimeSpan.Parse(result.Attribute("duration")!.Value) > TimeSpan.Zero));
        var summary = run.Element(_trx + "ResultSummary")!;
        Assert.Equal("Failed", summary.Attribute("outcome")!.Value);
        Assert.Equal(["2", "2", "1", "1"], summary.Element(_trx + "Counters")!.Attributes().Select(each => each.Value));

        var ids = results.Select(result => result.Attribute("testId")!.Value).ToList();
        Assert.Equal(ids, run.Element(_trx + "TestDefinitions")!.Elements().Select(test => test.Attribute("id")!.Value));
        Assert.Equal(ids, run.Element(_trx + "TestEntries")!.Elements().Select(test => test.Attribute("testId")!.Value));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_trx_file_that_cannot_be_written_is_told()
    {
        Assert.Equal(1, await RunAsync(PathOf("nothing.csx"), "--trx", PathOf("no/such/folder.trx")));

        Assert.Contains("Could not find a part of the path", _remarks.ToString(), StringComparison.Ordinal);
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal)}\"";

    private string PathOf(string name) => Path.Combine(_folder.Path, name);

    private Task<int> RunAsync(params string[] arguments) => RunAsync(new Output(_result, _remarks), arguments);

    private static Task<int> RunAsync(Output output, params string[] arguments) => new CommandLine(output).RunAsync(["test", .. arguments]);
}
