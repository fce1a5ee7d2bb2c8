namespace IcqBots.Protocol.FromClient;

/// <summary>Visible list (06AE): who sees the sender also while it is invisible. Several packets add up.</summary>
/// <remarks><code>
/// 1  COUNT
/// 4  UIN     repeated COUNT times
/// </code></remarks>
public sealed record VisibleListPacket(IReadOnlyList<Uin> Contacts) : ClientPacket(ClientCommand.VisibleList)
{
    internal static VisibleListPacket Read(ref PacketReader reader) =>
        new(reader.ReadUins());

    internal override void Write(PacketWriter writer) => writer.WriteUins(Contacts);
}
