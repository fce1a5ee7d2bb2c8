namespace IcqBots.Protocol.FromClient;

/// <summary>NEW_USER_1 (04EC): asks for permission to register. Its header has no UIN; ACK answers it.</summary>
/// <remarks><code>
/// …  unknown; Open OSCAR Server ignores it
/// </code></remarks>
public sealed record NewUserPermissionPacket(ReadOnlyMemory<byte> Body) : ClientPacket(ClientCommand.NewUserPermission)
{
    internal static NewUserPermissionPacket Read(ref PacketReader reader) =>
        new(reader.ReadBytes(reader.Remaining));

    internal override void Write(PacketWriter writer) => writer.WriteBytes(Body.Span);
}
