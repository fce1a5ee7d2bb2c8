using Microsoft.CodeAnalysis;

namespace IcqBots.Scripting.Compilation;

/// <summary>
/// What all scripts are compiled against. One set for the process, because Roslyn keeps the metadata of every reference object apart.
/// </summary>
internal static class ScriptReferences
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> _all =
        new(() => [.. ScriptAssemblies.Paths.Values.Select(path => MetadataReference.CreateFromFile(path))]);

    public static IReadOnlyList<MetadataReference> All => _all.Value;
}
