using System.Net;

namespace IcqBots.Protocol.FromServer;

/// <summary>USER_ONLINE (006E): a contact has logged in, or was online when the contact list arrived.</summary>
/// <remarks><code>
/// 4  REMOTE_UIN
/// 4  REMOTE_IP        as the server sees it; 0: unknown, use the server
/// 4  REMOTE_PORT      TCP port for peers; 0: none
/// 4  REMOTE_REAL_IP   as the contact sees it
/// 1  X1               connection type, see ConnectionType
/// 4  STATUS
/// 4  X2               version of the protocol between peers; may be missing
/// </code>Open OSCAR Server lays out bytes 8–24 in another way. Read like this they give port 0, the real address 0.0.3.0, and a STATUS
/// whose upper half is not flags: only the lower 16 bits of STATUS are safe to use.</remarks>
public sealed record UserOnlinePacket(
    Uin Uin,
    IPAddress Address,
    uint Port,
    IPAddress RealAddress,
    ConnectionType ConnectionType,
    OnlineStatus Status,
    uint PeerVersion) : ServerPacket(ServerCommand.UserOnline)
{
    internal static UserOnlinePacket Read(ref PacketReader reader) =>
        new(
            Uin: reader.ReadUin(),
            Address: reader.ReadAddress(),
            Port: reader.ReadUInt32(),
            RealAddress: reader.ReadAddress(),
            ConnectionType: (ConnectionType)reader.ReadByte(),
            Status: reader.ReadStatus(),
            PeerVersion: reader.ReadOptionalUInt32());

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUin(Uin);
        writer.WriteAddress(Address);
        writer.WriteUInt32(Port);
        writer.WriteAddress(RealAddress);
        writer.WriteByte((byte)ConnectionType);
        writer.WriteStatus(Status);
        writer.WriteUInt32(PeerVersion);
    }
}
