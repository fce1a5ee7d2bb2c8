namespace IcqBots.Protocol.FromServer;

/// <summary>SYSTEM_MESSAGE (01C2): a message with a button. No source knows its layout; the bytes are kept as they came.</summary>
/// <remarks><code>
/// …  unknown
/// </code></remarks>
public sealed record SystemMessagePacket(ReadOnlyMemory<byte> Body) : OpaquePacket(ServerCommand.SystemMessage, Body)
{
    internal static SystemMessagePacket Read(ref PacketReader reader) => new(reader.ReadBytes(reader.Remaining));
}
