namespace IcqBots.Protocol.FromServer;

/// <summary>NEW_USER_REPLY (00B4): NEW_USER_INFO is done.</summary>
/// <remarks><code>
/// 2  SEQ_NUM   from the request
/// </code></remarks>
public sealed record NewUserReplyPacket(ushort SubSequence) : AnswerPacket(ServerCommand.NewUserReply, SubSequence)
{
    internal static NewUserReplyPacket Read(ref PacketReader reader) =>
        new(reader.ReadUInt16());

    internal override void Write(PacketWriter writer) => writer.WriteUInt16(SubSequence);
}
