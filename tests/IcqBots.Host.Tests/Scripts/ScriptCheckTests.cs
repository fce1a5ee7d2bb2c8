using IcqBots.Host.Configuration;

namespace IcqBots.Host.Tests.Scripts;

public sealed class ScriptCheckTests : IDisposable
{
    private readonly ScriptTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("OnCommand(\"roll {n:int}\", async (IncomingMessage m, string n) => { });", "ArgumentException: OnCommand(\"roll {n:int}\"): the handler must take")]
    [InlineData("OnCommand(\"roll {n:integer}\", async (IncomingMessage m, int n) => { });", "ArgumentException: OnCommand(\"roll {n:integer}\"), column 9: there is no type")]
    [InlineData("OnCommand(\"roll {n:int\", async (IncomingMessage m, int n) => { });", "ArgumentException: OnCommand(\"roll {n:int\"), column 6: the { has no }")]
    [InlineData("OnMessage(\"(abc\", async m => { });", "RegexParseException: Invalid pattern '(abc'")]
    [InlineData("Cron(\"61 * * * *\", async () => { });", "FormatException: \"61 * * * *\" is not a cron expression: Minute and Second values must be between 0 and 59; ")]
    [InlineData("Every(TimeSpan.FromMilliseconds(100), async () => { });", "FormatException: 00:00:00.1000000 is too short an interval")]
    [InlineData("var faq = ReadYaml<List<string>>(\"faq.yaml\");", "FormatException: faq.yaml: ")]
    [InlineData("OnCommand(\"roll\", async m => { }).Example(\"rol\", \"1\");", "ArgumentException: OnCommand(\"roll\"): the example \"rol\" does not fit")]
    [InlineData("while (true) { }", "ScriptStoppedException: ")]
    public async Task What_keeps_a_script_from_starting_is_told_with_its_line(string line, string mistake)
    {
        var (mistakes, _) = await CheckAsync(("a.csx", "// A script.\n" + line));

        Assert.StartsWith($"a.csx:2: {mistake}", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_waits_for_people_is_a_mistake()
    {
        var (mistakes, _) = await CheckAsync(("a.csx", "var name = await AskAsync(1001, \"Who are you?\");"));

        Assert.StartsWith("a.csx: the script does not start: its top-level code waits", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_starts_as_each_of_its_bots_and_none_of_its_handlers_runs()
    {
        var (mistakes, warnings) = await CheckAsync(
            keys: "nick: Dicky, admins: [1001], contacts: [1002], command-prefix: \"!\", settings: { text: hi }",
            ("a.csx", """
                record Wants(string Text);
                var seen = $"{Name} {Uin} {Nick} {Admins[0]} {Contacts.Single().Uin} {Settings<Wants>().Text} {Bots["other"].Name != ""}";
                State.Set("seen", seen);
                OnStart(() => throw new FormatException("OnStart"));
                OnStop(() => throw new FormatException("OnStop"));
                Every(TimeSpan.FromSeconds(1), () => throw new FormatException("Every"));
                if (State.Get<string>("seen") is { } kept && Name == "bot")
                {
                    throw new FormatException(kept);
                }
                """));

        Assert.Equal("a.csx:9: FormatException: bot 3001 Dicky 1001 1002 hi True", Assert.Single(mistakes));
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task A_start_that_needs_the_web_is_doubtful_and_no_mistake()
    {
        var (mistakes, warnings) = await CheckAsync(("a.csx", "var page = await Http.GetStringAsync(\"https://example.org/\");"));

        Assert.Empty(mistakes);
        Assert.Equal("a.csx:1: the start needs the web, which is not tried here", Assert.Single(warnings));
    }

    [Fact]
    public async Task Of_two_commands_with_one_pattern_the_one_that_nobody_gets_to_is_doubtful()
    {
        var (mistakes, warnings) = await CheckAsync(
            ("a.csx", """
                OnCommand("roll {sides:int}", async (IncomingMessage m, int sides) => { });
                OnCommand("roll {name}", async (IncomingMessage m, string name) => { });
                OnCommand("stop", async m => { }).For(1001);
                """),
            ("b.csx", """
                OnCommand("stop", async m => { });
                OnCommand("Roll {n:int}", async (IncomingMessage m, int n) => { });
                """));

        Assert.Empty(mistakes);
        Assert.Equal("b.csx:2: nobody gets to the command \"Roll {n:int}\": a.csx:1 has the same one, and comes first", Assert.Single(warnings));
    }

    private Task<(IReadOnlyList<string> Mistakes, IReadOnlyList<string> Warnings)> CheckAsync(params (string Name, string Text)[] scripts) =>
        CheckAsync("", scripts);

    private async Task<(IReadOnlyList<string> Mistakes, IReadOnlyList<string> Warnings)> CheckAsync(
        string keys, params (string Name, string Text)[] scripts)
    {
        foreach (var (name, text) in scripts)
        {
            _folder.With(name, text);
        }

        _folder.With("bots.yaml", $$"""
            server: embedded
            bots:
              - { name: bot, uin: 3001, password: a, scripts: ["*.csx"], {{keys}} }
              - { name: other, uin: 3002, password: a }
            """);
        using var check = new ScriptCheck(BotsFileReader.Read(Path.Combine(_folder.Path, "bots.yaml"), _ => null).File!);
        return (await check.RunAsync(), check.Warnings);
    }
}
