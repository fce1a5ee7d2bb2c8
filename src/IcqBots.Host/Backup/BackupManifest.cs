using System.Text.Json;

namespace IcqBots.Host.Backup;

/// <summary>What a backup says about itself: <c>backup.json</c> in the archive.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Version">The version of the format.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Databases">The files that <c>icqbots restore</c> brings back.</param>
internal sealed record BackupManifest(string Format, int Version, DateTimeOffset CreatedAt, IReadOnlyList<BackupDatabase> Databases)
{
    /// <summary>The name of its entry.</summary>
    public const string EntryName = "backup.json";

    /// <summary>What tells a backup from other archives.</summary>
    public const string FormatName = "icqbots-backup";

    /// <summary>The version that is written, and the newest that is read.</summary>
    public const int PresentVersion = 1;

    /// <summary>More than any manifest has, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads one.</summary>
    /// <exception cref="IOException">It is none, or of a newer program.</exception>
    public static BackupManifest Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(json, _json);
            if (manifest?.Format != FormatName || manifest.Databases.Any(database => database is null or { Bytes: < 0 }))
            {
                throw new IOException("it is no backup of icqbots");
            }

            return manifest.Version <= PresentVersion ? manifest : throw new IOException("it was made by a newer icqbots; use that version");
        }
        catch (JsonException e)
        {
            throw new IOException("it is no backup of icqbots", e);
        }
    }

    /// <summary>As it is in the archive.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, _json);
}

/// <summary>A database file in a backup.</summary>
/// <param name="Name">Its name, in the archive as in the data folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256 in hexadecimal digits.</param>
internal sealed record BackupDatabase(string Name, long Bytes, string Sha256);
