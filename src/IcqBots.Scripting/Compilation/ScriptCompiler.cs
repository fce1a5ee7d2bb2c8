using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IcqBots.Scripting.Running;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace IcqBots.Scripting.Compilation;

/// <summary>Compiles C# scripts whose globals are a <see cref="BotScript"/>. Thread-safe.</summary>
public sealed class ScriptCompiler
{
    private static readonly CSharpParseOptions _parseOptions = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    private static readonly EmitOptions _emitOptions = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    // CS1998: a handler that has nothing to await is fine. CS1701 and CS1702: a newer runtime than the one that the host was built for.
    private static readonly string[] _allowed = ["CS1998", "CS1701", "CS1702"];

    private readonly string _folder;
    private readonly bool _withGuard;
    private readonly Type _globals;

    /// <summary>A compiler for the scripts of a folder.</summary>
    /// <param name="folder">What the paths of scripts are relative to: the folder of bots.yaml.</param>
    public ScriptCompiler(string folder)
        : this(folder, withGuard: true)
    {
    }

    /// <summary>To measure what the guard costs, and for scripts with other globals.</summary>
    internal ScriptCompiler(string folder, bool withGuard, Type? globals = null) =>
        (_folder, _withGuard, _globals) = (Path.GetFullPath(folder), withGuard, globals ?? typeof(BotScript));

    /// <summary>A compiler for files of tests, whose globals are those of <see cref="Testing.ScriptTests"/>.</summary>
    public static ScriptCompiler ForTests(string folder) => new(folder, withGuard: true, typeof(Testing.ScriptTests));

    /// <summary>The namespaces that every script can use without a <c>using</c>.</summary>
    public static IReadOnlyList<string> Imports { get; } =
    [
        "System",
        "System.Collections.Generic",
        "System.IO",
        "System.Linq",
        "System.Net.Http",
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
            return Compile(path, File.ReadAllBytes(Path.GetFullPath(path, _folder)), cancellationToken);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or InvalidDataException or DecoderFallbackException)
        {
            throw new ScriptCompilationException([$"{path}: error: the script cannot be read: {exception.Message}"], [path]);
        }
    }

    /// <summary>Compiles a text as if it stood in a file.</summary>
    /// <param name="path">The path that mistakes and stack traces shall show; <c>#load</c> is relative to it.</param>
    /// <param name="text">The source.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ScriptCompilationException">The text does not compile.</exception>
    public ScriptImage CompileText(string path, string text, CancellationToken cancellationToken = default) =>
        Compile(path, Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>A text without a file, as it is typed.</summary>
    internal static SyntaxTree Parse(string text, string name) => CSharpSyntaxTree.ParseText(text, _parseOptions, name);

    /// <summary>
    /// Compiles a text that goes on where another one ended, as an assembly of a name of its own; a mere expression gives its value. Where the
    /// text has no code, but a using or a remark, there is no assembly.
    /// </summary>
    /// <exception cref="ScriptCompilationException">The text does not compile.</exception>
    internal (CSharpCompilation Compilation, byte[]? Assembly) CompileLine(string text, string name, CSharpCompilation? previous)
    {
        var tree = Parse(text, ScriptRepl.Name);
        if (tree.GetCompilationUnitRoot().GetReferenceDirectives() is [var reference, ..])
        {
            ThrowIfAny([Describe(reference.GetLocation(), "error", "#r is for scripts; a line can use what .NET and IcqBots have")], () => []);
        }

        var options = Options(new ScriptSources(_folder), new ScriptLibraries(_folder), ReportDiagnostic.Suppress);
        CSharpCompilation Line(SyntaxTree line) =>
            CSharpCompilation.CreateScriptCompilation(name, line, ScriptReferences.All, options, previous, typeof(object), _globals);

        var written = Line(tree);
        ThrowIfAny(Mistakes(written, written.GetDiagnostics()), () => []);
        var model = written.GetSemanticModel(written.SyntaxTrees[0]);
        ThrowIfAny(
            ScriptRules.Check(model, CancellationToken.None).Select(mistake => Describe(mistake.Where, "error", mistake.What)), () => []);

        var guarded = Line(CSharpSyntaxTree.ParseText(GuardWriter.Rewrite(model, CancellationToken.None), _parseOptions, ScriptRepl.Name));
        using var assembly = new MemoryStream();
        var result = guarded.Emit(assembly);
        ThrowIfAny(Mistakes(guarded, result.Diagnostics), () => []);

        // Roslyn refuses what has no code without saying why.
        return (guarded, result.Success ? assembly.ToArray() : null);
    }

    private ScriptImage Compile(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        var source = ScriptSources.Text(bytes);
        var (sources, libraries) = (new ScriptSources(_folder), new ScriptLibraries(_folder));
        var written = Compilation(path, source, sources, libraries, ReportDiagnostic.Error, cancellationToken);
        ThrowIfAny(WrongLibraries(written, libraries));
        ThrowIfAny(Mistakes(written, written.GetDiagnostics(cancellationToken)));

        // A script may load itself, which gives two trees of one file.
        var models = written.SyntaxTrees.DistinctBy(tree => tree.FilePath).Select(tree => written.GetSemanticModel(tree)).ToArray();
        ThrowIfAny(models
            .SelectMany(model => ScriptRules.Check(model, cancellationToken))
            .Select(mistake => Describe(mistake.Where, "error", mistake.What)));

        var guarded = _withGuard ? Guarded(path, models, sources, libraries, cancellationToken) : written;
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = guarded.Emit(assembly, symbols, options: _emitOptions, cancellationToken: cancellationToken);
        if (!result.Success)
        {
            // Roslyn refuses a script of comments only without saying why.
            ThrowIfAny(Mistakes(guarded, result.Diagnostics).Select(mistake => $"{mistake} (where the guard was put in)"));
            ThrowIfAny([$"{path}:1:1: error: the script has no code"]);
        }

        return new ScriptImage(
            _folder,
            [new ScriptFileHash(path, SHA256.HashData(bytes)), .. sources.Files],
            [.. libraries.Files],
            [.. models.SelectMany(model => ScriptSettingsTypes.Find(model, cancellationToken))],
            assembly.ToArray(),
            symbols.ToArray());

        void ThrowIfAny(IEnumerable<string> mistakes) =>
            ScriptCompiler.ThrowIfAny(mistakes, () => [path, .. sources.LookedFor, .. libraries.LookedFor]);
    }

    private CSharpCompilation Guarded(
        string path, SemanticModel[] models, ScriptSources sources, ScriptLibraries libraries, CancellationToken cancellationToken)
    {
        var texts = models.ToDictionary(model => model.SyntaxTree.FilePath, model => GuardWriter.Rewrite(model, cancellationToken));
        return Compilation(path, texts[path], sources.With(texts), libraries, ReportDiagnostic.Suppress, cancellationToken);
    }

    private CSharpCompilation Compilation(
        string path,
        SourceText source,
        ScriptSources sources,
        ScriptLibraries libraries,
        ReportDiagnostic warnings,
        CancellationToken cancellationToken) =>
        CSharpCompilation.CreateScriptCompilation(
            "IcqBots.Script",
            CSharpSyntaxTree.ParseText(source, _parseOptions, path, cancellationToken),
            ScriptReferences.All,
            Options(sources, libraries, warnings),
            globalsType: _globals);

    // Not optimized: the just-in-time compiler would inline methods and merge throws, and exceptions would name wrong lines.
    private static CSharpCompilationOptions Options(ScriptSources sources, ScriptLibraries libraries, ReportDiagnostic warnings) => new(
        OutputKind.DynamicallyLinkedLibrary,
        scriptClassName: LoadedScript.ClassName,
        usings: Imports,
        optimizationLevel: OptimizationLevel.Debug,
        nullableContextOptions: NullableContextOptions.Enable,
        generalDiagnosticOption: warnings,
        specificDiagnosticOptions: _allowed.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Suppress)),
        sourceReferenceResolver: sources,
        metadataReferenceResolver: libraries,
        deterministic: true);

    private static IEnumerable<string> WrongLibraries(CSharpCompilation compilation, ScriptLibraries libraries) =>
        from tree in compilation.SyntaxTrees
        from directive in tree.GetCompilationUnitRoot().GetReferenceDirectives()
        where !directive.File.IsMissing
        let mistake = libraries.Mistake(directive)
        where mistake is not null
        select Describe(directive.File.GetLocation(), "error", mistake);

    private static void ThrowIfAny(IEnumerable<string> mistakes, Func<IReadOnlyList<string>> files)
    {
        var all = mistakes.ToArray();
        if (all.Length > 0)
        {
            throw new ScriptCompilationException(all, files());
        }
    }

    private static IEnumerable<string> Mistakes(CSharpCompilation compilation, IEnumerable<Diagnostic> diagnostics) => diagnostics
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
        .OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
        .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
        .Select(diagnostic =>
            Describe(
                diagnostic.Location,
                $"error {diagnostic.Id}",
                diagnostic.GetMessage(CultureInfo.InvariantCulture) + CompilerAdvice.For(diagnostic, compilation)));

    private static string Describe(Location where, string kind, string what)
    {
        var place = where.GetMappedLineSpan();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{place.Path}:{place.StartLinePosition.Line + 1}:{place.StartLinePosition.Character + 1}: {kind}: {what}");
    }
}
