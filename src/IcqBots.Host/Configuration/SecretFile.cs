using System.Text;

namespace IcqBots.Host.Configuration;

/// <summary>A file that holds a secret, as container systems hand them to a program.</summary>
internal static class SecretFile
{
    private const int MaxBytes = 64 * 1024;

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is in the file, without the line break at its end; "" and a report where it cannot be used.</summary>
    public static string Read(string path, Action<string> report)
    {
        if (Directory.Exists(path))
        {
            return Refuse($"{path} is a folder; after \"file:\" comes the path of a secret file");
        }

        try
        {
            using var stream = File.OpenRead(path);
            var bytes = new byte[MaxBytes + 1];
            var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (count > MaxBytes)
            {
                return Refuse($"the secret file {path} is larger than 64 KiB, the most that is read");
            }

            var text = _utf8.GetString(bytes, 0, count);
            text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return text.Length > 0 ? text : Refuse($"the secret file {path} is empty; write the secret into it");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refuse($"there is no secret file {path}; write it, or correct the path after \"file:\"");
        }
        catch (UnauthorizedAccessException)
        {
            return Refuse($"the secret file {path} may not be read; give the user who runs this the right to read it");
        }
        catch (IOException e)
        {
            return Refuse($"the secret file {path} cannot be read: {e.Message}");
        }
        catch (DecoderFallbackException)
        {
            // The exception names bytes of the secret.
            return Refuse($"the secret file {path} is not UTF-8 text; save it as UTF-8");
        }

        string Refuse(string problem)
        {
            report(problem);
            return "";
        }
    }
}
