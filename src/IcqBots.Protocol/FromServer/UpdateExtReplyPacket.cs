namespace IcqBots.Protocol.FromServer;

/// <summary>UPDATE_EXT_REPLY (00C8): UPDATE_EXT_INFO is done.</summary>
/// <remarks><code>
/// 2  SEQ_NUM   from the request
/// </code></remarks>
public sealed record UpdateExtReplyPacket(ushort SubSequence) : AnswerPacket(ServerCommand.UpdateExtReply, SubSequence)
{
    internal static UpdateExtReplyPacket Read(ref PacketReader reader) =>
        new(reader.ReadUInt16());

    internal override void Write(PacketWriter writer) => writer.WriteUInt16(SubSequence);
}
