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
        if (ReadRoot(path, mistakes) is not { } root)
        {
            return new BotsFileReading(null, mistakes.InOrder());
        }

        var fullPath = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(fullPath)!;
        var binder = new EntryBinder(folder, environment, mistakes);
        var file = (BotsFile?)binder.Bind(typeof(BotsFile), root);
        if (file is not null && !binder.IsTooLarge)
        {
            new BotsFileChecks(binder.Places, mistakes).Run(file, folder);
        }

        return file is not null && mistakes.IsEmpty
            ? new BotsFileReading(file with { Path = fullPath }, [])
            : new BotsFileReading(null, mistakes.InOrder());
    }

    /// <summary>
    /// The data folder of a file, whatever else is in it: what is asked of the running host does not depend on mistakes that have come
    /// into the file since, or on variables that are set for the host only.
    /// </summary>
    /// <exception cref="FormatException">The file cannot be read, or its <c>data</c> is bad; the message has a line for each mistake.</exception>
    public static string DataFolderOf(string path, Func<string, string?> environment)
    {
        var mistakes = new MistakeList(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (ReadRoot(path, mistakes) is not MappingNode root)
        {
            throw mistakes.ToException();
        }

        var mistakesOfData = new MistakeList(path);
        var binder = new EntryBinder(folder, environment, mistakesOfData);
        return binder.BindSettings(typeof(DataKey), root, root.Place, SettingsKeys.Any) is DataKey key && mistakesOfData.IsEmpty
            ? Path.GetFullPath(key.Data, folder)
            : throw mistakesOfData.ToException();
    }

    private static Node? ReadRoot(string path, MistakeList mistakes)
    {
        if (Directory.Exists(path))
        {
            mistakes.Add($"this is a folder; give the path of a file, such as {Path.Combine(path, "bots.yaml")}");
            return null;
        }

        const string advice = "write one (docs/bots-yaml.md tells how) or give the path of another";
        if (YamlText.Read(path, mistakes, advice) is not { } text || YamlTree.Read(text, mistakes) is not { } root)
        {
            return null;
        }

        if (root is TextNode { IsNull: true })
        {
            mistakes.Add(new Place(1, 1), "the file is empty; it needs at least one bot (docs/bots-yaml.md tells how)");
            return null;
        }

        return root;
    }

    private sealed record DataKey(string Data = BotsFile.DefaultData);
}
