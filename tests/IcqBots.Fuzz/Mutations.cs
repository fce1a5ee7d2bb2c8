using System.Buffers.Binary;

namespace IcqBots.Fuzz;

/// <summary>What happens to the bytes of a packet.</summary>
internal static class Mutations
{
    /// <summary>The longest input, longer than any that is looked at.</summary>
    public const int MaxLength = 9000;

    private static readonly ushort[] Sizes = [0, 1, 2, 0x00FF, 0x0100, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF];

    /// <summary>The bytes changed in one way; <paramref name="other"/> is another packet to splice with.</summary>
    public static byte[] Apply(byte[] bytes, byte[] other, FuzzRandom random)
    {
        switch (random.Below(9))
        {
            case 0:
                return bytes[..random.Below(bytes.Length + 1)];
            case 1:
                return [.. bytes, .. random.Bytes(random.Chance(1, 500) ? MaxLength - bytes.Length : random.Below(40))];
            case 2:
                return [.. bytes.AsSpan(0, random.Below(bytes.Length + 1)), .. other.AsSpan(random.Below(other.Length + 1))];
            case 3:
                return random.Chance(1, 10) ? random.Bytes(random.Below(120)) : Randomize(bytes, random);
            case 4 or 5:
                return SetLength(bytes, random);
            case 6:
                return SetByte(bytes, random.Chance(1, 2) ? (byte)0x00 : (byte)0xFF, random);
            case 7:
                return SetByte(bytes, (byte)random.Next(), random);
            default:
                return FlipBit(bytes, random);
        }
    }

    /// <summary>Everything behind a place is random.</summary>
    private static byte[] Randomize(byte[] bytes, FuzzRandom random)
    {
        var kept = random.Below(bytes.Length + 1);
        return [.. bytes.AsSpan(0, kept), .. random.Bytes(bytes.Length - kept)];
    }

    private static byte[] SetByte(byte[] bytes, byte value, FuzzRandom random)
    {
        var changed = bytes.ToArray();
        if (changed.Length > 0)
        {
            changed[random.Below(changed.Length)] = value;
        }

        return changed;
    }

    private static byte[] FlipBit(byte[] bytes, FuzzRandom random)
    {
        var changed = bytes.ToArray();
        if (changed.Length > 0)
        {
            changed[random.Below(changed.Length)] ^= (byte)(1 << random.Below(8));
        }

        return changed;
    }

    /// <summary>What looks like the length of a string (NUL at its end), or else any two bytes, claims too much or too little.</summary>
    private static byte[] SetLength(byte[] bytes, FuzzRandom random)
    {
        if (bytes.Length < 2)
        {
            return bytes;
        }

        var changed = bytes.ToArray();
        var at = FindLength(changed, random);
        var field = changed.AsSpan(at, 2);
        var rest = bytes.Length - at - 2;
        var old = BinaryPrimitives.ReadUInt16LittleEndian(field);
        var value = random.Below(4) switch
        {
            0 => old + 1 + random.Below(3),
            1 => old - 1 - random.Below(3),
            2 => rest + random.Below(3) - 1,
            _ => random.Pick(Sizes),
        };
        BinaryPrimitives.WriteUInt16LittleEndian(field, (ushort)value);
        return changed;
    }

    private static int FindLength(ReadOnlySpan<byte> bytes, FuzzRandom random)
    {
        var begin = random.Below(bytes.Length - 1);
        for (var i = 0; i < bytes.Length - 1; i++)
        {
            var at = (begin + i) % (bytes.Length - 1);
            var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
            if (count > 0 && at + 2 + count <= bytes.Length && bytes[at + 1 + count] == 0)
            {
                return at;
            }
        }

        return begin;
    }
}
