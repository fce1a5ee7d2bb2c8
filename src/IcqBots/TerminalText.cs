namespace IcqBots;

/// <summary>Makes text from the network harmless for a terminal.</summary>
internal static class TerminalText
{
    /// <summary>As wide as a time and a space.</summary>
    private const string Indent = "         ";

    /// <summary>
    /// The text without anything that moves the cursor or changes colours: control characters, also those of 8 bits, become "?". Lines
    /// after the first are indented, so that none of them can pass for an entry of its own.
    /// </summary>
    public static string Clean(string text) =>
        string.Concat(text.ReplaceLineEndings("\n").Select(c => c == '\n' || c == '\t' || !char.IsControl(c) ? c : '?'))
            .Replace("\n", "\n" + Indent, StringComparison.Ordinal);

    /// <summary>The text as one line without tabs.</summary>
    public static string CleanLine(string text) => string.Concat(text.Select(c => c == '\t' ? ' ' : char.IsControl(c) ? '?' : c));
}
