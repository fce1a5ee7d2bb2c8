using System.Buffers.Binary;

namespace IcqBots.Capture;

/// <summary>Reads pcap and pcapng files frame by frame.</summary>
internal static class CaptureFile
{
    private const uint Microseconds = 0xA1B2C3D4;
    private const uint Nanoseconds = 0xA1B23C4D;

    /// <summary>The largest frame that is believed; programs that capture stop at 262,144 bytes.</summary>
    public const int MaxFrame = 1 << 20;

    /// <summary>The frames of a file in their order, read as they are asked for.</summary>
    /// <exception cref="CaptureFormatException">The file is no capture, or damaged from here on.</exception>
    public static IEnumerable<LinkFrame> Read(Stream stream, string name)
    {
        var source = new ByteSource(stream, name);
        var magic = new byte[4];
        if (!source.TryFill(magic))
        {
            throw source.Error(0, "the file is empty");
        }

        var little = BinaryPrimitives.ReadUInt32LittleEndian(magic);
        var big = BinaryPrimitives.ReadUInt32BigEndian(magic);
        return little == PcapngReader.SectionHeader ? new PcapngReader(source).Read()
            : little is Microseconds or Nanoseconds ? ReadPcap(source, new ByteOrder(false), little)
            : big is Microseconds or Nanoseconds ? ReadPcap(source, new ByteOrder(true), big)
            : throw source.Error(0, "neither a pcap nor a pcapng file begins like this");
    }

    private static IEnumerable<LinkFrame> ReadPcap(ByteSource source, ByteOrder order, uint magic)
    {
        // version, time zone, accuracy, longest frame, link; the magic is read already.
        var header = source.Take(20, unit: 0);
        var link = (LinkType)(order.UInt32(header.AsSpan(16)) & 0xFFFF);
        var record = new byte[16];
        for (var start = source.Offset; source.TryFill(record); start = source.Offset)
        {
            var fraction = order.UInt32(record.AsSpan(4));
            var length = order.UInt32(record.AsSpan(8));
            if (length > MaxFrame)
            {
                throw source.Error(start, $"a packet of {length} bytes cannot be: the file is damaged");
            }

            var time = DateTimeOffset.FromUnixTimeSeconds(order.UInt32(record))
                .AddTicks(magic == Microseconds ? fraction * TimeSpan.TicksPerMicrosecond : fraction / TimeSpan.NanosecondsPerTick);
            yield return new LinkFrame(time, link, source.Take((int)length, start));
        }
    }
}
