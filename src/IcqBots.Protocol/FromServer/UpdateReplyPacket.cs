namespace IcqBots.Protocol.FromServer;

/// <summary>UPDATE_REPLY (01E0): UPDATE_INFO is done.</summary>
/// <remarks><code>
/// 2  SEQ_NUM   from the request
/// </code></remarks>
public sealed record UpdateReplyPacket(ushort SubSequence) : AnswerPacket(ServerCommand.UpdateReply, SubSequence)
{
    internal static UpdateReplyPacket Read(ref PacketReader reader) =>
        new(reader.ReadUInt16());

    internal override void Write(PacketWriter writer) => writer.WriteUInt16(SubSequence);
}
