using IcqBots.Protocol;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace IcqBots.Scripting.Compilation;

/// <summary>
/// What scripts are compiled against: the .NET base library, this assembly, the protocol and the log, and nothing else. One set for
/// the process, because Roslyn keeps the metadata of every reference object apart.
/// </summary>
internal static class ScriptReferences
{
    // An application that carries its own runtime has its other libraries in the same folder.
    private static readonly string[] _baseLibraryPrefixes =
        ["System.", "mscorlib.", "netstandard.", "Microsoft.CSharp.", "Microsoft.VisualBasic.", "Microsoft.Win32.", "WindowsBase."];

    private static readonly Lazy<IReadOnlyList<MetadataReference>> _all =
        new(() => [.. Paths().Select(path => MetadataReference.CreateFromFile(path))]);

    public static IReadOnlyList<MetadataReference> All => _all.Value;

    /// <summary>The assemblies that are no part of .NET.</summary>
    public static IEnumerable<string> OwnPaths => new[] { typeof(BotScript), typeof(Uin), typeof(ILogger) }.Select(type => type.Assembly.Location);

    private static IEnumerable<string> Paths()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location);
        if (string.IsNullOrEmpty(runtime))
        {
            throw new NotSupportedException("Scripts need the assembly files of the host: do not publish it as a single file.");
        }

        // The runtime's own list of managed files: its folder holds native ones too.
        var platform = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        return platform
            .Where(path => Path.GetDirectoryName(path) == runtime)
            .Where(path => _baseLibraryPrefixes.Any(prefix => Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal)))
            .Concat(new[] { typeof(BotScript), typeof(Uin), typeof(ILogger) }.Select(type => type.Assembly.Location));
    }
}
