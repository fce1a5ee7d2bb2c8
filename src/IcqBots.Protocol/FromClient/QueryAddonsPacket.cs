namespace IcqBots.Protocol.FromClient;

/// <summary>QUERY_ADDONS (04C4): asks for add-ons. No source knows its layout; the bytes are kept as they came.</summary>
/// <remarks><code>
/// …  unknown
/// </code></remarks>
public sealed record QueryAddonsPacket(ReadOnlyMemory<byte> Body) : ClientPacket(ClientCommand.QueryAddons)
{
    internal static QueryAddonsPacket Read(ref PacketReader reader) =>
        new(reader.ReadBytes(reader.Remaining));

    internal override void Write(PacketWriter writer) => writer.WriteBytes(Body.Span);
}
