namespace IcqBots.Protocol.FromClient;

/// <summary>LOGIN_2 (0528): sent during login, for a purpose that nobody knows. No open client sends it.</summary>
/// <remarks><code>
/// 1  X1   0; may be missing
/// </code></remarks>
public sealed record Login2Packet(byte X1) : ClientPacket(ClientCommand.Login2)
{
    internal static Login2Packet Read(ref PacketReader reader) =>
        new(X1: reader.ReadOptionalByte() ?? 0);

    internal override void Write(PacketWriter writer) => writer.WriteByte(X1);
}
