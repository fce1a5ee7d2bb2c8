using IcqBots.Host.Configuration;

namespace IcqBots.Host.Tests.Configuration;

/// <summary>A folder of its own with a bots.yaml and three empty scripts; gone after the test.</summary>
internal sealed class BotsYamlFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-").FullName;

    public BotsYamlFolder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "scripts"));
        foreach (var name in new[] { "echo", "herald", "away", "hello" })
        {
            File.WriteAllText(PathOf($"scripts/{name}.csx"), "");
        }
    }

    /// <summary>The environment variables that a file can use.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string PathOf(string name) => Path.Combine(_folder, name);

    public BotsFileReading Read(string yaml)
    {
        File.WriteAllText(PathOf("bots.yaml"), yaml);
        return ReadFile("bots.yaml");
    }

    public BotsFileReading ReadFile(string name) => BotsFileReader.Read(PathOf(name), Environment.GetValueOrDefault);

    /// <summary>The file; the test fails with the mistakes if there are any.</summary>
    public BotsFile ReadGood(string yaml)
    {
        var reading = Read(yaml);
        Assert.Empty(reading.Mistakes);
        return reading.File!;
    }

    /// <summary>The mistakes as printed, without the path of the file.</summary>
    public IEnumerable<string> MistakesOf(string yaml) => Read(yaml).Mistakes.Select(Short);

    /// <summary>A mistake as printed, with the folder left out wherever it is named.</summary>
    public string Short(Mistake mistake) =>
        mistake.ToString().Replace(PathOf("bots.yaml:"), "", StringComparison.Ordinal).Replace(_folder, "FOLDER", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
