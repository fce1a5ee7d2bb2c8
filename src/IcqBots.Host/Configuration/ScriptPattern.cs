using System.IO.Enumeration;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Editing;

namespace IcqBots.Host.Configuration;

/// <summary>
/// An item of a bot's <c>scripts</c>: a file, a folder (every script in it, not below), or a pattern with * and ? in the name of the
/// file. Patterns and folders pass over tests (<c>*.tests.csx</c>), the globals of editors, and names that begin with _ or a dot.
/// </summary>
public sealed class ScriptPattern
{
    private const string Extension = ".csx";
    private const string TestExtension = ".tests.csx";

    private static readonly char[] _wildcards = ['*', '?'];
    private static readonly EnumerationOptions _anyFile = new() { AttributesToSkip = FileAttributes.Directory };

    private readonly string _base;
    private readonly string _name;

    private ScriptPattern(string text, string path, string baseFolder)
    {
        Text = text;
        Folder = Path.GetDirectoryName(path) ?? path;
        _name = Path.GetFileName(path);
        _base = baseFolder;
    }

    /// <summary>As bots.yaml has it.</summary>
    public string Text { get; }

    /// <summary>The absolute path of the folder that holds the files; new ones can only come there.</summary>
    public string Folder { get; }

    /// <summary>The files that are there now, by name.</summary>
    public IReadOnlyList<ScriptFile> Files()
    {
        if (!HasWildcard(_name))
        {
            return File.Exists(Path.Combine(Folder, _name)) ? [FileOf(_name)] : [];
        }

        try
        {
            return [.. Directory.EnumerateFiles(Folder, "*", _anyFile).Select(path => Path.GetFileName(path)).Where(Matches)
                .Order(StringComparer.Ordinal).Select(FileOf)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>True when a file at this absolute path is one of those that are meant, or would be if it were there.</summary>
    public bool Matches(FileInfo file) =>
        file.DirectoryName == Folder && (HasWildcard(_name) ? Matches(file.Name) : file.Name == _name);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Reads an item of <c>scripts</c>.</summary>
    /// <exception cref="FormatException">It names a file or a folder that does not exist, or is no pattern that works.</exception>
    internal static ScriptPattern Parse(string text, string folder)
    {
        var path = Path.GetFullPath(text, folder);
        if (Directory.Exists(path))
        {
            return new ScriptPattern(text, Path.Combine(path, "*" + Extension), folder);
        }

        var pattern = new ScriptPattern(text, path, folder);
        if (HasWildcard(pattern.Folder))
        {
            throw new FormatException("only the name of the file may have * or ?; give each folder an item of its own");
        }

        if (!Directory.Exists(pattern.Folder))
        {
            throw new FormatException($"the folder {pattern.Folder} does not exist");
        }

        if (HasWildcard(pattern._name))
        {
            return pattern._name.EndsWith(Extension, StringComparison.Ordinal)
                ? pattern
                : throw new FormatException($"a pattern ends with {Extension}, since only such files are scripts");
        }

        return File.Exists(path) ? pattern : throw new FormatException($"{path} does not exist{pattern.Suggestion()}");
    }

    private bool Matches(string name) =>
        FileSystemName.MatchesSimpleExpression(_name, name, ignoreCase: false)
        && !name.StartsWith('.')
        && (!name.StartsWith('_') || _name.StartsWith('_'))
        && !name.EndsWith(TestExtension, StringComparison.Ordinal)
        && !EditorGlobals.IsGlobals(name);

    private ScriptFile FileOf(string name)
    {
        var path = Path.Combine(Folder, name);
        return new ScriptFile(Path.IsPathRooted(Text) ? path : Path.GetRelativePath(_base, path).Replace('\\', '/'), path);
    }

    private string Suggestion() =>
        Spelling.Nearest(_name, Directory.EnumerateFiles(Folder, "*" + Extension).Select(path => Path.GetFileName(path))) is { } meant
            ? $"; did you mean \"{FileOf(meant).Name}\"?"
            : "";

    private static bool HasWildcard(string text) => text.IndexOfAny(_wildcards) >= 0;
}

/// <summary>A script of a bot.</summary>
/// <param name="Name">
/// The path relative to the folder of bots.yaml with / between its parts, for people to read; an absolute path where bots.yaml has one.
/// </param>
/// <param name="Path">The absolute path.</param>
public sealed record ScriptFile(string Name, string Path);
