namespace IcqBots.Protocol.FromServer;

/// <summary>UIN and password of a pre-login check are right (0032). Not acknowledged: there is no session yet.</summary>
/// <remarks><code>
/// 2  SEQ_NUM_2   from the check
/// 4  UIN
/// </code></remarks>
public sealed record PreLoginReplyPacket(ushort SubSequence, Uin Uin) : AnswerPacket(ServerCommand.PreLoginReply, SubSequence)
{
    internal static PreLoginReplyPacket Read(ref PacketReader reader) =>
        new(reader.ReadUInt16(), Uin: reader.ReadUin());

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        writer.WriteUin(Uin);
    }
}
