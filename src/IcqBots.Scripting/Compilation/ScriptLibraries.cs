using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IcqBots.Scripting.Compilation;

/// <summary>Finds and reads the libraries that a script takes in with <c>#r</c>, relative to the file that names them.</summary>
internal sealed class ScriptLibraries(string folder) : MetadataReferenceResolver
{
    private readonly string _folder = folder;
    private readonly Dictionary<string, (ScriptFileHash File, ImmutableArray<PortableExecutableReference> References)> _libraries = [];
    private readonly HashSet<string> _lookedFor = [];

    /// <summary>The libraries that were read so far.</summary>
    public IReadOnlyCollection<ScriptFileHash> Files
    {
        get
        {
            lock (_libraries)
            {
                return [.. _libraries.Values.Select(library => library.File).OrderBy(file => file.Path, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>The same files, and those that are not there, or are no libraries.</summary>
    public IReadOnlyCollection<string> LookedFor
    {
        get
        {
            lock (_libraries)
            {
                return [.. _lookedFor.Order(StringComparer.Ordinal)];
            }
        }
    }

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var (shown, full) = ScriptSources.Resolve(_folder, reference, baseFilePath);
        lock (_libraries)
        {
            _lookedFor.Add(shown);
            if (!_libraries.TryGetValue(shown, out var library))
            {
                if (Read(full) is not { } bytes)
                {
                    return [];
                }

                // From memory, so that the file is not locked.
                var metadata = MetadataReference.CreateFromImage(bytes, properties, filePath: full);
                library = (new ScriptFileHash(shown, SHA256.HashData(bytes)), [metadata]);
                _libraries.Add(shown, library);
            }

            return library.References;
        }
    }

    /// <summary>What is wrong with a directive, with what to do instead; null: it is right.</summary>
    public string? Mistake(ReferenceDirectiveTriviaSyntax directive)
    {
        var name = directive.File.ValueText;
        if (name.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
        {
            return "packages are not downloaded: unpack the package yourself, put its .dll files beside the scripts and write "
                + "#r \"lib/name.dll\", or share code with #load";
        }

        if (ScriptAssemblies.Paths.ContainsKey(name) || ScriptAssemblies.Paths.ContainsKey(Path.GetFileNameWithoutExtension(name)))
        {
            return $"{name} is there already: scripts use the .NET base library and the IcqBots API without #r";
        }

        var (shown, full) = ScriptSources.Resolve(_folder, name, directive.SyntaxTree.FilePath);
        lock (_libraries)
        {
            _lookedFor.Add(shown);
        }

        if (!File.Exists(full))
        {
            return $"there is no file {name}, which is looked for relative to this file: {full}";
        }

        return Read(full) is null ? $"{name} is no .NET library, or cannot be read" : null;
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => _folder.GetHashCode(StringComparison.Ordinal);

    private static byte[]? Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            using var reader = new PEReader(ImmutableArray.Create(bytes));
            return reader.HasMetadata && reader.GetMetadataReader().IsAssembly ? bytes : null;
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or BadImageFormatException or ArgumentException)
        {
            return null;
        }
    }
}
