using System.Text;
using System.Xml.Linq;
using IcqBots.Scripting.Compilation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IcqBots.Scripting.Editing;

/// <summary>
/// Makes the files that tell editors what scripts, and tests of scripts, can call. Editors know nothing of a host's globals; they read these
/// files because scripts <c>#load</c> them, and the host takes them for empty.
/// </summary>
public static class EditorGlobals
{
    /// <summary>The name of the file for scripts, by which the host knows it.</summary>
    public const string FileName = "icqbots.globals.csx";

    /// <summary>The name of the file for tests of scripts.</summary>
    public const string TestsFileName = "icqbots.tests.globals.csx";

    private static readonly SymbolDisplayFormat _signature = new(
        SymbolDisplayGlobalNamespaceStyle.Included,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters,
        SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeModifiers,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The value of an enum that a parameter has by default is a member, too.</summary>
    private static readonly SymbolDisplayFormat _parameter = _signature.AddMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType);

    private static readonly SymbolDisplayFormat _constrained = _signature.AddGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    /// <summary>The text of the file for scripts.</summary>
    public static string WriteForScripts() => Write(typeof(BotScript));

    /// <summary>The text of the file for tests of scripts.</summary>
    public static string WriteForTests() => Write(typeof(Testing.ScriptTests));

    /// <summary>True for the path of one of these files, wherever it is.</summary>
    public static bool IsGlobals(string path) => Path.GetFileName(path) is FileName or TestsFileName;

    /// <summary>A declaration for each member of a class of globals, with its summary.</summary>
    private static string Write(Type globals)
    {
        var compilation = CSharpCompilation.Create("globals", references: ScriptReferences.All);
        var summaries = Summaries(Path.ChangeExtension(globals.Assembly.Location, ".xml"));
        var text = new StringBuilder(
            "// Written by icqbots init, for editors: what scripts can call. The host takes this file for empty.\n#nullable enable\n");
        for (var type = compilation.GetTypeByMetadataName(globals.FullName!); type is { SpecialType: not SpecialType.System_Object }; type = type.BaseType)
        {
            foreach (var member in type.GetMembers().Where(IsGlobal))
            {
                text.Append('\n');
                if (summaries.TryGetValue(member.GetDocumentationCommentId() ?? "", out var summary))
                {
                    text.Append($"/// <summary>{summary}</summary>\n");
                }

                text.Append(Declaration(member)).Append(" => throw null!;\n");
            }
        }

        return text.ToString();
    }

    private static bool IsGlobal(ISymbol member) =>
        member is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsOverride: false }
            and (IPropertySymbol { IsIndexer: false } or IMethodSymbol { MethodKind: MethodKind.Ordinary });

    private static string Declaration(ISymbol member)
    {
        var signature = member.ToDisplayString(_signature);
        if (member is not IMethodSymbol method)
        {
            return signature;
        }

        var parameters = method.Parameters.Where(parameter => !IsForCompiler(parameter))
            .Select(parameter => parameter.ToDisplayString(_parameter));
        return $"{signature}({string.Join(", ", parameters)}){member.ToDisplayString(_constrained)[signature.Length..]}";
    }

    /// <summary>True for what the compiler fills in at each call, which nobody writes.</summary>
    private static bool IsForCompiler(IParameterSymbol parameter) =>
        parameter.GetAttributes().Any(attribute => attribute.AttributeClass?.Name.StartsWith("Caller", StringComparison.Ordinal) == true);

    /// <summary>What the documentation beside the assembly says, by the ids of members; nothing where there is none.</summary>
    private static Dictionary<string, string> Summaries(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var members = XDocument.Load(path).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);
        return members
            .Select(each => (Id: each.Key, Summary: SummaryOf(each.Value)
                ?? SummaryOf(members.GetValueOrDefault((string?)each.Value.Element("inheritdoc")?.Attribute("cref") ?? ""))))
            .Where(each => each.Summary is not null)
            .ToDictionary(each => each.Id, each => each.Summary!);
    }

    private static string? SummaryOf(XElement? member) => member?.Element("summary") is { } summary
        ? string.Join(' ', string.Concat(summary.Nodes()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        : null;
}
