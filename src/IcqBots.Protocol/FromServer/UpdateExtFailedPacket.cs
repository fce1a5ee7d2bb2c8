namespace IcqBots.Protocol.FromServer;

/// <summary>UPDATE_EXT_INFO has failed (00D2).</summary>
/// <remarks><code>
/// 2  SEQ_NUM   from the request
/// </code></remarks>
public sealed record UpdateExtFailedPacket(ushort SubSequence) : AnswerPacket(ServerCommand.UpdateExtFailed, SubSequence)
{
    internal static UpdateExtFailedPacket Read(ref PacketReader reader) =>
        new(reader.ReadUInt16());

    internal override void Write(PacketWriter writer) => writer.WriteUInt16(SubSequence);
}
