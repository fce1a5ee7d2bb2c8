using System.Globalization;

namespace IcqBots.Protocol.Messages;

/// <summary>The content of a message of type <see cref="MessageType.ContactList"/>: <c>count FE</c>, then <c>UIN FE nick FE</c> for each.</summary>
/// <param name="Contacts">The contacts that the sender recommends.</param>
public sealed record ContactListMessage(IReadOnlyList<ListedContact> Contacts)
{
    /// <summary>Takes the message apart. The count is not believed; entries whose UIN is none are left out.</summary>
    public static ContactListMessage Parse(string text, WireText wire)
    {
        var fields = new MessageFields(text, wire);
        var contacts = new List<ListedContact>();
        for (var i = 1; i < fields.Count; i += 2)
        {
            if (Uin.TryParse(fields[i], CultureInfo.InvariantCulture, out var uin))
            {
                contacts.Add(new ListedContact(uin, fields[i + 1]));
            }
        }

        return new ContactListMessage(contacts);
    }

    /// <summary>The text of a packet. A letter that is the byte FE is replaced, see <see cref="WireText.ToField"/>.</summary>
    public string ToText(WireText wire) => MessageFields.Join(
        wire,
        [$"{Contacts.Count}", .. Contacts.SelectMany(contact => new[] { contact.Uin.ToString(), contact.Nick }), ""]);
}

/// <summary>Somebody in a contact list that was sent.</summary>
/// <param name="Uin">The contact's number.</param>
/// <param name="Nick">The name that the sender has for them.</param>
public sealed record ListedContact(Uin Uin, string Nick);
