using System.Text;

namespace IcqBots.Host.Broadcasts;

/// <summary>Reads text files that the owner has written.</summary>
internal static class TextOfFile
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines of a file.</summary>
    /// <exception cref="IOException">There is no such file, it is too large or no text; the message tells which.</exception>
    public static IReadOnlyList<string> Read(string path, int maxBytes)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > maxBytes)
            {
                throw new IOException($"the file is larger than {maxBytes / 1024} KB, the most that is read");
            }

            using var reader = new StreamReader(stream, _utf8);
            return reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"there is no file {path}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(Directory.Exists(path) ? $"{path} is a folder" : $"{path} may not be read", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new IOException($"{path} is not UTF-8 text; save it as UTF-8", e);
        }
    }
}
