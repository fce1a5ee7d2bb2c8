using System.Globalization;
using IcqBots.Scripting.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.QuickInfo;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;

namespace IcqBots.Scripting.Tests.Editing;

/// <summary>
/// A folder with the files that <c>icqbots init</c> writes for editors, and scripts that are opened in it the way OmniSharp opens them: as
/// submissions without host globals, references and usings from icqbots.rsp, the rest of .NET beside them, and <c>#load</c> resolved.
/// </summary>
public sealed class EditorFolder : IDisposable
{
    /// <summary>The assemblies of .NET, which editors find by themselves.</summary>
    private static readonly MetadataReference[] _dotNet =
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");
    private readonly AdhocWorkspace _workspace = new();

    public EditorFolder()
    {
        Write("icqbots.rsp", EditorResponseFile.Write());
        Write(EditorGlobals.FileName, EditorGlobals.WriteForScripts());
        Write(EditorGlobals.TestsFileName, EditorGlobals.WriteForTests());
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The errors that an editor would underline, in the file and in those that it loads.</summary>
    public async Task<IReadOnlyList<string>> ErrorsAsync(string text)
    {
        var compilation = await Open(text).Project.GetCompilationAsync();
        return
        [
            .. compilation!.GetDiagnostics()
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Select(diagnostic => diagnostic.ToString()),
        ];
    }

    /// <summary>What is offered at the place of the | in a text, as far as it begins with what stands before that.</summary>
    public async Task<IReadOnlyList<string>> CompleteAsync(string marked)
    {
        var (document, place) = OpenMarked(marked);
        var service = CompletionService.GetService(document)!;
        var offered = await service.GetCompletionsAsync(document, place);
        var text = await document.GetTextAsync();
        var begun = text.ToString(TextSpan.FromBounds(offered.Span.Start, place));
        return [.. offered.ItemsList.Select(item => item.DisplayText).Where(item => item.StartsWith(begun, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>What is shown when the mouse rests on the place of the |.</summary>
    public async Task<string> QuickInfoAsync(string marked)
    {
        var (document, place) = OpenMarked(marked);
        var info = await QuickInfoService.GetService(document)!.GetQuickInfoAsync(document, place);
        return string.Join('\n', info!.Sections.Select(section => section.Text));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private (Document Document, int Place) OpenMarked(string marked) =>
        (Open(marked.Replace("|", "", StringComparison.Ordinal)), marked.IndexOf('|', StringComparison.Ordinal));

    private Document Open(string text)
    {
        string[] arguments = [$"@{Path.Combine(_folder.FullName, "icqbots.rsp")}"];
        var options = CSharpCommandLineParser.Script.Parse(arguments, _folder.FullName, sdkDirectory: null);
        Assert.Empty(options.Errors.Select(error => error.GetMessage(CultureInfo.InvariantCulture)));
        var resolver = ScriptMetadataResolver.Default.WithBaseDirectory(_folder.FullName);
        var path = Path.Combine(_folder.FullName, "script.csx");
        var id = ProjectId.CreateNewId();
        var project = ProjectInfo.Create(
            id,
            VersionStamp.Create(),
            "script.csx",
            "script.csx.dll",
            LanguageNames.CSharp,
            filePath: path,
            compilationOptions: new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                usings: options.CompilationOptions.Usings,
                metadataReferenceResolver: resolver,
                sourceReferenceResolver: ScriptSourceResolver.Default),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script),
            documents:
            [
                DocumentInfo.Create(
                    DocumentId.CreateNewId(id),
                    "script.csx",
                    sourceCodeKind: SourceCodeKind.Script,
                    loader: TextLoader.From(TextAndVersion.Create(SourceText.From(text), VersionStamp.Create(), path)),
                    filePath: path),
            ],
            metadataReferences: [.. options.ResolveMetadataReferences(resolver), .. _dotNet],
            isSubmission: true);

        // Another script of the same path would be taken for the same one in another project.
        _workspace.ClearSolution();
        return _workspace.AddProject(project).Documents.Single();
    }
}
