namespace IcqBots.Storage;

/// <summary>The folder for everything that is kept. Only its owner may look into it.</summary>
public static class DataFolder
{
    /// <summary>Makes the folder (mode 0700) where it does not exist.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static void Create(string path)
    {
        try
        {
            OwnerOnly.CreateFolder(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The data folder {path} cannot be made: {e.Message}", e);
        }
    }

    /// <summary>Takes a folder for one program until the result is disposed or the process ends; null while another has it.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public static IDisposable? TryLock(string folder)
    {
        try
        {
            return Open(Path.Combine(folder, "host.lock"), FileShare.None);
        }
        catch (IOException e) when (e.GetType() == typeof(IOException) && e.InnerException is null)
        {
            // By nothing else does .NET tell, on every system, a file that somebody has open.
            return null;
        }
    }

    /// <summary>Takes a folder as <see cref="TryLock"/> does, for a program that has reached no host there.</summary>
    /// <exception cref="IOException">A host has it all the same, or the folder cannot be used.</exception>
    public static IDisposable TakeAlone(string folder) => TryLock(folder)
        ?? throw new IOException($"a host with the data folder {folder} is just starting or stopping; try again");

    /// <summary>Makes the file empty (mode 0600) where it does not exist.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static void CreateFile(string path)
    {
        // One that is there is not touched: whoever closes a file gives up all locks that its process has on it, also those of SQLite. The next
        // program that looked into the database would take itself for the last one and delete the write-ahead log.
        if (!File.Exists(path))
        {
            Open(path, FileShare.ReadWrite).Dispose();
        }
    }

    private static FileStream Open(string path, FileShare share)
    {
        try
        {
            return new FileStream(path, OwnerOnly.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, share));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The file {path} cannot be opened: {e.Message}", e);
        }
    }
}
