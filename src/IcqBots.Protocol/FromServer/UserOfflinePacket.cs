namespace IcqBots.Protocol.FromServer;

/// <summary>USER_OFFLINE (0078): a contact has logged off, or become invisible.</summary>
/// <remarks><code>
/// 4  REMOTE_UIN
/// </code></remarks>
public sealed record UserOfflinePacket(Uin Uin) : ServerPacket(ServerCommand.UserOffline)
{
    internal static UserOfflinePacket Read(ref PacketReader reader) => new(reader.ReadUin());

    internal override void Write(PacketWriter writer) => writer.WriteUin(Uin);
}
