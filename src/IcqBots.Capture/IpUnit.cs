using System.Buffers.Binary;
using System.Net;

namespace IcqBots.Capture;

/// <summary>What a frame carries over IPv4: a datagram, or a segment of a TCP connection.</summary>
/// <param name="From">Address and port of the sender.</param>
/// <param name="To">Address and port of the receiver.</param>
/// <param name="Tcp">What TCP says about the payload; null for UDP.</param>
/// <param name="Payload">The bytes of the programs; shorter than they were if the capturing program has cut them.</param>
internal sealed record IpUnit(IPEndPoint From, IPEndPoint To, TcpFields? Tcp, ReadOnlyMemory<byte> Payload)
{
    private const int UdpHeader = 8;
    private const int TcpHeader = 20;

    /// <summary>
    /// The unit in a frame; null when it is neither UDP nor TCP over IPv4, is part of a fragmented packet, or makes no sense.
    /// </summary>
    public static IpUnit? Read(LinkFrame frame)
    {
        var packet = Ipv4Of(frame);
        var bytes = packet.Span;
        if (bytes.Length < 20 || bytes[0] >> 4 != 4)
        {
            return null;
        }

        // Network cards that cut segments themselves let the system write a length of 0.
        var header = (bytes[0] & 0x0F) * 4;
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        length = length == 0 ? bytes.Length : Math.Min(length, bytes.Length);
        var isFragment = (BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x3FFF) != 0;
        if (header < 20 || header > length || isFragment)
        {
            return null;
        }

        var (from, to) = (new IPAddress(bytes[12..16]), new IPAddress(bytes[16..20]));
        return bytes[9] switch
        {
            17 => ReadUdp(packet[header..length], from, to),
            6 => ReadTcp(packet[header..length], from, to),
            _ => null,
        };
    }

    /// <summary>True when <see cref="Read"/> knows what the frame begins with.</summary>
    public static bool Knows(LinkType link) => Enum.IsDefined(link);

    private static IpUnit? ReadUdp(ReadOnlyMemory<byte> unit, IPAddress from, IPAddress to)
    {
        if (unit.Length < UdpHeader)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(unit.Span[4..]);
        var end = length < UdpHeader ? unit.Length : Math.Min(length, unit.Length);
        return new IpUnit(EndPoint(from, unit, 0), EndPoint(to, unit, 2), null, unit[UdpHeader..end]);
    }

    private static IpUnit? ReadTcp(ReadOnlyMemory<byte> unit, IPAddress from, IPAddress to)
    {
        var bytes = unit.Span;
        if (bytes.Length < TcpHeader || bytes[12] >> 4 is var words && (words * 4 < TcpHeader || words * 4 > bytes.Length))
        {
            return null;
        }

        var tcp = new TcpFields(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), (TcpFlags)bytes[13]);
        return new IpUnit(EndPoint(from, unit, 0), EndPoint(to, unit, 2), tcp, unit[(words * 4)..]);
    }

    private static IPEndPoint EndPoint(IPAddress address, ReadOnlyMemory<byte> unit, int offset) =>
        new(address, BinaryPrimitives.ReadUInt16BigEndian(unit.Span[offset..]));

    /// <summary>What is behind the header of the link; empty when that is not IPv4.</summary>
    private static ReadOnlyMemory<byte> Ipv4Of(LinkFrame frame) => frame.Link switch
    {
        LinkType.Raw or LinkType.IPv4 => frame.Bytes,
        LinkType.Ethernet => BehindEtherType(frame.Bytes, typeAt: 12, size: 14),
        LinkType.LinuxSll => BehindEtherType(frame.Bytes, typeAt: 14, size: 16),
        LinkType.LinuxSll2 => BehindEtherType(frame.Bytes, typeAt: 0, size: 20),
        // 2 is the address family of IPv4 on every system; which byte order is read does not matter.
        LinkType.Null or LinkType.Loop => frame.Bytes.Span is [2, 0, 0, 0, ..] or [0, 0, 0, 2, ..] ? frame.Bytes[4..] : default,
        _ => default,
    };

    private static ReadOnlyMemory<byte> BehindEtherType(ReadOnlyMemory<byte> bytes, int typeAt, int size)
    {
        const ushort ipv4 = 0x0800;
        const ushort vlan = 0x8100;
        const ushort outerVlan = 0x88A8;
        while (bytes.Length >= size)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[typeAt..]);
            if (type is not (vlan or outerVlan))
            {
                return type == ipv4 ? bytes[size..] : default;
            }

            // A tag of 802.1Q: two bytes, then the type of what is inside.
            (bytes, typeAt, size) = (bytes[size..], 2, 4);
        }

        return default;
    }
}

/// <summary>What TCP says about a segment.</summary>
/// <param name="Sequence">The number of the payload's first byte; a SYN counts as a byte in front of it.</param>
/// <param name="Flags">What the segment does.</param>
internal readonly record struct TcpFields(uint Sequence, TcpFlags Flags);

/// <summary>The flags of TCP that are of use here.</summary>
[Flags]
internal enum TcpFlags : byte
{
    None = 0,
    Fin = 0x01,
    Syn = 0x02,
    Reset = 0x04,
    Push = 0x08,
    Ack = 0x10,
}
