using System.Diagnostics.CodeAnalysis;

namespace IcqBots.Host.Configuration;

/// <summary>What came of reading bots.yaml: the file, or everything that is wrong with it.</summary>
/// <param name="File">The file, complete and checked, or null.</param>
/// <param name="Mistakes">All mistakes by line and column; empty when there is a file.</param>
public sealed record BotsFileReading(BotsFile? File, IReadOnlyList<Mistake> Mistakes)
{
    /// <summary>True when the file is good.</summary>
    [MemberNotNullWhen(true, nameof(File))]
    public bool IsGood => File is not null;
}

/// <summary>Reads bots.yaml and finds all of its mistakes at once.</summary>
public static class BotsFileReader
{
    /// <summary>Reads, binds and checks the file. Nothing is thrown for what is in the file, or for a file that is not there.</summary>
    /// <param name="path">The file; mistakes name it as it is given here.</param>
    /// <param name="environment">The value of an environment variable, or null when it is not set.</param>
    public static BotsFileReading Read(string path, Func<string, string?> environment)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var mistakes = new MistakeList(path);
        if (BotsFileText.Read(path, mistakes) is not { } text || YamlTree.Read(text, mistakes) is not { } root)
        {
            return new BotsFileReading(null, mistakes.InOrder());
        }

        var fullPath = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(fullPath)!;
        var binder = new EntryBinder(folder, environment, mistakes);
        var file = binder.BindRoot<BotsFile>(root);
        if (binder.TooLargeAt is { } place)
        {
            mistakes = new MistakeList(path);
            mistakes.Add(place, $"the file unfolds to more than {EntryBinder.MaxNodes} values; use fewer aliases (*) of aliases");
        }
        else if (file is not null)
        {
            new BotsFileChecks(binder.Places, mistakes).Run(file, folder);
        }

        return file is not null && mistakes.IsEmpty
            ? new BotsFileReading(file with { Path = fullPath }, [])
            : new BotsFileReading(null, mistakes.InOrder());
    }
}
