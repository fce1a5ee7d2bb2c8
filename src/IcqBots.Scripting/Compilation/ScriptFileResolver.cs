using Microsoft.CodeAnalysis;

namespace IcqBots.Scripting.Compilation;

/// <summary>
/// Finds the files that scripts <c>#load</c>, relative to the file that loads them. Unlike Roslyn's own resolver it leaves
/// paths relative to the folder, so that mistakes and stack traces show them as people write them.
/// </summary>
internal sealed class ScriptFileResolver(string folder) : SourceReferenceResolver
{
    private readonly string _folder = folder;

    public override string? ResolveReference(string path, string? baseFilePath)
    {
        var combined = Path.Combine(Path.GetDirectoryName(baseFilePath) ?? "", path);
        var full = Path.GetFullPath(combined, _folder);
        if (!File.Exists(full))
        {
            return null;
        }

        // One spelling for a file, because Roslyn takes two spellings for two files and would load it twice.
        return Path.IsPathRooted(combined) ? full : Path.GetRelativePath(_folder, full).Replace('\\', '/');
    }

    public override string? NormalizePath(string path, string? baseFilePath) => path;

    public override Stream OpenRead(string resolvedPath) => File.OpenRead(Path.GetFullPath(resolvedPath, _folder));

    public override bool Equals(object? other) => other is ScriptFileResolver resolver && resolver._folder == _folder;

    public override int GetHashCode() => _folder.GetHashCode(StringComparison.Ordinal);
}
