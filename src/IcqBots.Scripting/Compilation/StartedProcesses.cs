using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IcqBots.Scripting.Compilation;

/// <summary>Tells the processes that a script has plainly started itself from those that may be the host.</summary>
internal static class StartedProcesses
{
    /// <summary>Whether a method of a process is called on one that the script has started.</summary>
    public static bool HasStarted(SemanticModel model, IdentifierNameSyntax method) =>
        IsStarted(
            model,
            method.Parent switch
            {
                MemberAccessExpressionSyntax access when access.Name == method => access.Expression,
                MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
                _ => null,
            },
            isVariable: true);

    private static bool IsStarted(SemanticModel model, ExpressionSyntax? value, bool isVariable = false) => value switch
    {
        ParenthesizedExpressionSyntax inner => IsStarted(model, inner.Expression, isVariable),
        PostfixUnaryExpressionSyntax inner => IsStarted(model, inner.Operand, isVariable),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either =>
            IsStarted(model, either.Left) && (either.Right is ThrowExpressionSyntax || IsStarted(model, either.Right)),
        LiteralExpressionSyntax => true,
        InvocationExpressionSyntax => model.GetSymbolInfo(value).Symbol is IMethodSymbol { Name: "Start" } start && IsProcess(start.ContainingType),
        BaseObjectCreationExpressionSyntax => IsProcess(model.GetTypeInfo(value).Type),
        IdentifierNameSyntax or MemberAccessExpressionSyntax when isVariable =>
            model.GetSymbolInfo(value).Symbol is { } variable and (ILocalSymbol or IFieldSymbol) && HoldsStarted(model.Compilation, variable),
        _ => false,
    };

    private static bool IsProcess(ITypeSymbol? type) => type?.ToDisplayString() == "System.Diagnostics.Process";

    /// <summary>Whether a variable gets nothing else, in all files and in the lines before this one.</summary>
    private static bool HoldsStarted(Microsoft.CodeAnalysis.Compilation? compilation, ISymbol variable)
    {
        for (; compilation is not null; compilation = compilation.ScriptCompilationInfo?.PreviousScriptCompilation)
        {
            foreach (var model in compilation.SyntaxTrees.Select(tree => compilation.GetSemanticModel(tree)))
            {
                if (model.SyntaxTree.GetRoot().DescendantNodes().Any(node => IsOther(model, node, variable)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Whether a variable gets something else here.</summary>
    private static bool IsOther(SemanticModel model, SyntaxNode node, ISymbol variable)
    {
        if (node is IdentifierNameSyntax name && name.Identifier.ValueText == variable.Name && Is(model.GetSymbolInfo(name).Symbol))
        {
            SyntaxNode whole = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            return whole.Parent switch
            {
                AssignmentExpressionSyntax assignment when assignment.Left == whole => !IsStarted(model, assignment.Right),
                ArgumentSyntax { RefKindKeyword.RawKind: not 0 } or RefExpressionSyntax => true,
                ArgumentSyntax { Parent: TupleExpressionSyntax tuple } => tuple.Parent is not EqualsValueClauseSyntax,
                _ => false,
            };
        }

        return node switch
        {
            VariableDeclaratorSyntax { Initializer: { } initializer } => Declares() && !IsStarted(model, initializer.Value),
            ForEachStatementSyntax or SingleVariableDesignationSyntax { Parent: not RecursivePatternSyntax } => Declares(),
            SingleVariableDesignationSyntax { Parent.Parent: IsPatternExpressionSyntax test } => Declares() && !IsStarted(model, test.Expression),
            SingleVariableDesignationSyntax => Declares(),
            _ => false,
        };

        bool Declares() => Is(model.GetDeclaredSymbol(node));

        bool Is(ISymbol? symbol) => SymbolEqualityComparer.Default.Equals(symbol, variable);
    }
}
