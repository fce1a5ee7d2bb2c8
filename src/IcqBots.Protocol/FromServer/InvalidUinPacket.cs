namespace IcqBots.Protocol.FromServer;

/// <summary>Nobody has this UIN (012C).</summary>
/// <remarks><code>
/// 4  UIN
/// </code></remarks>
public sealed record InvalidUinPacket(Uin Uin) : ServerPacket(ServerCommand.InvalidUin)
{
    internal static InvalidUinPacket Read(ref PacketReader reader) =>
        new(reader.ReadUin());

    internal override void Write(PacketWriter writer) => writer.WriteUin(Uin);
}
