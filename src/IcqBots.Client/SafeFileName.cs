using System.Globalization;
using System.Text;

namespace IcqBots.Client;

/// <summary>The name under which a file from somebody else can be kept: it stays in its folder, and no system takes it for anything special.</summary>
public static class SafeFileName
{
    private const int MaxBytes = 120;
    private const string Fallback = "file";

    private static readonly string[] Reserved =
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. "0123456789¹²³".SelectMany(number => new[] { $"COM{number}", $"LPT{number}" })];

    /// <summary>
    /// The last part of the path, without characters that mean something to a system or a terminal, without dots and spaces at its ends,
    /// at most 120 bytes of UTF-8 with its extension kept; "file" where nothing is left.
    /// </summary>
    public static string From(string name)
    {
        var last = name.Split('/', '\\', ':')[^1];
        var clean = string.Concat(last.EnumerateRunes().Select(rune => IsHarmless(rune) ? rune.ToString() : "_")).Trim(' ', '.');
        var extension = Path.GetExtension(clean);
        extension = Encoding.UTF8.GetByteCount(extension) > MaxBytes / 2 ? "" : extension;
        var stem = clean[..^extension.Length].Trim(' ', '.');
        while (Encoding.UTF8.GetByteCount(stem) > MaxBytes - Encoding.UTF8.GetByteCount(extension))
        {
            stem = stem[..^(char.IsLowSurrogate(stem[^1]) ? 2 : 1)];
        }

        stem = stem.Length == 0 ? Fallback : stem;
        return Reserved.Contains(stem.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase) ? $"_{stem}{extension}" : stem + extension;
    }

    /// <summary>The path of a file in the folder that does not exist yet: "a.txt", "a (2).txt" and so on.</summary>
    public static string Free(string folder, string safeName)
    {
        var path = Path.Combine(folder, safeName);
        for (var number = 2; Path.Exists(path); number++)
        {
            path = Path.Combine(
                folder,
                string.Create(
                    CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(safeName)} ({number}){Path.GetExtension(safeName)}"));
        }

        return path;
    }

    private static bool IsHarmless(Rune rune) =>
        !Rune.IsControl(rune) && rune.Value is not ('<' or '>' or '"' or '|' or '?' or '*')
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
}
