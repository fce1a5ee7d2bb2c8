using IcqBots.Scripting.Compilation;

namespace IcqBots.Scripting.Tests.Editing;

public sealed class EditorTests(EditorFolder folder) : IClassFixture<EditorFolder>
{
    private const string Load = "#load \"icqbots.globals.csx\"\n";
    private const string LoadForTests = "#load \"icqbots.tests.globals.csx\"\n";

    public static TheoryData<string> Templates =>
        [.. Directory.GetFiles(TemplatesFolder, "*.csx", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(TemplatesFolder, path))];

    public static TheoryData<string> Shipped =>
        [.. Directory.GetFiles(ScriptsFolder, "*.csx").Select(path => Path.GetRelativePath(ScriptsFolder, path))];

    private static string TemplatesFolder => Path.Combine(AppContext.BaseDirectory, "templates");

    private static string ScriptsFolder => Path.Combine(AppContext.BaseDirectory, "scripts");

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task A_template_has_no_errors_in_an_editor_and_none_in_the_host(string name)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(TemplatesFolder, name));

        Assert.Empty(await folder.ErrorsAsync(text));
        var compiler = IsTest(name) ? ScriptCompiler.ForTests(TemplatesFolder) : new ScriptCompiler(TemplatesFolder);
        Assert.NotNull(compiler.CompileText(name, text));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task A_shipped_script_that_loads_the_globals_has_no_errors_in_an_editor(string name)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(ScriptsFolder, name));

        Assert.Empty(await folder.ErrorsAsync((IsTest(name) ? LoadForTests : Load) + text));
    }

    [Fact]
    public async Task What_is_wrong_for_the_host_is_wrong_in_an_editor() => Assert.Contains(
        "CS1061", Assert.Single(await folder.ErrorsAsync(Load + "OnMessage(async message => await message.RepplyAsync(\"hi\"));")));

    [Theory]
    [InlineData(Load + "OnCo|", "OnCommand", "OnContactOnline")]
    [InlineData(Load + "OnMessage(async message =>\n{\n    await message.|\n});", "ReplyAsync", "AskAsync", "Text", "From")]
    [InlineData(Load + "OnCommand(\"x\", async message => await message.ReplyAsync(\"x\")).|", "Summary", "Example", "For")]
    [InlineData(Load + "Bots[\"other\"].|", "SendAsync", "Contacts")]
    [InlineData(Load + "Log.|", "LogInformation")]
    [InlineData(Load + "Sta|", "State", "Status")]
    [InlineData(LoadForTests + "Test(\"x\", async bot =>\n{\n    bot.|\n});", "Person", "AdvanceAsync")]
    public async Task Completion_offers_what_scripts_can_call(string marked, params string[] expected)
    {
        var offered = await folder.CompleteAsync(marked);

        Assert.All(expected, each => Assert.Contains(each, offered));
    }

    [Fact]
    public async Task Quick_info_shows_the_summary()
    {
        Assert.Contains(
            "Registers a command: what people write when they want something done.",
            await folder.QuickInfoAsync(Load + "OnCom|mand(\"x\", async message => await message.ReplyAsync(\"x\"));"),
            StringComparison.Ordinal);
        Assert.Contains(
            "Registers a command",
            await folder.QuickInfoAsync(Load + "OnCom|mand(\"x {n:int}\", async (IncomingMessage message, int n) => await message.ReplyAsync(\"x\"));"),
            StringComparison.Ordinal);
    }

    private static bool IsTest(string name) => name.EndsWith(".tests.csx", StringComparison.Ordinal);
}
