using System.Net;

namespace IcqBots.Protocol.BetweenPeers;

/// <summary>CHANNEL_INIT: the first frame on a connection, from the side that connected. It is not answered.</summary>
/// <remarks><code>
/// 1  INIT_IDENT   FF
/// 4  X1           version of the protocol between peers
/// 4  X2           port again, or 0
/// 4  MY_UIN       not proved by anything
/// 4  MY_IP
/// 4  MY_IP_REAL
/// 1  X3           connection type, see ConnectionType
/// 4  MY_PORT      TCP port on which the sender listens
/// </code></remarks>
public sealed record ChannelInitFrame(
    uint PeerVersion,
    uint LocalPort,
    Uin Uin,
    IPAddress Address,
    IPAddress RealAddress,
    ConnectionType ConnectionType,
    uint Port) : PeerFrame
{
    /// <summary>The first byte.</summary>
    public const byte Identification = 0xFF;

    /// <summary>
    /// True for what begins like this frame. FF alone tells nothing: the UIN of a channel frame can begin with it. A version follows in both, and the upper bytes of the one
    /// in CHANNEL_INIT are where a channel frame has the lowest byte of its own, which is not 0.
    /// </summary>
    public static bool IsInit(ReadOnlySpan<byte> bytes) => bytes is [Identification, _, 0, 0, 0, ..];

    internal static ChannelInitFrame Read(ref PacketReader reader)
    {
        reader.ReadByte();
        return new ChannelInitFrame(
            PeerVersion: reader.ReadUInt32(),
            LocalPort: reader.ReadUInt32(),
            Uin: reader.ReadUin(),
            Address: reader.ReadAddress(),
            RealAddress: reader.ReadAddress(),
            ConnectionType: (ConnectionType)reader.ReadByte(),
            Port: reader.ReadUInt32());
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteByte(Identification);
        writer.WriteUInt32(PeerVersion);
        writer.WriteUInt32(LocalPort);
        writer.WriteUin(Uin);
        writer.WriteAddress(Address);
        writer.WriteAddress(RealAddress);
        writer.WriteByte((byte)ConnectionType);
        writer.WriteUInt32(Port);
    }
}
