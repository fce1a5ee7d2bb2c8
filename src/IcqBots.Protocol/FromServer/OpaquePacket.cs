namespace IcqBots.Protocol.FromServer;

/// <summary>A packet whose layout nobody knows: its bytes are kept as they came.</summary>
/// <remarks><code>
/// …  unknown
/// </code></remarks>
public abstract record OpaquePacket : ServerPacket
{
    private protected OpaquePacket(ServerCommand command, ReadOnlyMemory<byte> body)
        : base(command) => Body = body;

    /// <summary>The bytes behind the header.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    internal sealed override void Write(PacketWriter writer) => writer.WriteBytes(Body.Span);
}
