namespace IcqBots.Scripting.Running;

/// <summary>A handler went beyond its limits. It is thrown inside the handler, which cannot go on whatever it catches.</summary>
public sealed class ScriptStoppedException : Exception
{
    internal ScriptStoppedException(string message, string? place = null, Exception? inner = null)
        : base(message, inner) =>
        Place = place;

    /// <summary>
    /// The line that was running, as <c>scripts/echo.csx:12</c>; null where nobody can tell, as when the handler blocks its thread.
    /// </summary>
    public string? Place { get; }
}
