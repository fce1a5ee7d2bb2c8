namespace IcqBots.Storage;

/// <summary>The folder for everything that is kept. Only its owner may look into it.</summary>
public static class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder (mode 0700) where it does not exist.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static void Create(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, OwnerOnly);
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The data folder {path} cannot be made: {e.Message}", e);
        }
    }

    /// <summary>Makes the file empty (mode 0600) where it does not exist.</summary>
    /// <exception cref="IOException">The file cannot be made or opened.</exception>
    public static void CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using var file = new FileStream(path, options);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The file {path} cannot be opened: {e.Message}", e);
        }
    }
}
