namespace IcqBots.Host.Control;

/// <summary>Evaluates C# lines against the globals of a running bot.</summary>
internal interface IScriptRepl
{
    /// <summary>Begins; null where there is no such bot.</summary>
    IReplSession? Open(string bot);
}

/// <summary>One person's lines, each of which sees what those before it declared. One line at a time.</summary>
internal interface IReplSession : IAsyncDisposable
{
    /// <summary>Evaluates a line, together with those before it that were incomplete.</summary>
    /// <param name="line">C#.</param>
    /// <param name="cancellationToken">Stops waiting for what the line awaits.</param>
    Task<ReplAnswer> EvaluateAsync(string line, CancellationToken cancellationToken);
}

/// <summary>What came of a line.</summary>
/// <param name="Result">The value as a text; null where the line has none.</param>
/// <param name="Mistakes">What the compiler says, or what was thrown; empty when all went well.</param>
/// <param name="IsIncomplete">True when the line needs more lines: nothing has run yet.</param>
internal sealed record ReplAnswer(string? Result, IReadOnlyList<string> Mistakes, bool IsIncomplete = false);
