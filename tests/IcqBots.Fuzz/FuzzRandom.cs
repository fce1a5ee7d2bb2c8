namespace IcqBots.Fuzz;

/// <summary>
/// Random numbers (SplitMix64) that begin anew with each input: an input is the same whatever came before it, and also with another
/// version of .NET.
/// </summary>
internal sealed class FuzzRandom
{
    private ulong _state;

    /// <summary>From here on come the numbers of one input of a run.</summary>
    public void Reset(long seed, long index)
    {
        _state = (ulong)seed;
        _state = Next() + (ulong)index;
        _state = Next();
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(Next() % (uint)limit);

    /// <summary>True in <paramref name="count"/> of so many cases.</summary>
    public bool Chance(int count, int of) => Below(of) < count;

    /// <summary>One of the items.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>So many random bytes.</summary>
    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = (byte)Next();
        }

        return bytes;
    }
}
