namespace IcqBots.Protocol.FromClient;

/// <summary>UPDATE_EXT_INFO (04B0): the sender's own extended information. UPDATE_EXT_REPLY or 00D2 answers it.</summary>
/// <remarks><code>
/// 2  SEQ_NUM   comes back in the answer
/// …  see ExtendedUserInfo
/// </code></remarks>
public sealed record UpdateExtInfoPacket(ushort SubSequence, ExtendedUserInfo Info) : ClientPacket(ClientCommand.UpdateExtInfo)
{
    internal static UpdateExtInfoPacket Read(ref PacketReader reader) =>
        new(SubSequence: reader.ReadUInt16(), Info: ExtendedUserInfo.Read(ref reader));

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        Info.Write(writer);
    }
}
