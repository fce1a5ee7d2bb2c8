namespace IcqBots.Protocol.FromClient;

/// <summary>Invisible list (06A4): who must not see the sender. Several packets add up.</summary>
/// <remarks><code>
/// 1  COUNT
/// 4  UIN     repeated COUNT times
/// </code></remarks>
public sealed record InvisibleListPacket(IReadOnlyList<Uin> Contacts) : ClientPacket(ClientCommand.InvisibleList)
{
    internal static InvisibleListPacket Read(ref PacketReader reader) =>
        new(reader.ReadUins());

    internal override void Write(PacketWriter writer) => writer.WriteUins(Contacts);
}
