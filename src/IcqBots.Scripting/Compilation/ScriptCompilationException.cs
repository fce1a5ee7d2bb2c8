namespace IcqBots.Scripting.Compilation;

/// <summary>A script does not compile or cannot be read; the message is all that is wrong, a mistake a line.</summary>
public sealed class ScriptCompilationException : Exception
{
    internal ScriptCompilationException(IReadOnlyList<string> mistakes)
        : base(string.Join('\n', mistakes)) =>
        Mistakes = mistakes;

    /// <summary>Each mistake as <c>scripts/echo.csx:3:7: error CS0103: text</c>; a file that cannot be read has no place in it.</summary>
    public IReadOnlyList<string> Mistakes { get; }
}
