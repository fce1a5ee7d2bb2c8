namespace IcqBots.Scripting.Testing;

/// <summary>A script did not do what its test expects.</summary>
public sealed class ScriptTestException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A text between quotation marks, on one line.</summary>
    internal static string Quote(string text) => $"\"{text.ReplaceLineEndings("\\n")}\"";
}
