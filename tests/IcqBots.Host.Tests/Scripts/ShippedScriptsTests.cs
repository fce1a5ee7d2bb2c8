using System.Text.RegularExpressions;
using IcqBots.Host.Configuration;
using IcqBots.Host.Scripts;

namespace IcqBots.Host.Tests.Scripts;

public sealed class ShippedScriptsTests
{
    private const int MaxLines = 80;

    private static readonly string _folder = AppContext.BaseDirectory;

    private static readonly string[] _files =
        [.. Directory.GetFiles(Path.Combine(_folder, "scripts"), "*.csx").Select(path => $"scripts/{Path.GetFileName(path)}").Order()];

    private static readonly string[] _scripts = [.. _files.Where(file => !file.EndsWith(".tests.csx", StringComparison.Ordinal))];

    public static TheoryData<string> Files => [.. _files];

    public static TheoryData<string> Scripts => [.. _scripts];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_shipped_script_begins_with_what_it_does_is_short_and_has_tests(string script)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder, script));

        Assert.Matches(@"^// [A-Z].*[.""]?", lines[0]);
        Assert.True(lines.Length < MaxLines, $"{script} has {lines.Length} lines");
        Assert.Contains(Path.ChangeExtension(script, ".tests.csx"), _files);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_examples_and_tests_of_a_shipped_script_pass(string path)
    {
        using var run = new ScriptTestRun(_folder, Shipped());
        var count = 0;
        await foreach (var result in run.RunAsync([Path.Combine(_folder, path)]))
        {
            Assert.Null(result.Failure);
            count++;
        }

        Assert.True(count > 0 || !path.EndsWith(".tests.csx", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_shipped_script_has_a_bot_in_the_shipped_bots_yaml() => Assert.Equal(
        _scripts,
        Shipped().Bots.SelectMany(bot => bot.ScriptFiles()).Select(script => script.Name).Distinct().Order());

    [Fact]
    public void Every_shipped_script_is_in_the_table_of_the_page_about_scripts() => Assert.Equal(
        _scripts,
        Regex.Matches(File.ReadAllText(Path.Combine(_folder, "docs", "scripting.md")), @"^\| `(scripts/\w+\.csx)` \|", RegexOptions.Multiline)
            .Select(row => row.Groups[1].Value).Order());

    [Fact]
    public async Task The_examples_of_the_page_about_tests_pass()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(_folder, "docs", "testing-scripts.md"));
        var examples = Regex.Matches(page, "^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(match => match.Groups["code"].Value).ToArray();
        using var folder = new ScriptTestFolder();
        folder.With("add.csx", examples[0]).With("reminder.csx", examples[1]).With("reminder.tests.csx", examples[2]);

        var results = await folder.RunAsync([""]);

        Assert.Equal(3, examples.Length);
        Assert.Equal(3, results.Count);
        Assert.All(results, result => Assert.Null(result.Failure));
    }

    private static BotsFile Shipped()
    {
        var reading = BotsFileReader.Read(Path.Combine(_folder, "bots.yaml"), _ => null);
        Assert.Empty(reading.Mistakes);
        return reading.File!;
    }
}
