namespace IcqBots.Scripting;

/// <summary>A packet whose layout nobody knows, such as SYSTEM_MESSAGE (01C2).</summary>
/// <param name="Command">The code in its header.</param>
/// <param name="Body">The bytes behind the header.</param>
public sealed record RawPacket(ushort Command, ReadOnlyMemory<byte> Body);
