namespace IcqBots.Scripting.Compilation;

/// <summary>A script does not compile or cannot be read; the message is all that is wrong, a mistake a line.</summary>
public sealed class ScriptCompilationException : Exception
{
    internal ScriptCompilationException(IReadOnlyList<string> mistakes, IReadOnlyList<string> files)
        : base(string.Join('\n', mistakes)) =>
        (Mistakes, Files) = (mistakes, files);

    /// <summary>Each mistake as <c>scripts/echo.csx:3:7: error CS0103: text</c>; a file that cannot be read has no place in it.</summary>
    public IReadOnlyList<string> Mistakes { get; }

    /// <summary>
    /// The script and the files that it loads or refers to, whether they are there or not, relative to the folder of the compiler: when one
    /// of them changes, it may compile.
    /// </summary>
    public IReadOnlyList<string> Files { get; }
}
