namespace IcqBots.Protocol.FromServer;

/// <summary>UPDATE_INFO has failed (01EA).</summary>
/// <remarks><code>
/// 2  SEQ_NUM   from the request
/// </code></remarks>
public sealed record UpdateFailedPacket(ushort SubSequence) : AnswerPacket(ServerCommand.UpdateFailed, SubSequence)
{
    internal static UpdateFailedPacket Read(ref PacketReader reader) =>
        new(reader.ReadUInt16());

    internal override void Write(PacketWriter writer) => writer.WriteUInt16(SubSequence);
}
