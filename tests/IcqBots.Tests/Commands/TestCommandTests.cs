using System.Xml.Linq;
using IcqBots.Tests.Processes;

namespace IcqBots.Tests.Commands;

public sealed class TestCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly LineWriter _result = new();
    private readonly LineWriter _remarks = new();

    public TestCommandTests()
    {
        _folder.Write("bots.yaml", """
            bots: [{ name: bot, uin: 2001, password: x, command-prefix: "!", scripts: ["*.csx"], settings: { word: pong } }]
            """);
        _folder.Write("ping.csx", """
            record Wants(string Word);
            var settings = Settings<Wants>();
            OnCommand("ping", async message => await message.ReplyAsync(settings.Word)).Example("ping", "pong");
            OnCommand("wrong", async message => await message.ReplyAsync("left")).Example("wrong", "right");
            """);
        _folder.Write("ping.tests.csx", """
            Test("it answers", async bot =>
            {
                bot.Settings("word: pang");
                var anna = bot.Person(1001);
                await anna.SaysAsync("ping");
                anna.Hears("pong");
            });
            """);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _result.Dispose();
        _remarks.Dispose();
    }

    [Fact]
    public async Task What_passed_and_what_failed_is_listed_with_exit_code_1()
    {
        Assert.Equal(1, await RunAsync());

        Assert.Equal(
            """
            ping.csx
              ok   ping → pong
              FAIL wrong → right
                   ping.csx: the answer should be right, but is left
            ping.tests.csx
              FAIL it answers
                   ping.tests.csx:6: 1001 should hear "pong", but hears "pang"
            1 passed, 2 failed

            """,
            _result.ToString());
        Assert.Empty(_remarks.ToString());
    }

    [Fact]
    public async Task A_folder_is_all_scripts_and_tests_in_it_but_not_the_globals_of_editors()
    {
        _folder.Write("icqbots.globals.csx", "this is no C#");
        _folder.Write("_part.csx", "this is no C# either");

        Assert.Equal(1, await RunAsync(_folder.Path));

        Assert.EndsWith("1 passed, 2 failed\n", _result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_test_is_told()
    {
        _folder.Write("ping.csx", "OnMessage(message => message.ReplyAsync(\"pong\"));");

        Assert.Equal(0, await RunAsync(Path.Combine(_folder.Path, "ping.csx")));

        Assert.Equal("0 passed, 0 failed\n", _result.ToString());
        Assert.StartsWith("Nothing was found to test", _remarks.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_results_are_a_trx_file_too()
    {
        _folder.Write("ping.tests.csx", "Test(\"it \\u0001 fails\", bot => throw new InvalidOperationException(\"no <\\u0001>\"));");
        var path = Path.Combine(_folder.Path, "results.trx");

        Assert.Equal(1, await RunAsync("--trx", path));

        var trx = XDocument.Load(path).Root!;
        XElement[] Named(string name) => [.. trx.Descendants().Where(element => element.Name.LocalName == name)];
        Assert.Equal(
            [("ping.csx: ping → pong", "Passed"), ("ping.csx: wrong → right", "Failed"), ("ping.tests.csx: it ? fails", "Failed")],
            Named("UnitTestResult").Select(result => ((string)result.Attribute("testName")!, (string)result.Attribute("outcome")!)));
        Assert.EndsWith("InvalidOperationException: no <?>", Named("Message")[1].Value, StringComparison.Ordinal);
        var counters = Assert.Single(Named("Counters"));
        Assert.Equal(("3", "1", "2"), ((string)counters.Attribute("total")!, (string)counters.Attribute("passed")!, (string)counters.Attribute("failed")!));
        Assert.Equal(Named("UnitTestResult").Select(result => (string)result.Attribute("testId")!), Named("UnitTest").Select(test => (string)test.Attribute("id")!));
    }

    private Task<int> RunAsync(params string[] arguments) => new CommandLine(new Output(_result, _remarks))
        .RunAsync(["test", .. arguments, "--file", Path.Combine(_folder.Path, "bots.yaml")]);
}
