namespace IcqBots.Protocol.FromServer;

/// <summary>EXT_INFO_REPLY (0122): a user's extended information.</summary>
/// <remarks><code>
/// 2  INFO_SEQ_NUM   from EXT_INFO_REQ
/// 4  UIN
/// …  see ExtendedUserInfo
/// 4  X1             FF FF FF FF in a capture; may be missing
/// </code></remarks>
public sealed record ExtInfoReplyPacket(ushort SubSequence, Uin Uin, ExtendedUserInfo Info) : AnswerPacket(ServerCommand.ExtInfoReply, SubSequence)
{
    /// <summary>What stands behind the last known field.</summary>
    public ReadOnlyMemory<byte> Tail { get; init; } = new byte[] { 0xFF, 0xFF, 0xFF, 0xFF };

    internal static ExtInfoReplyPacket Read(ref PacketReader reader) =>
        new(reader.ReadUInt16(), Uin: reader.ReadUin(), Info: ExtendedUserInfo.Read(ref reader)) { Tail = reader.ReadBytes(reader.Remaining) };

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        writer.WriteUin(Uin);
        Info.Write(writer);
        writer.WriteBytes(Tail.Span);
    }
}
