namespace IcqBots.Protocol.FromServer;

/// <summary>END_OF_SEARCH (00A0): no more hits follow.</summary>
/// <remarks><code>
/// 2  SEARCH_SEQ_NUM   from the search
/// 1  MORE             1: there are more hits than were sent
/// </code></remarks>
public sealed record EndOfSearchPacket(ushort SubSequence, bool More) : AnswerPacket(ServerCommand.EndOfSearch, SubSequence)
{
    internal static EndOfSearchPacket Read(ref PacketReader reader) =>
        new(reader.ReadUInt16(), More: reader.ReadByte() != 0);

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        writer.WriteByte(More ? (byte)1 : (byte)0);
    }
}
