using System.Text;

namespace IcqBots.Host.Broadcasts;

/// <summary>Reads text files that the owner has written.</summary>
public static class TextOfFile
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file, with "\n" between its lines.</summary>
    /// <exception cref="IOException">There is no such file, it is too large or no text; the message tells which.</exception>
    public static string Read(string path, int maxBytes)
    {
        try
        {
            // A pipe or a device tells no length, and may never end.
            using var stream = File.OpenRead(path);
            using var bytes = new MemoryStream();
            var part = new byte[64 * 1024];
            for (var count = stream.Read(part); count > 0; count = stream.Read(part))
            {
                bytes.Write(part, 0, count);
                if (bytes.Length > maxBytes)
                {
                    throw new IOException($"{path} is larger than {maxBytes / 1024} KB, the most that is read");
                }
            }

            bytes.Position = 0;
            using var reader = new StreamReader(bytes, _utf8);
            return reader.ReadToEnd().ReplaceLineEndings("\n");
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
