using System.Text.Json;
using IcqBots.Tests.Processes;

namespace IcqBots.Tests.Commands;

public sealed class InitCommandTests : IDisposable
{
    private static readonly string[] Ours = ["bots.schema.json", "icqbots.rsp", "scripts/icqbots.globals.csx", "scripts/icqbots.tests.globals.csx"];

    private readonly TestFolder _folder = new();
    private readonly LineWriter _result = new();
    private readonly LineWriter _remarks = new();

    private string New => Path.Combine(_folder.Path, "my bots");

    public void Dispose()
    {
        _folder.Dispose();
        _result.Dispose();
        _remarks.Dispose();
    }

    [Fact]
    public async Task A_new_folder_has_bots_a_test_and_what_editors_need()
    {
        Assert.Equal(0, await RunAsync("init", New));

        Assert.Equal(
            [
                .. Ours.Concat(
                    [
                        ".gitignore", ".vscode/extensions.json", ".vscode/settings.json", "bots.yaml", "omnisharp.json",
                        "scripts/dice.csx", "scripts/dice.tests.csx", "scripts/hello.csx",
                    ])
                    .Order(StringComparer.Ordinal),
            ],
            Files());
        Assert.StartsWith("# yaml-language-server: $schema=bots.schema.json\n", Read("bots.yaml"), StringComparison.Ordinal);
        Assert.All(Files().Where(name => name.EndsWith(".json", StringComparison.Ordinal)), name => JsonDocument.Parse(Read(name)).Dispose());
        Assert.All(Ours.Select(Path.GetFileName).Append(".icqbots/"), name => Assert.Contains($"{name}\n", Read(".gitignore"), StringComparison.Ordinal));
        Assert.Contains($"cd \"{New}\" && icqbots\n", _result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_time_only_what_follows_the_program_is_written()
    {
        await RunAsync("init", New);
        foreach (var name in Files())
        {
            await File.WriteAllTextAsync(Path.Combine(New, name), "changed");
        }

        File.Delete(Path.Combine(New, "scripts/hello.csx"));

        Assert.Equal(0, await RunAsync("init", New));

        Assert.Equal(Ours.Order(StringComparer.Ordinal), Files().Where(name => Read(name) != "changed"));
        Assert.DoesNotContain("scripts/hello.csx", Files());
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_a_mistake()
    {
        await File.WriteAllTextAsync(New, "");

        Assert.Equal(2, await RunAsync("init", New));

        Assert.Equal($"{New} is a file; name a folder, or one that is to be made\n", _remarks.ToString());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_failure_in_a_line()
    {
        Directory.CreateDirectory(New);
        await File.WriteAllTextAsync(Path.Combine(New, "scripts"), "");

        Assert.Equal(1, await RunAsync("init", New));

        Assert.Contains(Path.Combine(New, "scripts"), Assert.Single(_remarks.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private string[] Files() =>
    [
        .. Directory.GetFiles(New, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(New, path).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    private string Read(string name) => File.ReadAllText(Path.Combine(New, name));

    private Task<int> RunAsync(params string[] arguments) => new CommandLine(new Output(_result, _remarks)).RunAsync(arguments);
}
