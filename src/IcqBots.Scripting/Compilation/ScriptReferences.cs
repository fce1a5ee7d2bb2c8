using IcqBots.Protocol;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace IcqBots.Scripting.Compilation;

/// <summary>
/// What all scripts are compiled against. One set for the process, because Roslyn keeps the metadata of every reference object apart.
/// </summary>
internal static class ScriptReferences
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> _all =
        new(() => [.. ScriptAssemblies.Paths.Values.Select(path => MetadataReference.CreateFromFile(path))]);

    public static IReadOnlyList<MetadataReference> All => _all.Value;

    /// <summary>The paths of the assemblies that are no part of .NET.</summary>
    public static IEnumerable<string> OwnPaths => new[] { typeof(BotScript), typeof(Uin), typeof(ILogger) }.Select(type => type.Assembly.Location);
}
