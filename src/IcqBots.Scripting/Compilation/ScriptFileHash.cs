using System.Security.Cryptography;

namespace IcqBots.Scripting.Compilation;

/// <summary>A file that an image was made of, and the SHA-256 of what it held.</summary>
/// <param name="Path">The file, relative to the folder of the scripts where it was named so.</param>
/// <param name="Hash">32 bytes.</param>
internal sealed record ScriptFileHash(string Path, byte[] Hash)
{
    /// <summary>True when the file still holds the same.</summary>
    public bool IsUpToDate(string folder)
    {
        try
        {
            return SHA256.HashData(File.ReadAllBytes(System.IO.Path.GetFullPath(Path, folder))).AsSpan().SequenceEqual(Hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
