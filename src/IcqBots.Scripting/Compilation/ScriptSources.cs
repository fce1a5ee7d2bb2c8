using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using IcqBots.Scripting.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace IcqBots.Scripting.Compilation;

/// <summary>
/// Finds and reads the files that a script <c>#load</c>s, relative to the file that loads them, each once. Unlike Roslyn's own resolver it
/// leaves paths relative to the folder, so that mistakes and stack traces show them as people write them. The files that tell editors
/// what scripts can call are empty for it, whether they are there or not.
/// </summary>
internal sealed class ScriptSources(string folder) : SourceReferenceResolver
{
    // Strict, so that a file in another encoding is a mistake and not a bot that writes replacement characters.
    private static readonly UTF8Encoding _encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _folder = folder;
    private readonly ConcurrentDictionary<string, SourceText> _texts = [];
    private readonly ConcurrentDictionary<string, ScriptFileHash> _files = [];
    private readonly ConcurrentDictionary<string, bool> _lookedFor = [];

    /// <summary>The files that were read so far.</summary>
    public IReadOnlyCollection<ScriptFileHash> Files => [.. _files.Values.OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <summary>The same files, and those that are not there.</summary>
    public IReadOnlyCollection<string> LookedFor => [.. _lookedFor.Keys.Order(StringComparer.Ordinal)];

    public override string? ResolveReference(string path, string? baseFilePath)
    {
        var (shown, full) = Resolve(_folder, path, baseFilePath);
        if (EditorGlobals.IsGlobals(shown))
        {
            return shown;
        }

        _lookedFor.TryAdd(shown, true);
        return File.Exists(full) ? shown : null;
    }

    public override string? NormalizePath(string path, string? baseFilePath) => path;

    public override Stream OpenRead(string resolvedPath) => File.OpenRead(Path.GetFullPath(resolvedPath, _folder));

    public override SourceText ReadText(string resolvedPath) =>
        EditorGlobals.IsGlobals(resolvedPath) ? Text([]) : _texts.GetOrAdd(resolvedPath, Read);

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => _folder.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text of a file.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    /// <exception cref="DecoderFallbackException">It is not in UTF-8.</exception>
    public static SourceText Text(byte[] bytes) =>
        SourceText.From(bytes, bytes.Length, _encoding, SourceHashAlgorithm.Sha256, throwIfBinaryDetected: true);

    /// <summary>One spelling for a file, because Roslyn takes two spellings for two files and would load it twice.</summary>
    public static (string Shown, string Full) Resolve(string folder, string path, string? baseFilePath)
    {
        // No file is called so, and no path may hold it.
        var combined = Path.Combine(Path.GetDirectoryName(baseFilePath) ?? "", path.Replace('\0', '\uFFFD'));
        var full = Path.GetFullPath(combined, folder);
        return (Path.IsPathRooted(combined) ? full : Path.GetRelativePath(folder, full).Replace('\\', '/'), full);
    }

    /// <summary>The same files with other texts.</summary>
    public ScriptSources With(IEnumerable<KeyValuePair<string, SourceText>> texts)
    {
        var sources = new ScriptSources(_folder);
        foreach (var (path, text) in texts)
        {
            sources._texts[path] = text;
        }

        return sources;
    }

    private SourceText Read(string path)
    {
        var bytes = File.ReadAllBytes(Path.GetFullPath(path, _folder));
        _files[path] = new ScriptFileHash(path, SHA256.HashData(bytes));
        return Text(bytes);
    }
}
