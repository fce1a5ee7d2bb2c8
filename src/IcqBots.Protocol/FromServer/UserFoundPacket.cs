namespace IcqBots.Protocol.FromServer;

/// <summary>USER_FOUND (008C): a hit of a search. END_OF_SEARCH follows the last one.</summary>
/// <remarks><code>
/// 2  SEARCH_SEQ_NUM   from the search
/// 4  UIN
/// …  see UserInfo
/// 1  X1               02 in a capture; missing from other servers
/// </code></remarks>
public sealed record UserFoundPacket(ushort SubSequence, Uin Uin, UserInfo Info) : AnswerPacket(ServerCommand.UserFound, SubSequence)
{
    /// <summary>What stands behind the last known field.</summary>
    public ReadOnlyMemory<byte> Tail { get; init; } = new byte[] { 0x02 };

    internal static UserFoundPacket Read(ref PacketReader reader) =>
        new(reader.ReadUInt16(), Uin: reader.ReadUin(), Info: UserInfo.Read(ref reader)) { Tail = reader.ReadBytes(reader.Remaining) };

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        writer.WriteUin(Uin);
        Info.Write(writer);
        writer.WriteBytes(Tail.Span);
    }
}
