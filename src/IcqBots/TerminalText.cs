namespace IcqBots;

/// <summary>Makes text from the network harmless for a terminal.</summary>
internal static class TerminalText
{
    /// <summary>As wide as a time and a space.</summary>
    private const string Indent = "         ";

    /// <summary>
    /// The text without anything that moves the cursor, changes colours or turns the direction of writing: control characters, also those of
    /// 8 bits, and the directional ones of Unicode become "?". Lines after the first are indented, so that none of them can pass for an entry of
    /// its own.
    /// </summary>
    public static string Clean(string text) =>
        string.Concat(text.ReplaceLineEndings("\n").Select(c => c == '\n' || c == '\t' || !IsHarmful(c) ? c : '?'))
            .Replace("\n", "\n" + Indent, StringComparison.Ordinal);

    /// <summary>The text as one line without tabs.</summary>
    public static string CleanLine(string text) => string.Concat(text.Select(c => c == '\t' ? ' ' : IsHarmful(c) ? '?' : c));

    private static bool IsHarmful(char c) => char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
