using System.Text.RegularExpressions;

namespace IcqBots.Host.Configuration;

/// <summary>Puts environment variables and secret files into the values of bots.yaml.</summary>
internal static class EnvironmentText
{
    private static readonly Regex _reference = new(
        @"\$\$|\$\{file:(?<file>[^}]*)\}|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>(?:(?!\$\{)[^}])*))?\}|\$\{", RegexOptions.CultureInvariant);

    /// <summary>
    /// Replaces ${NAME} by the variable, ${NAME:-text} by the variable or, where that is not set or empty, by the text, ${file:PATH} by
    /// what is in the file, and $$ by $.
    /// </summary>
    /// <param name="text">The value as it is in the file.</param>
    /// <param name="folder">What paths are relative to.</param>
    /// <param name="environment">The value of a variable, or null when it is not set.</param>
    /// <param name="report">Takes what is wrong.</param>
    /// <param name="origin">Where a part of the result came from that must not be shown; null: nowhere.</param>
    public static string Expand(
        string text, string folder, Func<string, string?> environment, Action<string> report, out string? origin)
    {
        string? from = null;
        var expanded = _reference.Replace(text, reference =>
        {
            if (reference.Value == "$$")
            {
                return "$";
            }

            if (reference.Groups["file"] is { Success: true } file)
            {
                from = "a file";
                if (file.Value.Contains('\0', StringComparison.Ordinal))
                {
                    report("no path holds the character U+0000");
                    return "";
                }

                return SecretFile.Read(Path.GetFullPath(file.Value, folder), report);
            }

            if (!reference.Groups["name"].Success)
            {
                report(text.IndexOf('}', reference.Index) < 0
                    ? "\"${\" without \"}\"; write $${ for the two characters themselves"
                    : "between \"${\" and \"}\" comes NAME, NAME:-default or file:PATH; write $${ for the two characters themselves");
                return "";
            }

            var name = reference.Groups["name"].Value;
            var fallback = reference.Groups["default"];
            var value = environment(name);
            if (fallback.Success && string.IsNullOrEmpty(value))
            {
                return fallback.Value.Replace("$$", "$", StringComparison.Ordinal);
            }

            if (value is null)
            {
                report($"the environment variable {name} is not set; set it, or write ${{{name}:-default}}");
            }

            from = "the environment";
            return value ?? "";
        });
        origin = from;
        return expanded;
    }
}
