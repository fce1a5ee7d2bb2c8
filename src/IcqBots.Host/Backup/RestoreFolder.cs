using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using IcqBots.Storage;

namespace IcqBots.Host.Backup;

/// <summary>
/// The way of a backup's databases into a data folder. They are unpacked and checked in a folder of their own; renaming that folder is the moment from
/// which they count: when a kill comes in between, the next start finishes what is renamed, and throws away what is not.
/// </summary>
internal static partial class RestoreFolder
{
    private const string Staging = "restoring";

    /// <summary>Unpacks and checks a backup; nothing that is in use is touched.</summary>
    /// <param name="backup">The file.</param>
    /// <param name="dataFolder">The data folder, which is made where it does not exist.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>When the backup was made, and what it brings back.</returns>
    /// <exception cref="IOException">The backup cannot be read, is none or is damaged, or there is no room for it.</exception>
    public static async Task<string> StageAsync(string backup, string dataFolder, CancellationToken cancellationToken)
    {
        Discard(dataFolder);
        var staging = Path.Combine(dataFolder, Staging);
        try
        {
            await using var zip = await ZipFile.OpenReadAsync(backup, cancellationToken);
            var manifest = await ReadManifestAsync(zip, cancellationToken);
            var databases = manifest.Databases.Select(database => (
                Kept: KeptFile.All.FirstOrDefault(kept => kept.Name == database.Name)
                    ?? throw new IOException($"it holds \"{database.Name}\", which no backup of this icqbots has"),
                Database: database)).ToList();
            if (databases.Count == 0 || databases.DistinctBy(each => each.Kept).Count() < databases.Count)
            {
                throw new IOException("it names no databases, or one twice");
            }

            DataFolder.Create(staging);
            CheckRoom(dataFolder, databases.Sum(each => (decimal)each.Database.Bytes));
            foreach (var (kept, database) in databases)
            {
                var copy = Path.Combine(staging, kept.Name);
                await UnpackAsync(zip, database, copy, cancellationToken);
                kept.Check(copy);
            }

            return string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(" and ", databases.Select(each => each.Kept.Name))} as of {manifest.CreatedAt.ToLocalTime():yyyy-MM-dd HH:mm}");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or NotSupportedException)
        {
            Discard(dataFolder);
            throw new IOException($"{backup} cannot be restored: {(e is InvalidDataException ? "it is no zip archive, or damaged" : e.Message)}", e);
        }
        catch
        {
            Discard(dataFolder);
            throw;
        }
    }

    /// <summary>Puts what was staged in the place of the present files. Nobody may use these; the caller has the lock on the folder.</summary>
    /// <returns>What has become of what, a line each.</returns>
    /// <exception cref="IOException">Something cannot be written. Until the last moment everything is as it was.</exception>
    public static IReadOnlyList<string> Commit(string dataFolder, DateTimeOffset now)
    {
        var staging = Path.Combine(dataFolder, Staging);
        var lines = new List<string>();
        try
        {
            foreach (var kept in KeptFile.All.Where(kept => File.Exists(Path.Combine(staging, kept.Name))))
            {
                var hasMessages = kept.Prepare(Path.Combine(staging, kept.Name), Path.Combine(dataFolder, kept.Name));
                if (!hasMessages && kept == KeptFile.Bots)
                {
                    lines.Add("messages that were under way when the backup was made are not sent or handled by themselves: icqbots journal failed shows them");
                }
            }
        }
        catch
        {
            Discard(dataFolder);
            throw;
        }

        Directory.Move(staging, Path.Combine(dataFolder, $"restore-{FreeDate(dataFolder, now)}.ready"));
        return [.. Finish(dataFolder), .. lines];
    }

    /// <summary>Finishes what a kill has interrupted, if there is something. The caller has the lock on the folder.</summary>
    /// <returns>What has become of what, a line each.</returns>
    /// <exception cref="IOException">Something cannot be renamed.</exception>
    public static IReadOnlyList<string> Finish(string dataFolder)
    {
        var lines = new List<string>();
        foreach (var ready in Directory.GetDirectories(dataFolder).Where(path => ReadyName().IsMatch(Path.GetFileName(path))).Order(StringComparer.Ordinal))
        {
            var date = ReadyName().Match(Path.GetFileName(ready)).Groups[1].Value;
            foreach (var kept in KeptFile.All.Where(kept => File.Exists(Path.Combine(ready, kept.Name))))
            {
                var present = Path.Combine(dataFolder, kept.Name);
                var before = $"{present}.before-restore-{date}";

                // The database itself last: as long as it is there, all of it is still to be moved.
                foreach (var end in new[] { "-wal", "-shm", "" })
                {
                    if (File.Exists(present + end))
                    {
                        File.Move(present + end, before + end);
                    }
                }

                File.Move(Path.Combine(ready, kept.Name), present);
                lines.Add(File.Exists(before) ? $"{kept.Name} is restored; what was there is now {before}" : $"{kept.Name} is restored");
            }

            Directory.Delete(ready, recursive: true);
        }

        return lines;
    }

    /// <summary>The first second, from a time on, of which no other restore has left files: nothing may stand in the way of the renaming.</summary>
    private static string FreeDate(string dataFolder, DateTimeOffset from)
    {
        for (var time = from; ; time += TimeSpan.FromSeconds(1))
        {
            var date = time.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
            if (!Directory.EnumerateFileSystemEntries(dataFolder, $"*restore-{date}*").Any())
            {
                return date;
            }
        }
    }

    /// <summary>Throws away what was staged and not put in place.</summary>
    public static void Discard(string dataFolder)
    {
        var staging = Path.Combine(dataFolder, Staging);
        if (Directory.Exists(staging))
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    private static async Task<BackupManifest> ReadManifestAsync(ZipArchive zip, CancellationToken cancellationToken)
    {
        var entry = zip.GetEntry(BackupManifest.EntryName) ?? throw new IOException("it is no backup of icqbots");
        await using var stream = await entry.OpenAsync(cancellationToken);
        var buffer = new byte[BackupManifest.MaxBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= BackupManifest.MaxBytes
            ? BackupManifest.Parse(buffer.AsSpan(0, length))
            : throw new IOException("it is no backup of icqbots");
    }

    /// <summary>Writes as many bytes as the manifest has announced, and no more.</summary>
    private static async Task UnpackAsync(ZipArchive zip, BackupDatabase database, string path, CancellationToken cancellationToken)
    {
        var entry = zip.GetEntry(database.Name) ?? throw new IOException($"{database.Name} is missing in it");
        DataFolder.CreateFile(path);
        await using var target = new FileStream(path, FileMode.Open, FileAccess.Write);
        await using var source = await entry.OpenAsync(cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        var bytes = 0L;
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            bytes += read;
            if (bytes > database.Bytes)
            {
                break;
            }

            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        if (bytes != database.Bytes || !string.Equals(Convert.ToHexString(hash.GetHashAndReset()), database.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new IOException($"{database.Name} is damaged in it");
        }

        target.Flush(flushToDisk: true);
    }

    private static void CheckRoom(string dataFolder, decimal bytes)
    {
        // The messages of now are added to what is unpacked.
        var room = new DriveInfo(Path.GetFullPath(dataFolder)).AvailableFreeSpace;
        if (bytes > room / 2)
        {
            throw new IOException($"it needs {bytes} bytes twice, and the disk of {dataFolder} has {room}");
        }
    }

    [GeneratedRegex(@"^restore-([0-9]{8}-[0-9]{6})\.ready$", RegexOptions.CultureInvariant)]
    private static partial Regex ReadyName();
}
