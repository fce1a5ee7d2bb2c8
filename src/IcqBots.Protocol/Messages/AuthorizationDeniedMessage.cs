namespace IcqBots.Protocol.Messages;

/// <summary>
/// The content of a message of type <see cref="MessageType.AuthorizationDenied"/>: a reason; from OSCAR users through Open OSCAR Server
/// <c>nick FE first FE last FE e-mail FE reason</c>.
/// </summary>
/// <param name="Reason">Why; may be empty.</param>
public sealed record AuthorizationDeniedMessage(string Reason)
{
    /// <summary>Takes the message apart.</summary>
    public static AuthorizationDeniedMessage Parse(string text, WireText wire)
    {
        var fields = new MessageFields(text, wire);
        return new AuthorizationDeniedMessage(fields.Rest(fields.Count > 4 ? 4 : 0));
    }

    /// <summary>The text of a packet. A letter that is the byte FE is replaced, see <see cref="WireText.ToField"/>.</summary>
    public string ToText(WireText wire) => wire.ToField(Reason);
}
