namespace IcqBots.Scripting.Compilation;

/// <summary>A compiled script, made by <see cref="ScriptCompiler"/>: what a <see cref="Running.LoadedScript"/> loads.</summary>
public sealed class ScriptImage
{
    internal ScriptImage(string path, byte[] assembly, byte[] symbols)
    {
        Path = path;
        Assembly = assembly;
        Symbols = symbols;
    }

    /// <summary>The script's path as it was given to the compiler.</summary>
    public string Path { get; }

    internal byte[] Assembly { get; }

    internal byte[] Symbols { get; }
}
