using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IcqBots.Scripting.Compilation;

/// <summary>What helps with mistakes of which the compiler's text tells script authors too little.</summary>
internal static class CompilerAdvice
{
    /// <summary>To be put behind the compiler's text; empty where that says it all.</summary>
    public static string For(Diagnostic diagnostic, CSharpCompilation compilation)
    {
        if (diagnostic.Location.SourceTree is not { } tree)
        {
            return "";
        }

        var node = tree.GetRoot().FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        return diagnostic.Id switch
        {
            "CS1593" when CalledName(node) == nameof(BotScript.OnCommand) =>
                "; a command has at most four arguments, and the handler names their types: async (IncomingMessage message, int sides) => ...",
            "CS1643" => "; write async before its parameters: async message => ...",
            "CS0103" or "CS1061" or "CS0117" when Meant(node, compilation.GetSemanticModel(tree)) is { } meant => $"; did you mean {meant}?",
            _ => "",
        };
    }

    private static string? CalledName(SyntaxNode node) =>
        (node.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.Expression as SimpleNameSyntax)?.Identifier.ValueText;

    private static string? Meant(SyntaxNode node, SemanticModel model)
    {
        if ((node as SimpleNameSyntax ?? (node as MemberBindingExpressionSyntax)?.Name) is not { } name)
        {
            return null;
        }

        var owner = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access.Expression,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => null,
        };
        var type = owner is null ? null : model.GetTypeInfo(owner).Type ?? model.GetSymbolInfo(owner).Symbol as ITypeSymbol;
        var known = model.LookupSymbols(name.SpanStart, type, includeReducedExtensionMethods: true)
            .Where(symbol => symbol.CanBeReferencedByName)
            .Select(symbol => symbol.Name)
            .Distinct();
        return owner is not null && type is null ? null : Spelling.Nearest(name.Identifier.ValueText, known);
    }
}
