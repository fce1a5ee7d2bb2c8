namespace IcqBots.Protocol.FromClient;

/// <summary>A packet whose layout is not known here: code and bytes as they came.</summary>
public sealed record UnknownClientPacket(ClientCommand Code, ReadOnlyMemory<byte> Body) : ClientPacket(Code)
{
    internal override void Write(PacketWriter writer) => writer.WriteBytes(Body.Span);
}
