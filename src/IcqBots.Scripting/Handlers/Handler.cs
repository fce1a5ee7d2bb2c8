using IcqBots.Scripting.Running;

namespace IcqBots.Scripting;

/// <summary>What a script has registered to be run; the rules that it may have are methods that follow it: <see cref="HandlerRules"/>.</summary>
public class Handler : IDisposable
{
    private readonly Func<object?, Task> _body;

    internal Handler(ScriptHandlers owner, string kind, string place, Func<object?, Task> body)
    {
        Owner = owner;
        Kind = kind;
        Place = place;
        _body = body;
    }

    /// <summary>What it is run for, such as <c>IncomingUrl</c>.</summary>
    internal string Kind { get; }

    /// <summary>Where it was registered, as <c>scripts/echo.csx:12</c>.</summary>
    internal string Place { get; }

    /// <summary>What it may run itself, if it has a limit of its own.</summary>
    internal TimeSpan? Limit { get; set; }

    private protected ScriptHandlers Owner { get; }

    /// <summary>Ends it: it is run no more.</summary>
    public void Dispose()
    {
        Owner.Remove(this);
        GC.SuppressFinalize(this);
    }

    /// <summary>What the host runs for an event.</summary>
    internal HandlerRun RunFor(object? scriptEvent) => ToRun(() => HandleAsync(scriptEvent));

    private protected HandlerRun ToRun(Func<Task> run) => new(Owner.Instance, Place, run, Limit)
    {
        NeedsProof = this is PersonHandler { NeedsProof: true },
    };

    private protected virtual Task HandleAsync(object? scriptEvent) => _body(scriptEvent);
}
