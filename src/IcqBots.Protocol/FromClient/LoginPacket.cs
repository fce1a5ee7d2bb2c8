using System.Net;

namespace IcqBots.Protocol.FromClient;

/// <summary>LOGIN (03E8): begins a session.</summary>
/// <remarks><code>
/// 4  PORT           TCP port for peers; mICQ sends more than 65535, icqlib swaps the bytes
/// s  PASSWORD       some clients leave out the NUL
/// 4  X1             build of the client, 72 00 04 00
/// 4  USER_IP        the client's own view of its address; may be 0 or reversed
/// 1  X2             connection type, see ConnectionType
/// 4  STATUS
/// 4  X3             version of the protocol between peers
/// 2  LOGIN_SEQ_NUM  comes back in LOGIN_REPLY
/// 4  X4             0
/// 4  X5             build of the client, 04 00 72 00
/// </code>The fields behind STATUS may be missing or cut short, and are 0 then; Open OSCAR Server accepts such a LOGIN too.</remarks>
public sealed record LoginPacket(
    uint Port,
    Password Password,
    IPAddress Address,
    ConnectionType ConnectionType,
    OnlineStatus Status,
    uint PeerVersion,
    ushort LoginSequence) : ClientPacket(ClientCommand.Login)
{
    /// <summary>Build of the client, as genuine clients of 1998 send it.</summary>
    public uint X1 { get; init; } = 0x0004_0072;

    /// <summary>Unknown, 0.</summary>
    public uint X4 { get; init; }

    /// <summary>Build of the client again, halves swapped.</summary>
    public uint X5 { get; init; } = 0x0072_0004;

    internal static LoginPacket Read(ref PacketReader reader)
    {
        var port = reader.ReadUInt32();
        var password = new Password(reader.ReadString());
        var x1 = reader.ReadUInt32();
        return new LoginPacket(
            port,
            password,
            Address: reader.ReadAddress(),
            ConnectionType: (ConnectionType)reader.ReadByte(),
            Status: reader.ReadStatus(),
            PeerVersion: reader.ReadOptionalUInt32(),
            LoginSequence: reader.ReadOptionalUInt16())
        {
            X1 = x1,
            X4 = reader.ReadOptionalUInt32(),
            X5 = reader.ReadOptionalUInt32(),
        };
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt32(Port);
        writer.WriteString(Password.Reveal());
        writer.WriteUInt32(X1);
        writer.WriteAddress(Address);
        writer.WriteByte((byte)ConnectionType);
        writer.WriteStatus(Status);
        writer.WriteUInt32(PeerVersion);
        writer.WriteUInt16(LoginSequence);
        writer.WriteUInt32(X4);
        writer.WriteUInt32(X5);
    }
}
