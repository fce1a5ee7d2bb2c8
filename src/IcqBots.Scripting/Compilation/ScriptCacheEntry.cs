using System.Security.Cryptography;

namespace IcqBots.Scripting.Compilation;

/// <summary>An image as bytes: a mark, a checksum of the rest, and the parts one after the other.</summary>
internal static class ScriptCacheEntry
{
    private const int ChecksumAt = 8;
    private const int ContentAt = ChecksumAt + SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Mark => "IcqBots1"u8;

    public static byte[] Write(ScriptImage image)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Mark);
        writer.Write(new byte[SHA256.HashSizeInBytes]);
        WriteFiles(writer, image.Sources);
        WriteFiles(writer, image.Libraries);
        writer.Write(image.SettingsTypes.Count);
        foreach (var (name, place) in image.SettingsTypes)
        {
            writer.Write(name);
            writer.Write(place);
        }

        WriteBytes(writer, image.Assembly);
        WriteBytes(writer, image.Symbols);
        var entry = stream.ToArray();
        SHA256.HashData(entry.AsSpan(ContentAt), entry.AsSpan(ChecksumAt));
        return entry;
    }

    /// <summary>Null where it is no entry, or a damaged one.</summary>
    public static ScriptImage? Read(byte[] entry, string folder)
    {
        if (entry.Length < ContentAt
            || !entry.AsSpan(0, ChecksumAt).SequenceEqual(Mark)
            || !SHA256.HashData(entry.AsSpan(ContentAt)).AsSpan().SequenceEqual(entry.AsSpan(ChecksumAt, SHA256.HashSizeInBytes)))
        {
            return null;
        }

        // The checksum has matched: what follows is as it was written.
        using var reader = new BinaryReader(new MemoryStream(entry, ContentAt, entry.Length - ContentAt));
        var sources = ReadFiles(reader);
        var libraries = ReadFiles(reader);
        var settings = new ScriptSettingsType[reader.ReadInt32()];
        for (var i = 0; i < settings.Length; i++)
        {
            settings[i] = new ScriptSettingsType(reader.ReadString(), reader.ReadString());
        }

        return new ScriptImage(folder, sources, libraries, settings, ReadBytes(reader), ReadBytes(reader));
    }

    private static void WriteFiles(BinaryWriter writer, IReadOnlyList<ScriptFileHash> files)
    {
        writer.Write(files.Count);
        foreach (var (path, hash) in files)
        {
            writer.Write(path);
            WriteBytes(writer, hash);
        }
    }

    private static ScriptFileHash[] ReadFiles(BinaryReader reader)
    {
        var files = new ScriptFileHash[reader.ReadInt32()];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = new ScriptFileHash(reader.ReadString(), ReadBytes(reader));
        }

        return files;
    }

    private static void WriteBytes(BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());
}
