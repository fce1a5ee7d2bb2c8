namespace IcqBots.Protocol.FromServer;

/// <summary>QUERY_REPLY (0082): the answer to QUERY_SERVERS or QUERY_ADDONS. No source knows its layout; the bytes are kept as they came.</summary>
/// <remarks><code>
/// …  unknown
/// </code></remarks>
public sealed record QueryReplyPacket(ReadOnlyMemory<byte> Body) : OpaquePacket(ServerCommand.QueryReply, Body)
{
    internal static QueryReplyPacket Read(ref PacketReader reader) => new(reader.ReadBytes(reader.Remaining));
}
