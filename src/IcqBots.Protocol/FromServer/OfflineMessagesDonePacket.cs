namespace IcqBots.Protocol.FromServer;

/// <summary>REPLY_X2 (00E6): all stored messages have been sent; they can be deleted now.</summary>
/// <remarks><code>
/// 4  UIN   the client's own; may be missing
/// </code></remarks>
public sealed record OfflineMessagesDonePacket(Uin Uin) : ServerPacket(ServerCommand.OfflineMessagesDone)
{
    internal static OfflineMessagesDonePacket Read(ref PacketReader reader) => new(new Uin(reader.ReadOptionalUInt32()));

    internal override void Write(PacketWriter writer) => writer.WriteUin(Uin);
}
