using System.Text.RegularExpressions;

namespace IcqBots.Host.Configuration;

/// <summary>Puts environment variables into the values of bots.yaml.</summary>
internal static class EnvironmentText
{
    private static readonly Regex _reference = new(
        @"\$\$|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>(?:(?!\$\{)[^}])*))?\}|\$\{", RegexOptions.CultureInvariant);

    /// <summary>
    /// Replaces ${NAME} by the variable, ${NAME:-text} by the variable or, where that is not set or empty, by the text, and $$ by $.
    /// </summary>
    /// <param name="text">The value as it is in the file.</param>
    /// <param name="environment">The value of a variable, or null when it is not set.</param>
    /// <param name="report">Takes what is wrong.</param>
    /// <param name="isSecret">True when a part of the result came from a variable.</param>
    public static string Expand(string text, Func<string, string?> environment, Action<string> report, out bool isSecret)
    {
        var fromVariable = false;
        var expanded = _reference.Replace(text, reference =>
        {
            if (reference.Value == "$$")
            {
                return "$";
            }

            if (!reference.Groups["name"].Success)
            {
                report(text.IndexOf('}', reference.Index) < 0
                    ? "\"${\" without \"}\"; write $${ for the two characters themselves"
                    : "between \"${\" and \"}\" comes NAME or NAME:-default; write $${ for the two characters themselves");
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

            fromVariable = true;
            return value ?? "";
        });
        isSecret = fromVariable;
        return expanded;
    }
}
