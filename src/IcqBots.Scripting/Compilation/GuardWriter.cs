using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace IcqBots.Scripting.Compilation;

/// <summary>
/// Writes calls of <see cref="Running.ScriptGuard"/> into a file that compiles: every loop, jump and body asks whether it may go on. What is
/// inserted stands on lines that are there already, so that all line numbers stay.
/// </summary>
internal sealed class GuardWriter : CSharpSyntaxWalker
{
    private const string Guard = "global::IcqBots.Scripting.Running.ScriptGuard.";
    private const string Local = "__icqbots_guard";
    private const string Check = $" if ({Local} != {Guard}Epoch) {Local} = {Guard}Tick({Local}); ";
    private const string TopLevelCheck = $" {Guard}Tick(); ";

    private const string AsyncBegin = $"using var __icqbots_call = {Guard}EnterAsync(); try {{ ";
    private const string AsyncEnd =
        $" }} catch (global::System.Exception __icqbots_left) when ({Guard}Leaves(__icqbots_left)) {{ throw __icqbots_left; }} ";

    private const string IteratorBegin = $"using var __icqbots_call = {Guard}EnterAsyncIterator(); ";

    private readonly SemanticModel _model;
    private readonly List<Edit> _edits = [];

    // What surrounds the node: the body, which has the local variable if it needs one, and the loop.
    private Edit? _body;
    private Edit? _loop;

    private GuardWriter(SemanticModel model) => _model = model;

    /// <summary>The file's text with the calls in it.</summary>
    public static SourceText Rewrite(SemanticModel model, CancellationToken cancellationToken)
    {
        var writer = new GuardWriter(model);
        writer.Visit(model.SyntaxTree.GetRoot(cancellationToken));

        // Stable: what stands at one place stays in the order in which the walk has come upon it.
        var changes = writer._edits
            .OrderBy(edit => edit.Span.Start)
            .GroupBy(edit => edit.Span.Start)
            .Select(edits => new TextChange(edits.Last().Span, string.Concat(edits.Select(edit => edit.Text))));
        var text = model.SyntaxTree.GetText(cancellationToken);
        return new GuardedText(text.WithChanges(changes), text);
    }

    public override void VisitForStatement(ForStatementSyntax node) => Loop(node, node.Statement);

    public override void VisitForEachStatement(ForEachStatementSyntax node) => Loop(node, node.Statement);

    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node) => Loop(node, node.Statement);

    public override void VisitWhileStatement(WhileStatementSyntax node) => Loop(node, node.Statement);

    public override void VisitDoStatement(DoStatementSyntax node) => Loop(node, node.Statement);

    public override void VisitGotoStatement(GotoStatementSyntax node)
    {
        Insert(node.SpanStart, "{" + CheckHere());
        base.VisitGotoStatement(node);
        Insert(node.Span.End, " }");
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node) => Member(node, node.Body, node.ExpressionBody);

    public override void VisitConstructorDeclaration(ConstructorDeclarationSyntax node) => Member(node, node.Body, node.ExpressionBody);

    public override void VisitOperatorDeclaration(OperatorDeclarationSyntax node) => Member(node, node.Body, node.ExpressionBody);

    public override void VisitConversionOperatorDeclaration(ConversionOperatorDeclarationSyntax node) =>
        Member(node, node.Body, node.ExpressionBody);

    public override void VisitAccessorDeclaration(AccessorDeclarationSyntax node) => Member(node, node.Body, node.ExpressionBody);

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) => Member(node, node.Body, node.ExpressionBody);

    public override void VisitIndexerDeclaration(IndexerDeclarationSyntax node) => Property(node, node.ExpressionBody);

    public override void VisitPropertyDeclaration(PropertyDeclarationSyntax node) => Property(node, node.ExpressionBody);

    public override void VisitRecordDeclaration(RecordDeclarationSyntax node)
    {
        // What the compiler writes for a record to be compared has no body here, and asks for this first.
        const string Asked = "EqualityContract";
        var record = _model.GetDeclaredSymbol(node)!;
        if (!record.IsValueType
            && record.GetMembers(Asked).All(member => member.IsImplicitlyDeclared)
            && record.DeclaringSyntaxReferences[0] is var first
            && (first.SyntaxTree, first.Span) == (node.SyntaxTree, node.Span))
        {
            var modifiers = record.BaseType!.IsRecord ? "protected override" : record.IsSealed ? "private" : "protected virtual";
            var name = record.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            var property = $" {modifiers} global::System.Type {Asked} {{ get {{ {Guard}Enter(); return typeof({name}); }} }} ";
            if (node.OpenBraceToken.IsKind(SyntaxKind.None))
            {
                _edits.Add(new Edit(node.SemicolonToken.Span) { Text = $" {{{property}}}" });
            }
            else
            {
                Insert(node.OpenBraceToken.Span.End, property);
            }
        }

        base.VisitRecordDeclaration(node);
    }

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => Lambda(node);

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) => Lambda(node);

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) => Body(node, node.Block);

    public override void VisitEqualsValueClause(EqualsValueClauseSyntax node)
    {
        // A class whose fields make objects of the same class calls itself without any body.
        var isOfObject = node.Parent is PropertyDeclarationSyntax
            || node.Parent is { Parent.Parent: FieldDeclarationSyntax { Parent: TypeDeclarationSyntax } field } && !IsStatic(field.Modifiers);
        if (!isOfObject || !Calls(node.Value))
        {
            base.VisitEqualsValueClause(node);
            return;
        }

        Insert(node.Value.SpanStart, $"{Guard}Entered() ? (");
        base.VisitEqualsValueClause(node);
        Insert(node.Value.Span.End, ") : throw null!");
    }

    public override void VisitArrayCreationExpression(ArrayCreationExpressionSyntax node)
    {
        if (node.Initializer is null)
        {
            foreach (var size in node.Type.RankSpecifiers[0].Sizes.Where(size => _model.GetConstantValue(size).Value is not <= 4096))
            {
                Measure("Length", node.Type, size);
            }
        }

        base.VisitArrayCreationExpression(node);
    }

    public override void VisitStackAllocArrayCreationExpression(StackAllocArrayCreationExpressionSyntax node)
    {
        if (node.Initializer is null && node.Type is ArrayTypeSyntax type)
        {
            Measure("StackLength", type, type.RankSpecifiers[0].Sizes[0]);
        }
        else
        {
            AskForStack();
        }

        base.VisitStackAllocArrayCreationExpression(node);
    }

    public override void VisitImplicitStackAllocArrayCreationExpression(ImplicitStackAllocArrayCreationExpressionSyntax node)
    {
        AskForStack();
        base.VisitImplicitStackAllocArrayCreationExpression(node);
    }

    private static bool IsStatic(SyntaxTokenList modifiers) =>
        modifiers.Any(SyntaxKind.StaticKeyword) || modifiers.Any(SyntaxKind.ConstKeyword);

    private static bool Calls(ExpressionSyntax value) =>
        value is not InitializerExpressionSyntax
        && value.DescendantNodesAndSelf(node => node is not AnonymousFunctionExpressionSyntax)
            .Any(node => node is BaseObjectCreationExpressionSyntax or InvocationExpressionSyntax);

    private void Loop(StatementSyntax loop, StatementSyntax body)
    {
        var outer = _loop;
        if (body is BlockSyntax block)
        {
            _loop = Insert(block.OpenBraceToken.Span.End, CheckHere());
            DefaultVisit(loop);
        }
        else
        {
            _loop = Insert(body.SpanStart, "{" + CheckHere());
            DefaultVisit(loop);
            Insert(body.Span.End, " }");
        }

        _loop = outer;
    }

    private string CheckHere()
    {
        if (_body is null)
        {
            return TopLevelCheck;
        }

        if (!_body.Text.Contains(Local, StringComparison.Ordinal))
        {
            _body.Text = _body.Text.Replace($"{Guard}Enter()", $"int {Local} = {Guard}Enter()", StringComparison.Ordinal);
        }

        return Check;
    }

    // The stack is given back when the body ends, not when the loop's does.
    private void AskForStack()
    {
        if (_loop is { } loop && !loop.Text.Contains("Enter()", StringComparison.Ordinal))
        {
            loop.Text += $"{Guard}Enter(); ";
        }
    }

    private void Member(SyntaxNode node, BlockSyntax? block, ArrowExpressionClauseSyntax? arrow)
    {
        if (arrow is null)
        {
            Body(node, block);
            return;
        }

        var isStatement = IsStatement((IMethodSymbol)_model.GetDeclaredSymbol(node)!, arrow.Expression);
        Arrow(node, arrow.ArrowToken, "{", isStatement, arrow.Expression, "; }");
    }

    private void Property(SyntaxNode node, ArrowExpressionClauseSyntax? arrow)
    {
        if (arrow is null)
        {
            Body(node, null);
        }
        else
        {
            Arrow(node, arrow.ArrowToken, "{ get {", arrow.Expression is ThrowExpressionSyntax, arrow.Expression, "; } }");
        }
    }

    private void Lambda(LambdaExpressionSyntax node)
    {
        if (node.ExpressionBody is null)
        {
            Body(node, node.Block);
        }
        else if (!IsExpressionTree(node) && _model.GetSymbolInfo(node).Symbol is IMethodSymbol method)
        {
            Arrow(node, node.ArrowToken, "=> {", IsStatement(method, node.ExpressionBody), node.ExpressionBody, "; }");
        }
    }

    private void Body(SyntaxNode node, BlockSyntax? block)
    {
        var outer = (_body, _loop);
        _loop = null;
        var (begin, end) = block is null ? ("", "") : AroundAsync(node, block);
        _body = block is null ? null : Insert(block.OpenBraceToken.Span.End, $" {Guard}Enter(); {begin}");
        DefaultVisit(node);
        if (end != "")
        {
            Insert(block!.CloseBraceToken.SpanStart, end);
        }

        (_body, _loop) = outer;
    }

    /// <summary>What counts the calls that wait; an iterator cannot catch.</summary>
    private static (string Begin, string End) AroundAsync(SyntaxNode node, SyntaxNode body) =>
        !node.ChildTokens().Any(token => token.IsKind(SyntaxKind.AsyncKeyword)) ? ("", "")
            : body.DescendantNodes(inner => inner is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
                .Any(inner => inner is YieldStatementSyntax) ? (IteratorBegin, "")
            : (AsyncBegin, AsyncEnd);

    /// <summary>Makes a body with braces of one with an arrow.</summary>
    private void Arrow(SyntaxNode node, SyntaxToken arrow, string opening, bool isStatement, ExpressionSyntax expression, string closing)
    {
        var outer = (_body, _loop);
        _loop = null;
        var (begin, end) = AroundAsync(node, expression);
        _body = new Edit(arrow.Span) { Text = $"{opening} {Guard}Enter(); {begin}{(isStatement ? "" : "return")}" };
        closing = closing.Insert(1, end);
        _edits.Add(_body);
        var semicolon = node.ChildTokens().FirstOrDefault(token => token.IsKind(SyntaxKind.SemicolonToken));
        DefaultVisit(node);
        if (semicolon != default && node is not LambdaExpressionSyntax)
        {
            _edits.Add(new Edit(semicolon.Span) { Text = closing });
        }
        else
        {
            Insert(expression.Span.End, closing);
        }

        (_body, _loop) = outer;
    }

    private static bool IsStatement(IMethodSymbol method, ExpressionSyntax expression) =>
        expression is ThrowExpressionSyntax
        || method.ReturnsVoid
        || method.IsAsync && method.ReturnType is INamedTypeSymbol { Arity: 0 };

    private bool IsExpressionTree(LambdaExpressionSyntax node)
    {
        var isOwn = _model.GetTypeInfo(node).ConvertedType is INamedTypeSymbol { Name: "Expression", Arity: 1 } type
            && type.ContainingNamespace.ToDisplayString() == "System.Linq.Expressions";

        // The clauses of a query on an IQueryable are expression trees, with all lambdas in them.
        return isOwn || node.Ancestors().OfType<QueryExpressionSyntax>().Any(query =>
            _model.GetTypeInfo(query).Type is { } result && result.AllInterfaces.Prepend(result).Any(one => one.Name == "IQueryable"));
    }

    private void Measure(string method, ArrayTypeSyntax array, ExpressionSyntax size)
    {
        var type = array.ElementType + string.Concat(array.RankSpecifiers.Skip(1));
        var isNumber = _model.GetTypeInfo(size).Type?.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_UInt64;
        if (isNumber && !type.AsSpan().ContainsAny('\n', '\r', '/'))
        {
            Insert(size.SpanStart, $"{Guard}{method}<{type}>(");
            _edits.Add(new Edit(new TextSpan(size.Span.End, 0)) { Text = ")" });
        }
    }

    private Edit Insert(int position, string text)
    {
        var edit = new Edit(new TextSpan(position, 0)) { Text = text };
        _edits.Add(edit);
        return edit;
    }

    private sealed class Edit(TextSpan span)
    {
        public TextSpan Span => span;

        public required string Text { get; set; }
    }
}
