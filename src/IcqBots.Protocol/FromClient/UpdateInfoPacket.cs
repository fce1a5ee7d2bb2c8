namespace IcqBots.Protocol.FromClient;

/// <summary>UPDATE_INFO (050A): the sender's own basic information in the form of later clients. UPDATE_REPLY or 01EA answers it.</summary>
/// <remarks><code>
/// 2  SEQ_NUM   comes back in the answer
/// …  see UserInfo; mICQ leaves out AUTHORIZE
/// </code></remarks>
public sealed record UpdateInfoPacket(ushort SubSequence, UserInfo Info) : ClientPacket(ClientCommand.UpdateInfo)
{
    internal static UpdateInfoPacket Read(ref PacketReader reader) =>
        new(SubSequence: reader.ReadUInt16(), Info: UserInfo.Read(ref reader));

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        Info.Write(writer);
    }
}
