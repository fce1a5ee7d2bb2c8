namespace IcqBots.Host.Tests.Configuration;

public sealed class ScriptPatternTests : IDisposable
{
    private readonly BotsYamlFolder _folder = new();

    public ScriptPatternTests()
    {
        Directory.CreateDirectory(_folder.PathOf("scripts/lib"));
        foreach (var name in new[] { "lib/words.csx", "_shared.csx", ".hidden.csx", "echo.tests.csx", "notes.txt", "Zebra.csx" })
        {
            File.WriteAllText(_folder.PathOf($"scripts/{name}"), "");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("scripts/echo.csx", "echo")]
    [InlineData("[scripts/herald.csx, ./scripts/echo.csx, scripts/echo.csx]", "herald echo")]
    [InlineData("scripts", "Zebra away echo hello herald")]
    [InlineData("scripts/", "Zebra away echo hello herald")]
    [InlineData("scripts/*.csx", "Zebra away echo hello herald")]
    [InlineData("[scripts/away.csx, \"scripts/he?*.csx\", scripts]", "away hello herald Zebra echo")]
    [InlineData("scripts/_*.csx", "_shared")]
    [InlineData("scripts/_shared.csx", "_shared")]
    [InlineData("scripts/lib", "lib/words")]
    [InlineData("scripts/none-*.csx", "")]
    public void Files_folders_and_patterns_are_taken_in_order_and_each_file_once(string scripts, string names)
    {
        var files = Bot(scripts).ScriptFiles();

        Assert.Equal(names, string.Join(' ', files.Select(file => file.Name["scripts/".Length..^".csx".Length])));
        Assert.Equal(files.Select(file => _folder.PathOf(file.Name)), files.Select(file => file.Path));
    }

    [Fact]
    public void A_pattern_finds_what_is_added_and_forgets_what_is_deleted()
    {
        var bot = Bot("[scripts/h*.csx, scripts/away.csx]");

        File.WriteAllText(_folder.PathOf("scripts/hi.csx"), "");
        File.Delete(_folder.PathOf("scripts/hello.csx"));
        File.Delete(_folder.PathOf("scripts/away.csx"));

        Assert.Equal(["scripts/herald.csx", "scripts/hi.csx"], bot.ScriptFiles().Select(file => file.Name));
        Assert.All(bot.Scripts, pattern => Assert.Equal(_folder.PathOf("scripts"), pattern.Folder));
        Directory.Delete(_folder.PathOf("scripts"), recursive: true);
        Assert.Empty(bot.ScriptFiles());
    }

    private Host.Configuration.BotEntry Bot(string scripts) =>
        _folder.ReadGood($"bots: [{{ name: a, uin: 1, password: p, scripts: {(scripts[0] == '[' ? scripts : $"\"{scripts}\"")} }}]").Bots[0];
}
