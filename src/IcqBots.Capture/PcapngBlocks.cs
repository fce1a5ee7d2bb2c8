using System.Buffers.Binary;

namespace IcqBots.Capture;

/// <summary>Writes the blocks of a pcapng file with one interface of raw IPv4 packets and times in nanoseconds.</summary>
internal static class PcapngBlocks
{
    /// <summary>What the file begins with: section and interface.</summary>
    public static byte[] Header() =>
    [
        // Version 1.0, length of the section not known; the name of the program.
        .. Block(PcapngReader.SectionHeader, [.. UInt32(PcapngReader.ByteOrderMagic), 1, 0, 0, 0, .. Enumerable.Repeat((byte)0xFF, 8),
            .. Option(4, "icqbots"u8), .. Option(0, [])]),
        .. Block(PcapngReader.InterfaceDescription, [.. UInt32((uint)LinkType.Raw), .. UInt32(0), .. Option(9, [9]), .. Option(0, [])]),
    ];

    /// <summary>A packet with its time.</summary>
    public static byte[] Packet(DateTimeOffset time, ReadOnlySpan<byte> packet)
    {
        var nanoseconds = (ulong)Math.Max((time - DateTimeOffset.UnixEpoch).Ticks, 0) * TimeSpan.NanosecondsPerTick;
        return Block(PcapngReader.EnhancedPacket,
        [
            .. UInt32(0), .. UInt32((uint)(nanoseconds >> 32)), .. UInt32((uint)nanoseconds),
            .. UInt32((uint)packet.Length), .. UInt32((uint)packet.Length), .. packet, .. Padding(packet.Length),
        ]);
    }

    private static byte[] Block(uint type, ReadOnlySpan<byte> body)
    {
        var length = UInt32((uint)(body.Length + 12));
        return [.. UInt32(type), .. length, .. body, .. length];
    }

    private static byte[] Option(ushort code, ReadOnlySpan<byte> value) =>
        [.. UInt32(code | ((uint)value.Length << 16)), .. value, .. Padding(value.Length)];

    private static byte[] UInt32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Padding(int length) => new byte[-length & 3];
}
