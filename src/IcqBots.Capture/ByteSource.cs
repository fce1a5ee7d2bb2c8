namespace IcqBots.Capture;

/// <summary>Reads a file from its beginning to its end and knows where it is.</summary>
internal sealed class ByteSource(Stream stream, string name)
{
    private readonly byte[] _skipped = new byte[4096];

    /// <summary>Bytes read so far.</summary>
    public long Offset { get; private set; }

    /// <summary>Fills the buffer with the beginning of a unit; false when the file ends in front of it.</summary>
    /// <exception cref="CaptureFormatException">The file ends inside.</exception>
    public bool TryFill(Span<byte> buffer)
    {
        var unit = Offset;
        var count = Read(buffer);
        return count > 0 && (count == buffer.Length ? true : throw CutOff(unit));
    }

    /// <summary>The next bytes of the unit that began at <paramref name="unit"/>.</summary>
    /// <exception cref="CaptureFormatException">The file ends inside.</exception>
    public byte[] Take(int count, long unit)
    {
        var bytes = new byte[count];
        return Read(bytes) == count ? bytes : throw CutOff(unit);
    }

    /// <summary>Leaves out bytes of the unit that began at <paramref name="unit"/>.</summary>
    /// <exception cref="CaptureFormatException">The file ends inside.</exception>
    public void Skip(long count, long unit)
    {
        while (count > 0)
        {
            var read = Read(_skipped.AsSpan(0, (int)Math.Min(count, _skipped.Length)));
            count = read > 0 ? count - read : throw CutOff(unit);
        }
    }

    public CaptureFormatException Error(long offset, string problem) => new(name, offset, problem);

    private int Read(Span<byte> buffer)
    {
        var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        Offset += count;
        return count;
    }

    private CaptureFormatException CutOff(long unit) => Error(unit, $"what begins here is cut off: the file ends at byte {Offset}");
}
