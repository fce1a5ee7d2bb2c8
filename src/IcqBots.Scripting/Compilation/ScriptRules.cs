using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IcqBots.Scripting.Compilation;

/// <summary>What compiles, and would harm the host: finds it in a file, with what to do instead.</summary>
internal sealed class ScriptRules : CSharpSyntaxWalker
{
    private const string AsyncVoid =
        "async void: nobody could wait for it, or see it fail. Make it return Task, or hand it to something that takes a Func<Task>";

    private const string EndsAll = "would end all bots. Return from the handler, or throw an exception";

    private readonly SemanticModel _model;
    private readonly List<(Location Where, string What)> _mistakes = [];

    private ScriptRules(SemanticModel model) => _model = model;

    /// <summary>All places in the file that break a rule, in order.</summary>
    public static IReadOnlyList<(Location Where, string What)> Check(SemanticModel model, CancellationToken cancellationToken)
    {
        var rules = new ScriptRules(model);
        rules.Visit(model.SyntaxTree.GetRoot(cancellationToken));
        return rules._mistakes;
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        RefuseAsyncVoid(node, node.Modifiers, node.Identifier);
        base.VisitMethodDeclaration(node);
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        RefuseAsyncVoid(node, node.Modifiers, node.Identifier);
        base.VisitLocalFunctionStatement(node);
    }

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        RefuseAsyncVoid(node);
        base.VisitSimpleLambdaExpression(node);
    }

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        RefuseAsyncVoid(node);
        base.VisitParenthesizedLambdaExpression(node);
    }

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        RefuseAsyncVoid(node);
        base.VisitAnonymousMethodExpression(node);
    }

    public override void VisitDestructorDeclaration(DestructorDeclarationSyntax node)
    {
        Refuse(node.TildeToken, "a finalizer would run on a thread of the whole process. Implement IDisposable, and use 'using'");
        base.VisitDestructorDeclaration(node);
    }

    public override void VisitIdentifierName(IdentifierNameSyntax node)
    {
        // By name first, because asking for the symbol is what takes time.
        if (node.Identifier.ValueText is "Exit" or "FailFast" or "Kill" or "ScriptGuard" && Why(node) is { } why)
        {
            Refuse(node.Identifier, why);
        }
    }

    private string? Why(IdentifierNameSyntax node)
    {
        var info = _model.GetSymbolInfo(node);
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        return (symbol as INamedTypeSymbol ?? symbol?.ContainingType)?.ToDisplayString() switch
        {
            "System.Environment" => $"Environment.{node.Identifier.ValueText} {EndsAll}",
            "System.Diagnostics.Process" when IsOurselves(node) => $"Process.Kill {EndsAll}",
            "IcqBots.Scripting.Running.ScriptGuard" => "ScriptGuard is written into scripts by the compiler. Leave it out",
            _ => null,
        };
    }

    private bool IsOurselves(IdentifierNameSyntax method)
    {
        var receiver = (method.Parent as MemberAccessExpressionSyntax)?.Expression
            ?? (method.Parent as MemberBindingExpressionSyntax)?.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression;
        while (receiver is ParenthesizedExpressionSyntax inner)
        {
            receiver = inner.Expression;
        }

        // One step back, to what a variable was made with.
        if (receiver is IdentifierNameSyntax && _model.GetSymbolInfo(receiver).Symbol is IFieldSymbol or ILocalSymbol)
        {
            var declaration = _model.GetSymbolInfo(receiver).Symbol!.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
            receiver = (declaration as VariableDeclaratorSyntax)?.Initializer?.Value;
        }

        var text = receiver?.WithoutTrivia().ToString() ?? "";
        return text.EndsWith("GetCurrentProcess()", StringComparison.Ordinal)
            || text.EndsWith("GetProcessById(Environment.ProcessId)", StringComparison.Ordinal);
    }

    private void RefuseAsyncVoid(SyntaxNode node, SyntaxTokenList modifiers, SyntaxToken where)
    {
        if (modifiers.Any(SyntaxKind.AsyncKeyword) && _model.GetDeclaredSymbol(node) is IMethodSymbol { ReturnsVoid: true })
        {
            Refuse(where, AsyncVoid);
        }
    }

    private void RefuseAsyncVoid(AnonymousFunctionExpressionSyntax node)
    {
        if (node.AsyncKeyword != default && _model.GetSymbolInfo(node).Symbol is IMethodSymbol { ReturnsVoid: true })
        {
            Refuse(node.AsyncKeyword, AsyncVoid);
        }
    }

    private void Refuse(SyntaxToken where, string what) => _mistakes.Add((where.GetLocation(), what));
}
