using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace IcqBots.Host.Configuration;

/// <summary>A number of bytes, written as 500KB, 256MB or 1GB. A KB has 1024 of them.</summary>
public readonly record struct MemorySize(long Bytes)
{
    private static readonly (string Unit, long Bytes)[] _units = [("GB", 1L << 30), ("MB", 1L << 20), ("KB", 1L << 10)];

    /// <summary>True, and the size, for a whole number with KB, MB or GB.</summary>
    public static bool TryParse(string text, out MemorySize size)
    {
        size = default;
        var (unit, bytes) = _units.FirstOrDefault(each => text.EndsWith(each.Unit, StringComparison.Ordinal));
        if (unit is null || !int.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        size = new MemorySize(count * bytes);
        return true;
    }

    /// <summary>As it is written in bots.yaml, in the largest unit that needs no fraction.</summary>
    public override string ToString()
    {
        var bytes = Bytes;
        var (unit, size) = Array.Find(_units, each => bytes % each.Bytes == 0);
        return unit is null ? $"{bytes} bytes" : $"{bytes / size}{unit}";
    }
}

/// <summary>The smallest and the largest <see cref="MemorySize"/> that a key takes.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MemoryRangeAttribute(string smallest, string largest) : ValidationAttribute
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is MemorySize size && MemorySize.TryParse(smallest, out var least) && MemorySize.TryParse(largest, out var most)
        && size.Bytes >= least.Bytes && size.Bytes <= most.Bytes;
}
