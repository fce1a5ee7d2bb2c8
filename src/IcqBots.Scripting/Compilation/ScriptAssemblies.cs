using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Scripting.Compilation;

/// <summary>
/// The assemblies of the host that scripts may use: the .NET base library, this assembly, the protocol and the log, and nothing else.
/// </summary>
internal static class ScriptAssemblies
{
    // An application that carries its own runtime has its other libraries in the same folder.
    private static readonly string[] _baseLibraryPrefixes =
        ["System.", "mscorlib.", "netstandard.", "Microsoft.CSharp.", "Microsoft.VisualBasic.", "Microsoft.Win32.", "WindowsBase."];

    private static readonly Lazy<IReadOnlyDictionary<string, string>> _paths =
        new(() => Find().Distinct().ToDictionary(path => Path.GetFileNameWithoutExtension(path)!, StringComparer.OrdinalIgnoreCase));

    /// <summary>The files by the assemblies' names.</summary>
    public static IReadOnlyDictionary<string, string> Paths => _paths.Value;

    private static IEnumerable<string> Find()
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
