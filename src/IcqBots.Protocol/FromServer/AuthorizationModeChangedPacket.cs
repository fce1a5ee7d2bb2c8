namespace IcqBots.Protocol.FromServer;

/// <summary>The authorization mode is set (01F4). Only servers of later versions send it; no client reads its parameters.</summary>
/// <remarks><code>
/// …  unknown
/// </code></remarks>
public sealed record AuthorizationModeChangedPacket(ReadOnlyMemory<byte> Body) : OpaquePacket(ServerCommand.AuthorizationModeChanged, Body)
{
    internal static AuthorizationModeChangedPacket Read(ref PacketReader reader) => new(reader.ReadBytes(reader.Remaining));
}
