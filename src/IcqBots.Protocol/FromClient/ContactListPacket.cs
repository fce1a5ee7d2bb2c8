namespace IcqBots.Protocol.FromClient;

/// <summary>CONTACT_LIST (0406): whose presence the server shall tell. Several packets add up.</summary>
/// <remarks><code>
/// 1  NUM_CONTACTS   the specification says 2 bytes; every client and server uses 1
/// 4  UIN            repeated NUM_CONTACTS times
/// </code></remarks>
public sealed record ContactListPacket(IReadOnlyList<Uin> Contacts) : ClientPacket(ClientCommand.ContactList)
{
    /// <summary>The most contacts that the one-byte count allows in a packet.</summary>
    public const int MaxContacts = byte.MaxValue;

    internal static ContactListPacket Read(ref PacketReader reader) =>
        new(reader.ReadUins());

    internal override void Write(PacketWriter writer) => writer.WriteUins(Contacts);
}
