namespace IcqBots.Protocol.FromServer;

/// <summary>STATUS_UPDATE (01A4): a contact has another status.</summary>
/// <remarks><code>
/// 4  REMOTE_UIN
/// 4  STATUS
/// </code></remarks>
public sealed record StatusUpdatePacket(Uin Uin, OnlineStatus Status) : ServerPacket(ServerCommand.StatusUpdate)
{
    internal static StatusUpdatePacket Read(ref PacketReader reader) => new(Uin: reader.ReadUin(), Status: reader.ReadStatus());

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUin(Uin);
        writer.WriteStatus(Status);
    }
}
