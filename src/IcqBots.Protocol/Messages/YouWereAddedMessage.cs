namespace IcqBots.Protocol.Messages;

/// <summary>
/// The content of a message of type <see cref="MessageType.YouWereAdded"/>: <c>nick FE first FE last FE e-mail FE flag</c>. The server
/// sends it in the name of the user who has added the receiver.
/// </summary>
/// <param name="Person">Who has added the receiver; the flag tells whether they want to be asked before they are added.</param>
public sealed record YouWereAddedMessage(UserInfo Person)
{
    /// <summary>Takes the message apart.</summary>
    public static YouWereAddedMessage Parse(string text, WireText wire)
    {
        var fields = new MessageFields(text, wire);
        return new YouWereAddedMessage(fields.Person with { AuthorizationRequired = fields.Count > 4 ? fields[4] == "0" : null });
    }

    /// <summary>The text of a packet. A letter that is the byte FE is replaced, see <see cref="WireText.ToField"/>.</summary>
    public string ToText(WireText wire) => MessageFields.Join(
        wire, Person.Nick, Person.FirstName, Person.LastName, Person.Email, Person.AuthorizationRequired == true ? "0" : "1");
}
