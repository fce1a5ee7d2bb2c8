namespace IcqBots.Protocol.FromServer;

/// <summary>Wrong password (0064): the login or registration was refused. Not acknowledged.</summary>
/// <remarks><code>
/// 2  LOGIN_SEQ_NUM   from LOGIN; may be missing
/// 4  UIN             may be missing
/// </code>Open OSCAR Server leaves out both, and sends it for a LOGIN that it cannot read, too.</remarks>
public sealed record WrongPasswordPacket(ushort LoginSequence, Uin Uin) : ServerPacket(ServerCommand.WrongPassword)
{
    internal static WrongPasswordPacket Read(ref PacketReader reader) =>
        new(LoginSequence: reader.ReadOptionalUInt16(), Uin: new Uin(reader.ReadOptionalUInt32()));

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(LoginSequence);
        writer.WriteUin(Uin);
    }
}
