using System.Globalization;

namespace IcqBots.Protocol.Messages;

/// <summary>The content of a message of type <see cref="MessageType.ContactList"/>: <c>count FE</c>, then <c>UIN FE nick FE</c> for each.</summary>
/// <param name="Contacts">The contacts that the sender recommends.</param>
public sealed record ContactListMessage(IReadOnlyList<ListedContact> Contacts)
{
    /// <summary>
    /// Takes the message apart. The count is not believed; entries whose UIN is none are left out. FE is a letter in some code pages: what
    /// stands between a nick and the next number belongs to the nick.
    /// </summary>
    public static ContactListMessage Parse(string text, WireText wire)
    {
        // The last entry ends with a separator, too; what follows it is no field.
        var fields = text.EndsWith(WireText.FieldSeparator) ? text[..^1].Split(WireText.FieldSeparator) : text.Split(WireText.FieldSeparator);
        var contacts = new List<ListedContact>();
        for (var next = 1; next < fields.Length;)
        {
            var number = fields[next];
            var nick = next + 1;
            for (next += 2; next < fields.Length && !IsNumber(fields[next]);)
            {
                next++;
            }

            if (Uin.TryParse(number, CultureInfo.InvariantCulture, out var uin))
            {
                contacts.Add(new ListedContact(uin, WireText.FromWire(wire.JoinFields(fields.Take(next).Skip(nick)))));
            }
        }

        return new ContactListMessage(contacts);
    }

    /// <summary>The contacts in as many messages as they need, in order; one that fits into no message has one of its own.</summary>
    public static IEnumerable<ContactListMessage> Split(IEnumerable<ListedContact> contacts, WireText wire)
    {
        var part = new List<ListedContact>();
        foreach (var contact in contacts)
        {
            if (part.Count > 0
                && wire.Encoding.GetByteCount(new ContactListMessage([.. part, contact]).ToText(wire)) > WireText.MaxMessageBytes)
            {
                yield return new ContactListMessage([.. part]);
                part.Clear();
            }

            part.Add(contact);
        }

        if (part.Count > 0)
        {
            yield return new ContactListMessage(part);
        }
    }

    /// <summary>The text of a packet. A letter that is the byte FE is replaced, see <see cref="WireText.ToField"/>.</summary>
    public string ToText(WireText wire) => MessageFields.Join(
        wire,
        [$"{Contacts.Count}", .. Contacts.SelectMany(contact => new[] { contact.Uin.ToString(), contact.Nick }), ""]);

    private static bool IsNumber(string field) => field.Length > 0 && field.All(char.IsAsciiDigit);
}

/// <summary>Somebody in a contact list that was sent.</summary>
/// <param name="Uin">The contact's number.</param>
/// <param name="Nick">The name that the sender has for them.</param>
public sealed record ListedContact(Uin Uin, string Nick);
