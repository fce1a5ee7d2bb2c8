namespace IcqBots.Host.Configuration;

/// <summary>A single value as it is written in a file.</summary>
/// <param name="lines">The lines of the file.</param>
/// <param name="begin">Where the value begins.</param>
/// <param name="end">Where it is over.</param>
internal sealed class YamlSource(string[] lines, Place begin, Place end)
{
    /// <summary>Where something is written; null where it is not, since its characters are written as others.</summary>
    /// <param name="part">What is looked for, on one line.</param>
    /// <param name="before">How often it is there before.</param>
    public Place? Find(string part, int before)
    {
        for (var line = begin.Line; line <= end.Line && line <= lines.Length; line++)
        {
            var text = lines[line - 1];
            var last = line == end.Line ? Math.Min(end.Column - 1, text.Length) : text.Length;
            for (var at = line == begin.Line ? begin.Column - 1 : 0; at < last; at++)
            {
                if (text.AsSpan(at, last - at).StartsWith(part, StringComparison.Ordinal) && before-- == 0)
                {
                    return new Place(line, at + 1);
                }
            }
        }

        return null;
    }
}
