using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IcqBots.Scripting.Compilation;

/// <summary>Finds the calls of <c>Settings&lt;T&gt;()</c> in a file, so that settings can be checked without running the script.</summary>
internal static class ScriptSettingsTypes
{
    public static IEnumerable<ScriptSettingsType> Find(SemanticModel model, CancellationToken cancellationToken) =>
        from name in model.SyntaxTree.GetRoot(cancellationToken).DescendantNodes().OfType<GenericNameSyntax>()
        where name.Identifier.ValueText == "Settings"
        let method = model.GetSymbolInfo(name, cancellationToken).Symbol as IMethodSymbol
        where method is { ContainingType.Name: nameof(BotScript), TypeArguments: [INamedTypeSymbol or IArrayTypeSymbol] }
        let start = name.GetLocation().GetLineSpan()
        let place = string.Create(
            CultureInfo.InvariantCulture, $"{start.Path}:{start.StartLinePosition.Line + 1}:{start.StartLinePosition.Character + 1}")
        select new ScriptSettingsType(Name(method.TypeArguments[0]), place);

    private static string Name(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            var element = Name(array.ElementType);
            var end = element.LastIndexOf(", ", StringComparison.Ordinal);
            return $"{element[..end]}[{new string(',', array.Rank - 1)}]{element[end..]}";
        }

        var arguments = new List<ITypeSymbol>();
        var name = NameWithoutAssembly((INamedTypeSymbol)type, arguments);
        var inBrackets = arguments.Count == 0 ? "" : $"[{string.Join(',', arguments.Select(argument => $"[{Name(argument)}]"))}]";
        return $"{name}{inBrackets}, {type.ContainingAssembly.Name}";
    }

    private static string NameWithoutAssembly(INamedTypeSymbol type, List<ITypeSymbol> arguments)
    {
        var outer = type.ContainingType is { } container ? NameWithoutAssembly(container, arguments) + "+"
            : type.ContainingNamespace.IsGlobalNamespace ? ""
            : type.ContainingNamespace.ToDisplayString() + ".";
        arguments.AddRange(type.TypeArguments);
        return outer + type.MetadataName;
    }
}
