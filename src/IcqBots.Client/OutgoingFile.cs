namespace IcqBots.Client;

/// <summary>A file to send.</summary>
/// <param name="Name">The name that the receiver gets.</param>
/// <param name="Size">Its bytes; at most 4 GB less one.</param>
/// <param name="Open">Opens it; the stream can seek, since the receiver may have a part of it already.</param>
public sealed record OutgoingFile(string Name, long Size, Func<Stream> Open)
{
    /// <summary>A file on this machine, under its own name.</summary>
    /// <exception cref="IOException">There is no such file, or it is larger than 4 GB.</exception>
    public static OutgoingFile At(string path)
    {
        var file = new FileInfo(path);
        return !file.Exists ? throw new FileNotFoundException($"{path} does not exist", path)
            : file.Length > uint.MaxValue ? throw new IOException($"{path} has {file.Length} bytes; ICQ v2 sends at most {uint.MaxValue}")
            : new OutgoingFile(file.Name, file.Length, () => file.Open(FileMode.Open, FileAccess.Read, FileShare.Read));
    }
}
