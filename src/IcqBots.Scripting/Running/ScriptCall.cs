using System.ComponentModel;

namespace IcqBots.Scripting.Running;

/// <summary>An async call of a script, from its beginning to its end. Scripts must not use it themselves.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ScriptCall : IDisposable
{
    private readonly ScriptRun? _run;
    private readonly int _weight;

    internal ScriptCall(ScriptRun run, int weight) => (_run, _weight) = (run, weight);

    /// <summary>The call has ended.</summary>
    public void Dispose() => _run?.EndCall(_weight);
}
