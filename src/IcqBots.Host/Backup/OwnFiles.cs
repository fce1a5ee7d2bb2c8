using IcqBots.Host.Configuration;

namespace IcqBots.Host.Backup;

/// <summary>What goes into a backup besides the databases; people unpack it by hand.</summary>
internal static class OwnFiles
{
    private static readonly EnumerationOptions _below = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    /// <summary>
    /// bots.yaml, its scripts with what is in their folders, and the files that bots have received: the names in the archive, and where they are.
    /// </summary>
    /// <param name="botsYaml">The path of bots.yaml.</param>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="file">What is in bots.yaml; null where it cannot be read, and no scripts are known.</param>
    public static IReadOnlyList<(string Name, string Path)> Find(string botsYaml, string dataFolder, BotsFile? file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(botsYaml))!;
        var scripts = file?.Bots.SelectMany(bot => bot.ScriptFiles()).Select(script => Path.GetFullPath(script.Path, folder)).ToList() ?? [];

        // What scripts load or read is beside them, or below. The folder of bots.yaml itself may hold anything else, too.
        var folders = scripts.Select(script => Path.GetDirectoryName(script)!).Where(each => IsBelow(each, folder)).Distinct();
        var received = Path.Combine(dataFolder, "files");
        return
        [
            .. new[] { Path.GetFullPath(botsYaml) }
                .Concat(scripts.Where(script => IsBelow(script, folder)))
                .Concat(folders.SelectMany(FilesBelow).Where(path => !IsBelow(path, dataFolder)))
                .Distinct()
                .Select(path => (Slashes(Path.GetRelativePath(folder, path)), path)),
            .. FilesBelow(received).Select(path => ($"files/{Slashes(Path.GetRelativePath(received, path))}", path)),
        ];
    }

    private static IEnumerable<string> FilesBelow(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", _below) : [];

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Slashes(string path) => path.Replace(Path.DirectorySeparatorChar, '/');
}
