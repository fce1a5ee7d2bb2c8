using System.Globalization;
using System.Text;
using IcqBots.Scripting.Running;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace IcqBots.Scripting.Compilation;

/// <summary>Compiles C# scripts whose globals are a <see cref="BotScript"/>. Thread-safe.</summary>
/// <param name="folder">The folder that the paths of scripts are relative to: the one of bots.yaml.</param>
public sealed class ScriptCompiler(string folder)
{
    /// <summary>A compiler for files of tests.</summary>
    public static ScriptCompiler ForTests(string folder) => new(folder) { Globals = typeof(Testing.ScriptTests) };

    private Type Globals { get; init; } = typeof(BotScript);

    internal static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, _parseOptions, path);

    internal (CSharpCompilation Compilation, byte[] Image) CompileLine(string text, string name, CSharpCompilation? previous)
    {
        var compilation = CSharpCompilation.CreateScriptCompilation(
            name, Parse(text, name), ScriptReferences.All, Options().WithGeneralDiagnosticOption(ReportDiagnostic.Suppress), previous, typeof(object), typeof(BotScript));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        return result.Success
            ? (compilation, assembly.ToArray())
            : throw new ScriptCompilationException([.. result.Diagnostics.Where(each => each.Severity == DiagnosticSeverity.Error).Select(Describe)]);
    }

    private static readonly CSharpParseOptions _parseOptions = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    private static readonly EmitOptions _emitOptions = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    // CS1998: a handler that has nothing to await is fine. CS1701 and CS1702: a newer runtime than the one that the host was built for.
    private static readonly string[] _allowed = ["CS1998", "CS1701", "CS1702"];

    // Strict, so that a file in another encoding is a mistake and not a bot that writes replacement characters.
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _folder = Path.GetFullPath(folder);

    /// <summary>The namespaces that every script can use without a <c>using</c>.</summary>
    public static IReadOnlyList<string> Imports { get; } =
    [
        "System",
        "System.Collections.Generic",
        "System.Linq",
        "System.Text",
        "System.Threading",
        "System.Threading.Tasks",
        "Microsoft.Extensions.Logging",
        "IcqBots.Protocol",
        "IcqBots.Protocol.Messages",
        "IcqBots.Scripting",
        "IcqBots.Scripting.Testing",
    ];

    /// <summary>Compiles a file.</summary>
    /// <param name="path">The file, relative to the folder, as mistakes and stack traces shall show it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ScriptCompilationException">The file cannot be read or does not compile.</exception>
    public ScriptImage CompileFile(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            using var file = File.OpenRead(Path.GetFullPath(path, _folder));
            return Compile(path, SourceText.From(file, _utf8, throwIfBinaryDetected: true), cancellationToken);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or InvalidDataException or DecoderFallbackException)
        {
            throw new ScriptCompilationException([$"{path}: error: the script cannot be read: {exception.Message}"]);
        }
    }

    /// <summary>Compiles a text as if it stood in a file.</summary>
    /// <param name="path">The path that mistakes and stack traces shall show; <c>#load</c> is relative to it.</param>
    /// <param name="text">The source.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ScriptCompilationException">The text does not compile.</exception>
    public ScriptImage CompileText(string path, string text, CancellationToken cancellationToken = default) =>
        Compile(path, SourceText.From(text, _utf8), cancellationToken);

    private ScriptImage Compile(string path, SourceText source, CancellationToken cancellationToken)
    {
        var compilation = CSharpCompilation.CreateScriptCompilation(
            "IcqBots.Script",
            CSharpSyntaxTree.ParseText(source, _parseOptions, path, cancellationToken),
            ScriptReferences.All,
            Options(),
            globalsType: Globals);

        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(assembly, symbols, options: _emitOptions, cancellationToken: cancellationToken);
        if (result.Success)
        {
            return new ScriptImage(path, assembly.ToArray(), symbols.ToArray());
        }

        // Roslyn refuses a script of comments only without saying why.
        var mistakes = result.Diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .Select(Describe)
            .ToArray();
        throw new ScriptCompilationException(mistakes.Length > 0 ? mistakes : [$"{path}:1:1: error: the script has no code"]);
    }

    // Not optimized: the just-in-time compiler would inline methods and merge throws, and exceptions would name wrong lines.
    private CSharpCompilationOptions Options() => new(
        OutputKind.DynamicallyLinkedLibrary,
        scriptClassName: LoadedScript.ClassName,
        usings: Imports,
        optimizationLevel: OptimizationLevel.Debug,
        nullableContextOptions: NullableContextOptions.Enable,
        generalDiagnosticOption: ReportDiagnostic.Error,
        specificDiagnosticOptions: _allowed.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Suppress)),
        sourceReferenceResolver: new ScriptFileResolver(_folder),
        deterministic: true);

    private static string Describe(Diagnostic diagnostic)
    {
        var text = diagnostic.Id == "CS7099"
            ? "#r is not supported: scripts use the .NET base library and the IcqBots API; share code with #load"
            : diagnostic.GetMessage(CultureInfo.InvariantCulture);
        var place = diagnostic.Location.GetMappedLineSpan();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{place.Path}:{place.StartLinePosition.Line + 1}:{place.StartLinePosition.Character + 1}: error {diagnostic.Id}: {text}");
    }
}
