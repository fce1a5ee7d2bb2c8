using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Storage;

/// <summary>Opens a database file so that the bots can run whatever has become of it; what is lost by that is told in the log.</summary>
internal static partial class UsableFile
{
    /// <summary>
    /// Opens the file, in a folder that is made (mode 0700) where it does not exist. A damaged file is moved aside. Where it cannot be used, a
    /// temporary one takes its place.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="open">Opens a file, given its path and the folder to delete when it is closed (null: none).</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <exception cref="NewerFileException">The file was written by a newer program.</exception>
    /// <exception cref="IOException">No temporary file can be made either.</exception>
    public static T Open<T>(string path, Func<string, string?, T> open, TimeProvider time, ILogger log)
    {
        try
        {
            DataFolder.Create(Path.GetDirectoryName(path)!);
            try
            {
                return open(path, null);
            }
            catch (Exception e) when (SqliteFile.IsDamage(e))
            {
                MoveAside(path, time, log);
                return open(path, null);
            }
        }
        catch (Exception e) when (e is IOException and not NewerFileException or UnauthorizedAccessException or SqliteException)
        {
            LogNothingKept(log, e.Message);
            var folder = Directory.CreateTempSubdirectory("icqbots-").FullName;
            return open(Path.Combine(folder, Path.GetFileName(path)), folder);
        }
    }

    /// <summary>Renames a damaged file, so that a new one can begin.</summary>
    public static void MoveAside(string path, TimeProvider time, ILogger log)
    {
        var aside = string.Create(CultureInfo.InvariantCulture, $"{path}.damaged-{time.GetUtcNow():yyyyMMdd-HHmmss}");
        foreach (var end in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(path + end))
            {
                File.Move(path + end, aside + end, overwrite: true);
            }
        }

        LogDamaged(log, path, aside);
    }

    [LoggerMessage(LogLevel.Error, "The database {Path} is damaged. It is now {Aside}, and a new one begins: what was kept in it is only there")]
    private static partial void LogDamaged(ILogger log, string path, string aside);

    [LoggerMessage(LogLevel.Error, "{Reason}. The program runs, but nothing that belongs there survives its end")]
    private static partial void LogNothingKept(ILogger log, string reason);
}
