namespace IcqBots.Protocol.FromClient;

/// <summary>EXT_INFO_REQ (046A): asks for a user's extended information. EXT_INFO_REPLY answers it.</summary>
/// <remarks><code>
/// 2  INFO_SEQ_NUM   comes back in the answer
/// 4  UIN
/// </code>Open OSCAR Server may crash when the UIN does not exist: ask it only about users that a search has found.</remarks>
public sealed record ExtInfoRequestPacket(ushort SubSequence, Uin Uin) : ClientPacket(ClientCommand.ExtInfoRequest)
{
    internal static ExtInfoRequestPacket Read(ref PacketReader reader) =>
        new(SubSequence: reader.ReadUInt16(), Uin: reader.ReadUin());

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        writer.WriteUin(Uin);
    }
}
