namespace IcqBots.Protocol.FromClient;

/// <summary>SEARCH_UIN (041A): who has this UIN? USER_FOUND, if anybody, and END_OF_SEARCH answer it.</summary>
/// <remarks><code>
/// 2  SEARCH_SEQ_NUM   comes back in the answers
/// 4  SEARCH_UIN
/// </code></remarks>
public sealed record SearchUinPacket(ushort SubSequence, Uin Uin) : ClientPacket(ClientCommand.SearchUin)
{
    internal static SearchUinPacket Read(ref PacketReader reader) =>
        new(SubSequence: reader.ReadUInt16(), Uin: reader.ReadUin());

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        writer.WriteUin(Uin);
    }
}
