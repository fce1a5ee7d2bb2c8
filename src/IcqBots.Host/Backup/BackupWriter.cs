using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using IcqBots.Storage;

namespace IcqBots.Host.Backup;

/// <summary>Writes a backup: a zip archive with the databases as they are at one moment, and what else belongs to the bots.</summary>
/// <param name="dataFolder">Where the databases are.</param>
/// <param name="time">The clock.</param>
/// <param name="say">Gets what is done, a line each.</param>
internal sealed class BackupWriter(string dataFolder, TimeProvider time, Func<string, Task> say)
{
    /// <summary>A regular file that only its owner may read, as archives note it.</summary>
    private const int OwnersFile = 0x8180 << 16;

    private static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(5);

    /// <summary>Makes the file (mode 0600); until it is complete it has another name, and is gone when something fails.</summary>
    /// <param name="target">The file.</param>
    /// <param name="overwrites">Whether it may take the place of another backup.</param>
    /// <param name="others">What belongs to the bots besides: names in the archive, and paths.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">There is nothing to back up, or something cannot be read or written.</exception>
    public async Task WriteAsync(
        string target, bool overwrites, IReadOnlyList<(string Name, string Path)> others, CancellationToken cancellationToken)
    {
        var present = KeptFile.All.Where(kept => File.Exists(Path.Combine(dataFolder, kept.Name))).ToList();
        if (present.Count == 0)
        {
            throw new IOException($"there is nothing to back up in {dataFolder}: no host has run with it");
        }

        var part = $"{target}.part-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        try
        {
            DataFolder.Create(part);
            var archive = Path.Combine(part, "archive");
            DataFolder.CreateFile(archive);
            await using (var stream = new FileStream(archive, FileMode.Open, FileAccess.ReadWrite))
            {
                await FillAsync(stream, part, present, others, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(archive, target, overwrites);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
        finally
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }
        }

        await say($"{target}: {Size(new FileInfo(target).Length)}");
    }

    private async Task FillAsync(
        Stream stream, string part, List<KeptFile> present, IReadOnlyList<(string Name, string Path)> others, CancellationToken cancellationToken)
    {
        await using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var databases = new List<BackupDatabase>();
        var createdAt = time.GetUtcNow();
        foreach (var kept in present)
        {
            var copy = Path.Combine(part, kept.Name);
            kept.Copy(Path.Combine(dataFolder, kept.Name), copy);
            var (bytes, hash) = await AddAsync(zip, kept.Name, copy, cancellationToken);
            databases.Add(new BackupDatabase(kept.Name, bytes, hash));
            File.Delete(copy);
            await say($"{kept.Name}: {Size(bytes)}");
        }

        var (count, size) = (0, 0L);
        foreach (var (name, path) in others)
        {
            if (File.Exists(path))
            {
                size += (await AddAsync(zip, name, path, cancellationToken)).Bytes;
                count++;
            }
        }

        await say($"bots.yaml, scripts and received files: {count}, {Size(size)}; these are for unpacking by hand");
        var manifest = new BackupManifest(BackupManifest.FormatName, BackupManifest.PresentVersion, createdAt, databases);
        await using var entry = await Create(zip, BackupManifest.EntryName).OpenAsync(cancellationToken);
        await entry.WriteAsync(manifest.ToJson(), cancellationToken);
    }

    private async Task<(long Bytes, string Hash)> AddAsync(ZipArchive zip, string name, string path, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using var entry = await Create(zip, name).OpenAsync(cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        var (bytes, told) = (0L, time.GetTimestamp());
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            await entry.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            bytes += read;
            if (time.GetElapsedTime(told) > TellInterval)
            {
                told = time.GetTimestamp();
                await say($"{name}: {Size(bytes)} of {Size(source.Length)} …");
            }
        }

        return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static ZipArchiveEntry Create(ZipArchive zip, string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.ExternalAttributes = OwnersFile;
        return entry;
    }

    private static string Size(long bytes) => bytes < 100_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB");
}
