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

    internal static ContactListPacket Read(ref PacketReader reader)
    {
        var contacts = new Uin[reader.ReadByte()];
        for (var i = 0; i < contacts.Length && !reader.Truncated; i++)
        {
            contacts[i] = reader.ReadUin();
        }

        return new ContactListPacket(contacts);
    }

    internal override void Write(PacketWriter writer)
    {
        if (Contacts.Count > MaxContacts)
        {
            throw new InvalidOperationException($"{Contacts.Count} contacts do not fit into a packet; send at most {MaxContacts} in each");
        }

        writer.WriteByte((byte)Contacts.Count);
        foreach (var contact in Contacts)
        {
            writer.WriteUin(contact);
        }
    }
}
