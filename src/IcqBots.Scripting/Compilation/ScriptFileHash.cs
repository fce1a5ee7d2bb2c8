using System.Security.Cryptography;

namespace IcqBots.Scripting.Compilation;

/// <summary>A file that an image was made of, and the SHA-256 of what it held.</summary>
/// <param name="Path">The file, relative to the folder of the scripts where it was named so.</param>
/// <param name="Hash">32 bytes.</param>
internal sealed record ScriptFileHash(string Path, byte[] Hash)
{
    /// <summary>What a file holds now; nothing where it cannot be read.</summary>
    public static ScriptFileHash Of(string path) => new(path, HashOf(path));

    /// <summary>True when the file still holds the same.</summary>
    public bool IsUpToDate(string folder) => HashOf(System.IO.Path.GetFullPath(Path, folder)).AsSpan().SequenceEqual(Hash);

    private static byte[] HashOf(string path)
    {
        try
        {
            return SHA256.HashData(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
