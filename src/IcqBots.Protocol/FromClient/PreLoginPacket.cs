namespace IcqBots.Protocol.FromClient;

/// <summary>A check of UIN and password before LOGIN (03F2). ACK and 0032 answer it, or 0064.</summary>
/// <remarks><code>
/// 2  SEQ_NUM_2   comes back in 0032
/// 4  UIN
/// s  PASSWORD
/// 4  STATUS      may be missing
/// </code>Its header is that of version 3: no UIN, but a second number first. Clients of 1997 and 1998 send it with version 2 or 3 in front.</remarks>
public sealed record PreLoginPacket(ushort SubSequence, Uin Uin, Password Password, OnlineStatus Status) : ClientPacket(ClientCommand.PreLogin)
{
    internal static PreLoginPacket Read(ref PacketReader reader) =>
        new(
            SubSequence: reader.ReadUInt16(),
            Uin: reader.ReadUin(),
            Password: new Password(reader.ReadString()),
            Status: (OnlineStatus)reader.ReadOptionalUInt32());

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        writer.WriteUin(Uin);
        writer.WriteString(Password.Reveal());
        writer.WriteStatus(Status);
    }
}
