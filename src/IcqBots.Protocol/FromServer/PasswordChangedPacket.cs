namespace IcqBots.Protocol.FromServer;

/// <summary>CHANGE_PASSWORD is done (0140). Only servers of later versions send it; in version 2 the ACK is the answer.</summary>
/// <remarks><code>
/// 2  SEQ_NUM   from CHANGE_PASSWORD; may be missing
/// </code></remarks>
public sealed record PasswordChangedPacket(ushort SubSequence) : AnswerPacket(ServerCommand.PasswordChanged, SubSequence)
{
    internal static PasswordChangedPacket Read(ref PacketReader reader) =>
        new(reader.ReadOptionalUInt16());

    internal override void Write(PacketWriter writer) => writer.WriteUInt16(SubSequence);
}
