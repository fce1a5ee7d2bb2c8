namespace IcqBots.Protocol.FromClient;

/// <summary>NEW_USER_INFO (04A6): the sender's own basic information. In version 2 every update uses it, not only that of a new user; NEW_USER_REPLY or 00BE answers it.</summary>
/// <remarks><code>
/// 2  SEQ_NUM   comes back in the answer
/// …  see UserInfo
/// </code>Open OSCAR Server reads AUTHORIZE the other way round.</remarks>
public sealed record NewUserInfoPacket(ushort SubSequence, UserInfo Info) : ClientPacket(ClientCommand.NewUserInfo)
{
    internal static NewUserInfoPacket Read(ref PacketReader reader) =>
        new(SubSequence: reader.ReadUInt16(), Info: UserInfo.Read(ref reader));

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        Info.Write(writer);
    }
}
