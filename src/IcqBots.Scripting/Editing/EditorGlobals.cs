using System.Text;
using System.Xml.Linq;
using IcqBots.Scripting.Compilation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IcqBots.Scripting.Editing;

/// <summary>
/// Makes the file that tells editors what scripts can call. Editors know nothing of a host's globals; they read this file because scripts
/// <c>#load</c> it, and the host takes it for empty.
/// </summary>
public static class EditorGlobals
{
    /// <summary>The file's name, by which the host knows it.</summary>
    public const string FileName = "icqbots.globals.csx";

    private static readonly SymbolDisplayFormat _format = new(
        SymbolDisplayGlobalNamespaceStyle.Included,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeModifiers,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The text of the file: a declaration for each member of a class of globals, with its documentation.</summary>
    /// <param name="globals">The class: <see cref="BotScript"/> for scripts, <see cref="Testing.ScriptTests"/> for tests.</param>
    public static string Write(Type globals)
    {
        var compilation = CSharpCompilation.Create("globals", references: ScriptReferences.All);
        var text = new StringBuilder(
            """
            // Written by icqbots init, for editors: what scripts can call. The host takes this file for empty.
            #nullable enable

            """);
        var summaries = Summaries(Path.ChangeExtension(globals.Assembly.Location, ".xml"));
        for (var type = compilation.GetTypeByMetadataName(globals.FullName!); type is { SpecialType: not SpecialType.System_Object }; type = type.BaseType)
        {
            foreach (var member in type.GetMembers().Where(member => member is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsOverride: false }))
            {
                if (member is IPropertySymbol { IsIndexer: false } or IMethodSymbol { MethodKind: MethodKind.Ordinary })
                {
                    Append(text, member, summaries);
                }
            }
        }

        return text.ToString();
    }

    /// <summary>What the documentation beside the assembly says, by the ids of members; nothing where there is none.</summary>
    private static Dictionary<string, string> Summaries(string path) => !File.Exists(path) ? [] : XDocument.Load(path)
        .Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(
            member => (string)member.Attribute("name")!,
            member => string.Join(' ', string.Concat(member.Element("summary")!.Nodes()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static void Append(StringBuilder text, ISymbol member, Dictionary<string, string> summaries)
    {
        if (summaries.TryGetValue(member.GetDocumentationCommentId() ?? "", out var summary))
        {
            text.AppendLine(null).Append("/// <summary>").Append(summary).AppendLine("</summary>");
        }

        text.Append(member.ToDisplayString(_format)).AppendLine(" => throw null!;");
    }
}
