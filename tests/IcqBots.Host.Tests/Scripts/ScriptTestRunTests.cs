using IcqBots.Host.Configuration;

namespace IcqBots.Host.Tests.Scripts;

public sealed class ScriptTestRunTests : IDisposable
{
    private readonly ScriptTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Examples_are_said_by_somebody_who_may_and_those_without_an_answer_are_only_shown()
    {
        _folder.With("a.csx", """
            OnCommand("free", message => message.ReplyAsync($"{message.From}")).Example("free", "1001").Example("free");
            OnCommand("admins", message => message.ReplyAsync("yes")).For(Admins).Example("admins", "yes");
            OnCommand("known", message => message.ReplyAsync("yes")).FromContacts().Example("known", "yes");
            OnCommand("one", message => message.ReplyAsync($"{message.From}")).For(1234).ExampleMatching("one", "^12");
            OnCommand("twice", async message => { await message.ReplyAsync("a"); await message.ReplyAsync("b"); }).Example("twice", "a\nb");
            OnCommand("silent", async message => { }).Example("silent", "x");
            OnCommand("wrong", message => message.ReplyAsync("y")).ExampleMatching("wrong", "^x");
            OnCommand("bad", async message =>
            {
                throw new FormatException("no");
            }).Example("bad", "x");
            """);

        var results = await _folder.RunAsync(["a.csx"]);

        Assert.Equal(
            [
                ("free → 1001", null), ("admins → yes", null), ("known → yes", null), ("one → ^12", null), ("twice → a\nb", null),
                ("silent → x", "a.csx:6: the answer to \"silent\" should be \"x\", but is silence"),
                ("wrong → ^x", "a.csx:7: the answer to \"wrong\" should fit \"^x\", but is \"y\""),
                ("bad → x", "a.csx:10: FormatException: no"),
            ],
            results.Select(result => (result.Name, result.Failure)));
    }

    [Fact]
    public async Task Several_answers_are_told_apart_from_one_with_blanks()
    {
        _folder.With("a.csx", """
            OnCommand("two", async message => { await message.ReplyAsync("a"); await message.ReplyAsync("b"); })
                .Summary("says two things")
                .Example("two", "a b");
            """);

        var result = Assert.Single(await _folder.RunAsync(["a.csx"]));

        Assert.Equal(@"a.csx:3: the answer to ""two"" should be ""a b"", but is ""a\nb""", result.Failure);
    }

    [Fact]
    public async Task Examples_have_settings_and_prefix_of_the_first_bot_with_the_script()
    {
        _folder.With("a.csx", """
            record Greeting(string Text);
            OnCommand("hi", message => message.ReplyAsync(Settings<Greeting>().Text)).Example("hi", "Hej");
            """).With("bots.yaml", """
            server: embedded
            bots:
              - { name: a, uin: 3001, password: a, command-prefix: "!", scripts: [a.csx], settings: { text: Hej } }
              - { name: b, uin: 3002, password: a, scripts: [a.csx], settings: { text: Hello } }
            """);
        var file = BotsFileReader.Read(Path.Combine(_folder.Path, "bots.yaml"), _ => null).File!;

        Assert.Null(Assert.Single(await _folder.RunAsync([], file)).Failure);
        Assert.StartsWith("a.csx:2: FormatException: bots.yaml: the", Assert.Single(await _folder.RunAsync(["a.csx"])).Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OnMessage(", "Test(\"x\", async bot => { });", "a.csx compiles", "a.csx:1:1: error CS1501")]
    [InlineData("var a = 1;", "Test(\"x\", bot => { });", "compiles and starts", "a.tests.csx:1:15: error CS1643")]
    [InlineData("var a = 1;", "\nthrow new FormatException(\"no\");", "compiles and starts", "a.tests.csx:2: FormatException: no")]
    [InlineData("var a = 1;", "var b = 1;", "has tests", "a.tests.csx: there is no Test(")]
    [InlineData("var a = 1;", "Script(\"b.csx\"); Test(\"x\", async bot => { });", "b.csx compiles", "b.csx: error: the script cannot be read: Could not find file")]
    [InlineData("var a = 1;", "\nTest(\"x\", async bot => { while (true) { } });", "x", "a.tests.csx:2: ScriptStoppedException")]
    [InlineData("var a = 1;", "\nTest(\"x\", async bot => await new TaskCompletionSource().Task);", "x", "a.tests.csx:2: the test has not ended within 0.05 minutes")]
    [InlineData("var a = 1;", "Test(\"x\", async bot => { });", "x", null)]
    [InlineData("var a = 1;", "\n\nTest(\"x\", async bot => bot.Web(\"a\", \"b\"));", "x", "a.tests.csx:3: UriFormatException")]
    public async Task Whatever_is_wrong_with_a_file_of_tests_is_a_result(string script, string tests, string name, string? failure)
    {
        var result = Assert.Single(await _folder.With("a.csx", script).With("a.tests.csx", tests)
            .RunAsync(["a.tests.csx"], testLimit: tests.Contains("TaskCompletion", StringComparison.Ordinal) ? TimeSpan.FromSeconds(3) : null));

        Assert.Equal(("a.tests.csx", name), (result.File, result.Name));
        Assert.StartsWith(failure ?? "passed", result.Failure ?? "passed", StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_failing_test_leaves_the_others_alone()
    {
        _folder.With("a.csx", "var n = 0; OnMessage(message => message.ReplyAsync($\"{++n}\"));").With("a.tests.csx", """
            Test("first", async bot => { await bot.Person(1001).SaysAsync("x"); bot.Person(1001).Hears("2"); });
            Test("second", async bot => { await bot.Person(1001).SaysAsync("x"); bot.Person(1001).Hears("1"); });
            """);

        Assert.Equal([false, true], (await _folder.RunAsync(["a.tests.csx"])).Select(result => result.Failure is null));
    }

    [Fact]
    public async Task A_folder_stands_for_its_scripts_and_tests_but_not_for_what_is_only_loaded()
    {
        _folder.With("s/a.csx", "#load \"_words.csx\"\nOnCommand(\"hi\", m => m.ReplyAsync(Word)).Example(\"hi\", \"yo\");")
            .With("s/_words.csx", "const string Word = \"yo\"; OnCommand(\"b\", m => m.ReplyAsync(Word)).Example(\"b\", \"yo\");")
            .With("s/icqbots.globals.csx", "nonsense")
            .With("s/below/a.tests.csx", "Script(\"../a.csx\"); Test(\"hi\", async bot => { });");

        Assert.Equal(["s/a.csx", "s/a.csx", "s/below/a.tests.csx"], (await _folder.RunAsync(["s"])).Select(result => result.Failure ?? result.File));
    }

    [Theory]
    [InlineData("ehco.csx", "; did you mean \"")]
    [InlineData("nothing/like/it.csx", "; name a script, a file of tests or a folder")]
    public async Task A_target_that_is_not_there_is_told_with_what_was_meant(string target, string suggestion)
    {
        _folder.With("echo.csx", "var a = 1;");

        var exception = await Assert.ThrowsAsync<FileNotFoundException>(() => _folder.RunAsync([target]));

        Assert.Contains(suggestion, exception.Message, StringComparison.Ordinal);
    }
}
