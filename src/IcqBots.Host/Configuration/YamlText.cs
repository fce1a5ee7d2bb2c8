using System.Text;

namespace IcqBots.Host.Configuration;

/// <summary>Gets the text of a YAML file from the disk.</summary>
internal static class YamlText
{
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The text without a byte order mark, or null and a mistake.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mistakes">Takes what is wrong.</param>
    /// <param name="advice">What to do where there is no such file.</param>
    public static string? Read(string path, MistakeList mistakes, string advice)
    {
        if (Directory.Exists(path))
        {
            mistakes.Add("this is a folder; give the path of a file");
            return null;
        }

        try
        {
            using var stream = File.OpenRead(path);
            using var content = new MemoryStream();
            var chunk = new byte[64 * 1024];
            for (int count; content.Length <= MaxBytes && (count = stream.Read(chunk)) > 0;)
            {
                content.Write(chunk, 0, count);
            }

            if (content.Length > MaxBytes)
            {
                mistakes.Add("the file is larger than 16 MiB, the most that is read");
                return null;
            }

            return Decode(content.GetBuffer().AsSpan(0, (int)content.Length), mistakes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            mistakes.Add($"there is no such file; {advice}");
        }
        catch (UnauthorizedAccessException)
        {
            mistakes.Add("the file may not be read; give the user who runs this the right to read it");
        }
        catch (IOException e)
        {
            mistakes.Add($"the file cannot be read: {e.Message}");
        }

        return null;
    }

    private static string? Decode(ReadOnlySpan<byte> bytes, MistakeList mistakes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        var place = new Place(1, 1);
        for (var rest = bytes; rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                mistakes.Add(place, "this is not UTF-8 text; save the file as UTF-8");
                return null;
            }

            // The scanner takes a NUL for a space or for the end of the file; YAML allows no such character anyway.
            if (Rune.IsControl(rune) && rune.Value is not ('\t' or '\r' or '\n'))
            {
                mistakes.Add(place, $"the control character U+{rune.Value:X4} is not allowed in YAML; remove it");
                return null;
            }

            place = rune.Value == '\n' ? new Place(place.Line + 1, 1) : place with { Column = place.Column + rune.Utf16SequenceLength };
            rest = rest[length..];
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
