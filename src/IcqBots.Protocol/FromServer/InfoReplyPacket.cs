namespace IcqBots.Protocol.FromServer;

/// <summary>INFO_REPLY (0118): a user's basic information.</summary>
/// <remarks><code>
/// 2  INFO_SEQ_NUM   from INFO_REQ
/// 4  UIN
/// …  see UserInfo
/// …  X1             2 bytes in a capture, 4 from Open OSCAR Server; no client reads them
/// </code>Open OSCAR Server answers for an unknown UIN, too: with its digits as the nick.</remarks>
public sealed record InfoReplyPacket(ushort SubSequence, Uin Uin, UserInfo Info) : AnswerPacket(ServerCommand.InfoReply, SubSequence)
{
    /// <summary>What stands behind the last known field.</summary>
    public ReadOnlyMemory<byte> Tail { get; init; } = new byte[2];

    internal static InfoReplyPacket Read(ref PacketReader reader) =>
        new(reader.ReadUInt16(), Uin: reader.ReadUin(), Info: UserInfo.Read(ref reader)) { Tail = reader.ReadBytes(reader.Remaining) };

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        writer.WriteUin(Uin);
        Info.Write(writer);
        writer.WriteBytes(Tail.Span);
    }
}
