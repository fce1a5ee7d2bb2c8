namespace IcqBots.Protocol.FromServer;

/// <summary>A packet whose code is not known here: code and bytes as they came.</summary>
public sealed record UnknownServerPacket(ServerCommand Code, ReadOnlyMemory<byte> Body) : OpaquePacket(Code, Body);
