using YamlDotNet.Core;

namespace IcqBots.Host.Configuration;

/// <summary>Says in plain words why a text is not YAML.</summary>
internal static class SyntaxMistake
{
    private static readonly (string Found, string Advice)[] _advice =
    [
        ("invalid mapping", "a colon after a key needs a space, and a text with \": \" in it needs quotes"),
        ("cannot start any token", "a text that begins with @, %, ` or another special character needs quotes"),
        ("',' or", "inside [ ] and { } a text with ${…}, brackets or a comma needs quotes"),
        ("did not find expected key", "the keys of one mapping must begin in the same column"),
    ];

    /// <summary>The place and the text of the mistake. The text holds nothing of the file, which may be a password.</summary>
    public static (Place Place, string Text) Explain(YamlException error, string text)
    {
        var place = new Place(Math.Max(1, (int)error.Start.Line), Math.Max(1, (int)error.Start.Column));
        if (error.Message.Contains(" tab", StringComparison.Ordinal) && TabAfter(place, text) is { } tab)
        {
            return (tab, "not valid YAML: a tab indents this line; only spaces are allowed there");
        }

        var advice = _advice.FirstOrDefault(each => error.Message.Contains(each.Found, StringComparison.Ordinal)).Advice;
        var message = char.ToLowerInvariant(error.Message[0]) + error.Message[1..].TrimEnd('.');
        return (place, $"not valid YAML: {message}" + (advice is null ? "" : $" ({advice})"));
    }

    /// <summary>The scanner names the place where it began to read, so the tab itself is looked for from there on.</summary>
    private static Place? TabAfter(Place start, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var line = start.Line; line <= lines.Length; line++)
        {
            var content = lines[line - 1];
            var indentation = content.Length - content.TrimStart().Length;
            var tab = content.IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && tab < indentation)
            {
                return new Place(line, tab + 1);
            }
        }

        return null;
    }
}
