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

    private const string HoldsUpAll = "would hold up all bots. Leave it out: memory comes back by itself";

    private const string ChangesThreads = "would change the threads of all bots. Leave it out";

    private const string ChangesPaths = "would change what paths mean for all bots. Write whole paths";

    // By the names of members: of what type, and why not.
    private static readonly Dictionary<string, (string Type, string Why)> _harmful = new()
    {
        ["Exit"] = ("System.Environment", $"Environment.Exit {EndsAll}"),
        ["FailFast"] = ("System.Environment", $"Environment.FailFast {EndsAll}"),
        ["Kill"] = (
            "System.Diagnostics.Process",
            "Process.Kill could end all bots. Call it on what Process.Start gives, or on a variable that never holds another process"),
        ["Collect"] = ("System.GC", $"GC.Collect {HoldsUpAll}"),
        ["WaitForPendingFinalizers"] = ("System.GC", $"GC.WaitForPendingFinalizers {HoldsUpAll}"),
        ["AddMemoryPressure"] = ("System.GC", $"GC.AddMemoryPressure {HoldsUpAll}"),
        ["TryStartNoGCRegion"] = ("System.GC", $"GC.TryStartNoGCRegion {HoldsUpAll}"),
        ["SetMinThreads"] = ("System.Threading.ThreadPool", $"ThreadPool.SetMinThreads {ChangesThreads}"),
        ["SetMaxThreads"] = ("System.Threading.ThreadPool", $"ThreadPool.SetMaxThreads {ChangesThreads}"),
        ["SetCurrentDirectory"] = ("System.IO.Directory", $"Directory.SetCurrentDirectory {ChangesPaths}"),
        ["CurrentDirectory"] = ("System.Environment", $"To set Environment.CurrentDirectory {ChangesPaths}"),
        ["ScriptGuard"] = (
            "IcqBots.Scripting.Running.ScriptGuard", "ScriptGuard is written into scripts by the compiler. Leave it out"),
    };

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
        if (_harmful.TryGetValue(node.Identifier.ValueText, out var rule) && TypeOf(node) == rule.Type && !IsHarmless(node))
        {
            Refuse(node.Identifier, rule.Why);
        }
    }

    private string? TypeOf(IdentifierNameSyntax node)
    {
        var info = _model.GetSymbolInfo(node);
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        return (symbol as INamedTypeSymbol ?? symbol?.ContainingType)?.ToDisplayString();
    }

    private bool IsHarmless(IdentifierNameSyntax node) =>
        node.Ancestors().OfType<InvocationExpressionSyntax>().Any(IsNameOf)
        || node.Identifier.ValueText switch
        {
            "Kill" => StartedProcesses.HasStarted(_model, node),
            "CurrentDirectory" => (node.Parent is MemberAccessExpressionSyntax ? node.Parent : node) is var whole
                && (whole.Parent as AssignmentExpressionSyntax)?.Left != whole,
            _ => false,
        };

    private bool IsNameOf(InvocationExpressionSyntax call) =>
        call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" } && _model.GetConstantValue(call).HasValue;

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
