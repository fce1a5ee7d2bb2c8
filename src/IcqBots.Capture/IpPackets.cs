using System.Buffers.Binary;
using System.Net;

namespace IcqBots.Capture;

/// <summary>Writes the headers of IPv4, UDP and TCP, for captures of programs that see only what is inside.</summary>
internal static class IpPackets
{
    /// <summary>The most bytes of a TCP stream that go into one packet.</summary>
    public const int MaxSegment = ushort.MaxValue - IpHeader - TcpHeader;

    private const int IpHeader = 20;
    private const int UdpHeader = 8;
    private const int TcpHeader = 20;
    private const byte Udp = 17;
    private const byte Tcp = 6;

    /// <summary>The longest segment, and window scale 14: the window is large enough for what is never acknowledged one by one.</summary>
    private static readonly byte[] SynOptions = [2, 4, MaxSegment >> 8, MaxSegment & 0xFF, 3, 3, 14, 0];

    public static byte[] Datagram(IPEndPoint from, IPEndPoint to, ReadOnlySpan<byte> payload)
    {
        // What is too long for IPv4 cannot have been sent or received.
        payload = payload[..Math.Min(payload.Length, ushort.MaxValue - IpHeader - UdpHeader)];
        var packet = Begin(Udp, from, to, UdpHeader + payload.Length);
        var udp = packet.AsSpan(IpHeader);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        payload.CopyTo(udp[UdpHeader..]);
        var checksum = Checksum(udp, PseudoHeader(packet));
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], checksum == 0 ? ushort.MaxValue : checksum);
        return packet;
    }

    public static byte[] Segment(IPEndPoint from, IPEndPoint to, uint sequence, uint acknowledged, TcpFlags flags, ReadOnlySpan<byte> payload)
    {
        var options = flags.HasFlag(TcpFlags.Syn) ? SynOptions : [];
        var header = TcpHeader + options.Length;
        var packet = Begin(Tcp, from, to, header + payload.Length);
        var tcp = packet.AsSpan(IpHeader);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledged);
        tcp[12] = (byte)(header / 4 << 4);
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], ushort.MaxValue);
        options.CopyTo(tcp[TcpHeader..]);
        payload.CopyTo(tcp[header..]);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], Checksum(tcp, PseudoHeader(packet)));
        return packet;
    }

    /// <summary>A packet with its header, and with the two ports that UDP and TCP begin with.</summary>
    private static byte[] Begin(byte protocol, IPEndPoint from, IPEndPoint to, int length)
    {
        var packet = new byte[IpHeader + length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[6] = 0x40;
        packet[8] = 64;
        packet[9] = protocol;
        from.Address.MapToIPv4().TryWriteBytes(packet.AsSpan(12), out _);
        to.Address.MapToIPv4().TryWriteBytes(packet.AsSpan(16), out _);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksum(packet.AsSpan(0, IpHeader), 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(IpHeader), (ushort)from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(IpHeader + 2), (ushort)to.Port);
        return packet;
    }

    /// <summary>The sum of what UDP and TCP count besides themselves: addresses, protocol, length.</summary>
    private static uint PseudoHeader(ReadOnlySpan<byte> packet) => Sum(packet[12..IpHeader]) + packet[9] + (uint)(packet.Length - IpHeader);

    private static ushort Checksum(ReadOnlySpan<byte> bytes, uint before)
    {
        var sum = Sum(bytes) + before;
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~(sum + (sum >> 16));
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (; bytes.Length >= 2; bytes = bytes[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }

        return bytes is [var last] ? sum + (uint)(last << 8) : sum;
    }
}
