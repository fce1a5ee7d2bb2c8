namespace IcqBots.Protocol.Messages;

/// <summary>
/// The content of a message of type <see cref="MessageType.AuthorizationRequest"/>:
/// <c>nick FE first FE last FE e-mail FE flag FE reason</c>.
/// </summary>
/// <param name="Person">Who asks, as they say themselves; the flag tells whether they want to be asked, too.</param>
/// <param name="Reason">Why they ask.</param>
public sealed record AuthorizationRequestMessage(UserInfo Person, string Reason)
{
    /// <summary>Takes the message apart; a text without fields is the reason.</summary>
    public static AuthorizationRequestMessage Parse(string text, WireText wire)
    {
        var fields = new MessageFields(text, wire);
        return fields.Count == 1
            ? new AuthorizationRequestMessage(UserInfo.Empty, fields[0])
            : new AuthorizationRequestMessage(fields.Person with { AuthorizationRequired = fields[4] == "0" }, fields.Rest(5));
    }

    /// <summary>The text of a packet. A letter that is the byte FE is replaced, see <see cref="WireText.ToField"/>.</summary>
    public string ToText(WireText wire) => MessageFields.Join(
        wire, Person.Nick, Person.FirstName, Person.LastName, Person.Email, Person.AuthorizationRequired == true ? "0" : "1", Reason);
}
