namespace IcqBots.Protocol.FromClient;

/// <summary>STATUS_CHANGE (04D8): a new status.</summary>
/// <remarks><code>
/// 4  STATUS
/// </code></remarks>
public sealed record StatusChangePacket(OnlineStatus Status) : ClientPacket(ClientCommand.StatusChange)
{
    internal static StatusChangePacket Read(ref PacketReader reader) => new(reader.ReadStatus());

    internal override void Write(PacketWriter writer) => writer.WriteStatus(Status);
}
