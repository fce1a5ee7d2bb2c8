namespace IcqBots.Protocol.FromClient;

/// <summary>INFO_REQ (0460): asks for a user's basic information. INFO_REPLY answers it.</summary>
/// <remarks><code>
/// 2  INFO_SEQ_NUM   comes back in the answer
/// 4  UIN
/// </code></remarks>
public sealed record InfoRequestPacket(ushort SubSequence, Uin Uin) : ClientPacket(ClientCommand.InfoRequest)
{
    internal static InfoRequestPacket Read(ref PacketReader reader) =>
        new(SubSequence: reader.ReadUInt16(), Uin: reader.ReadUin());

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        writer.WriteUin(Uin);
    }
}
