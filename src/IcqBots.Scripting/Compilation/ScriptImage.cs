namespace IcqBots.Scripting.Compilation;

/// <summary>
/// A compiled script, made by <see cref="ScriptCompiler"/> or kept by <see cref="ScriptCache"/>: what a <see cref="Running.LoadedScript"/>
/// loads.
/// </summary>
public sealed class ScriptImage
{
    internal ScriptImage(
        string folder,
        IReadOnlyList<ScriptFileHash> sources,
        IReadOnlyList<ScriptFileHash> libraries,
        IReadOnlyList<ScriptSettingsType> settingsTypes,
        byte[] assembly,
        byte[] symbols)
    {
        Folder = folder;
        Sources = sources;
        Libraries = libraries;
        SettingsTypes = settingsTypes;
        Assembly = assembly;
        Symbols = symbols;
    }

    /// <summary>The script's path as it was given to the compiler.</summary>
    public string Path => Sources[0].Path;

    /// <summary>
    /// All files that it was made of (the script first, then what it loads and refers to), relative to the folder of the compiler: when one
    /// of them changes, the script has changed.
    /// </summary>
    public IEnumerable<string> Files => Sources.Concat(Libraries).Select(file => file.Path);

    /// <summary>The folder that paths are relative to.</summary>
    internal string Folder { get; }

    /// <summary>The script, then the files that it loads.</summary>
    internal IReadOnlyList<ScriptFileHash> Sources { get; }

    /// <summary>The libraries that it refers to.</summary>
    internal IReadOnlyList<ScriptFileHash> Libraries { get; }

    internal IReadOnlyList<ScriptSettingsType> SettingsTypes { get; }

    internal byte[] Assembly { get; }

    internal byte[] Symbols { get; }
}
