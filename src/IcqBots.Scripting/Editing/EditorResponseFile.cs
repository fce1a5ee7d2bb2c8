using IcqBots.Scripting.Compilation;

namespace IcqBots.Scripting.Editing;

/// <summary>Makes the compiler options with which editors read scripts: the assemblies that scripts see, and the namespaces that they use without saying so.</summary>
public static class EditorResponseFile
{
    /// <summary>The text of the file, in the format of csi.rsp.</summary>
    public static string Write() => string.Concat(
        ScriptReferences.OwnPaths.Select(path => $"-r:\"{path}\"\n").Concat(ScriptCompiler.Imports.Select(name => $"-u:{name}\n")));
}
