namespace IcqBots.Protocol.FromClient;

/// <summary>QUERY_SERVERS (04BA): asks for other servers. No source knows its layout; the bytes are kept as they came.</summary>
/// <remarks><code>
/// …  unknown
/// </code></remarks>
public sealed record QueryServersPacket(ReadOnlyMemory<byte> Body) : ClientPacket(ClientCommand.QueryServers)
{
    internal static QueryServersPacket Read(ref PacketReader reader) =>
        new(reader.ReadBytes(reader.Remaining));

    internal override void Write(PacketWriter writer) => writer.WriteBytes(Body.Span);
}
