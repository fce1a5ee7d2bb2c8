using System.Diagnostics;

namespace IcqBots.Torture;

/// <summary>A disk in memory, small enough to be filled.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const string Size = "16m";

    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Mounts one.</summary>
    /// <exception cref="MountException">That is not permitted here.</exception>
    public static async Task<SmallDisk> MountAsync(string path)
    {
        Directory.CreateDirectory(path);
        var (exitCode, errors) = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={Size},mode=0700", "icqbots-torture", path);
        return exitCode == 0 ? new SmallDisk(path) : throw new MountException(errors);
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(page);
            }
        }
        catch (IOException)
        {
            // That was the last page.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void MakeRoom() => File.Delete(Filler);

    public async ValueTask DisposeAsync() => await RunAsync("umount", Path);

    private static async Task<(int ExitCode, string Errors)> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, errors.Trim());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (1, e.Message);
        }
    }
}

/// <summary>No disk can be mounted; the message tells why.</summary>
internal sealed class MountException(string message) : Exception(message);
