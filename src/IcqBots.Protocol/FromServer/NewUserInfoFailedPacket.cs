namespace IcqBots.Protocol.FromServer;

/// <summary>NEW_USER_INFO has failed (00BE).</summary>
/// <remarks><code>
/// 2  SEQ_NUM   from the request
/// </code></remarks>
public sealed record NewUserInfoFailedPacket(ushort SubSequence) : AnswerPacket(ServerCommand.NewUserInfoFailed, SubSequence)
{
    internal static NewUserInfoFailedPacket Read(ref PacketReader reader) =>
        new(reader.ReadUInt16());

    internal override void Write(PacketWriter writer) => writer.WriteUInt16(SubSequence);
}
