namespace IcqBots.Protocol.FromServer;

/// <summary>A packet whose layout is not known here: code and bytes as they came.</summary>
public sealed record UnknownServerPacket(ServerCommand Code, ReadOnlyMemory<byte> Body) : ServerPacket(Code)
{
    internal override void Write(PacketWriter writer) => writer.WriteBytes(Body.Span);
}
