using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IcqBots.Host.Tests;

/// <summary>The rules of the house that the compiler does not know.</summary>
public sealed partial class ArchitectureTests
{
    private const int MaxLines = 400;

    /// <summary>Who may reference whom; arrows only as drawn in CONTRIBUTING.md.</summary>
    private static readonly Dictionary<string, string[]> References = new()
    {
        ["IcqBots.Protocol"] = [],
        ["IcqBots.Transport"] = ["IcqBots.Protocol"],
        ["IcqBots.Capture"] = ["IcqBots.Protocol", "IcqBots.Transport"],
        ["IcqBots.Client"] = ["IcqBots.Protocol", "IcqBots.Transport"],
        ["IcqBots.Server"] = ["IcqBots.Protocol", "IcqBots.Transport"],
        ["IcqBots.Scripting"] = ["IcqBots.Protocol"],
        ["IcqBots.Storage"] = ["IcqBots.Protocol"],
        ["IcqBots.Host"] =
        [
            "IcqBots.Client", "IcqBots.Protocol", "IcqBots.Scripting", "IcqBots.Server", "IcqBots.Storage", "IcqBots.Transport",
        ],
        ["IcqBots"] = ["IcqBots.Capture", "IcqBots.Host"],
    };

    private static readonly string Root = FindRoot();

    [Fact]
    public void Projects_reference_each_other_only_as_drawn()
    {
        var actual = Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetFileNameWithoutExtension(path),
            path => string.Join(' ', XDocument.Load(path).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
                .Order(StringComparer.Ordinal)));

        Assert.Equal(
            References.Select(entry => $"{entry.Key}: {string.Join(' ', entry.Value)}").Order(StringComparer.Ordinal),
            actual.Select(entry => $"{entry.Key}: {entry.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_source_file_is_longer_than_four_hundred_lines()
    {
        var tooLong = Sources("src").Concat(Sources("tests"))
            .Select(path => (Path: Path.GetRelativePath(Root, path), Lines: File.ReadLines(path).Count()))
            .Where(file => file.Lines > MaxLines);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_method_is_async_void()
    {
        Assert.DoesNotContain(Sources("src").Concat(Sources("tests")), path => AsyncVoid().IsMatch(File.ReadAllText(path)));
    }

    [Fact]
    public void Internals_are_visible_to_the_own_tests_only()
    {
        var wrong = Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).SelectMany(path =>
            XDocument.Load(path).Descendants("InternalsVisibleTo")
                .Select(friend => friend.Attribute("Include")!.Value)
                .Where(friend => friend != Path.GetFileNameWithoutExtension(path) + ".Tests"));

        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"^\s*(\w+ )*async void \w", RegexOptions.Multiline)]
    private static partial Regex AsyncVoid();

    private static IEnumerable<string> Sources(string folder) =>
        Directory.GetFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "IcqBots.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No IcqBots.sln above {here}");
        }

        return folder.FullName;
    }
}
