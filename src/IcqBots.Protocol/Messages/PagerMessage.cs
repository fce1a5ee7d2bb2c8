namespace IcqBots.Protocol.Messages;

/// <summary>
/// The content of a message of type <see cref="MessageType.WebPager"/> or <see cref="MessageType.EmailExpress"/>:
/// <c>name FE FE FE e-mail FE '3' FE text</c>. It comes from UIN 10; the sender has none.
/// </summary>
/// <param name="Name">The sender's name, as they say themselves.</param>
/// <param name="Email">The sender's e-mail address, as they say themselves.</param>
/// <param name="Text">The text, which begins with lines such as <c>Sender IP:</c> and <c>Subject:</c>.</param>
public sealed record PagerMessage(string Name, string Email, string Text)
{
    /// <summary>Takes the message apart; a text without fields is the text.</summary>
    public static PagerMessage Parse(string text, WireText wire)
    {
        var fields = new MessageFields(text, wire);
        return fields.Count == 1 ? new PagerMessage("", "", fields[0]) : new PagerMessage(fields[0], fields[3], fields.Rest(5));
    }

    /// <summary>The text of a packet. A letter that is the byte FE is replaced, see <see cref="WireText.ToField"/>.</summary>
    public string ToText(WireText wire) => MessageFields.Join(wire, Name, "", "", Email, "3", Text);
}
