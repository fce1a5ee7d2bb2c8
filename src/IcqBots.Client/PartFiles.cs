using System.Net;
using System.Security.Cryptography;
using System.Text;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Client;

/// <summary>
/// Files that have not arrived completely. They lie in a hidden folder under names that no peer can choose: a part belongs to the UIN
/// and the address that it came from, and to the name and size of the whole, and nobody else's transfer goes on with it.
/// </summary>
internal sealed class PartFiles(string folder, TimeProvider time)
{
    /// <summary>Who wants to go on does so soon; later the file may be another one.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(24);

    private readonly string _folder = Path.Combine(folder, ".parts");

    /// <summary>Where the part is, or will be. Parts that are too old are deleted.</summary>
    /// <exception cref="IOException">The folder for parts cannot be created, or is a link.</exception>
    public string PathOf(Uin from, IPAddress address, FileInfoFrame info)
    {
        if (new DirectoryInfo(_folder).LinkTarget is not null)
        {
            throw new IOException($"{_folder} is a link to elsewhere; remove it");
        }

        OwnerOnly.CreateFolder(_folder);

        var oldest = (time.GetUtcNow() - MaxAge).UtcDateTime;
        foreach (var old in Directory.EnumerateFiles(_folder).Where(part => File.GetLastWriteTimeUtc(part) < oldest))
        {
            File.Delete(old);
        }

        var name = SHA256.HashData(Encoding.UTF8.GetBytes($"{from} {address} {info.Size} {info.FileName}"));
        var part = Path.Combine(_folder, Convert.ToHexStringLower(name));
        if (new FileInfo(part).LinkTarget is not null)
        {
            // Nothing of ours; what is written there would be outside of the folder.
            File.Delete(part);
        }

        return part;
    }

    /// <summary>Opens a part for its only writer.</summary>
    /// <exception cref="IOException">It cannot be opened, or the same file is under way already.</exception>
    public static FileStream Open(string part) =>
        new(part, OwnerOnly.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));

    /// <summary>Brings a complete file to a place where nothing is yet, and tells which.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static string Finish(string part, string folder, string safeName)
    {
        while (true)
        {
            var path = SafeFileName.Free(folder, safeName);
            try
            {
                File.Move(part, path);
                return path;
            }
            catch (IOException) when (File.Exists(part) && Path.Exists(path))
            {
                // Another file of this name has come at the same moment.
            }
        }
    }
}
