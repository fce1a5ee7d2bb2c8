namespace IcqBots.Protocol.Messages;

/// <summary>The content of a message of type <see cref="MessageType.Url"/>: <c>description FE address</c>.</summary>
/// <param name="Description">What the sender says about it; may be empty.</param>
/// <param name="Address">The web address as it came; nobody has checked it.</param>
public sealed record UrlMessage(string Description, string Address)
{
    /// <summary>
    /// Takes the message apart. FE is a letter in some code pages: with several of them the address stands behind the last one if it looks
    /// like an address, else behind the first.
    /// </summary>
    public static UrlMessage Parse(string text, WireText wire)
    {
        var fields = new MessageFields(text, wire);
        if (fields.Count == 1)
        {
            return new UrlMessage("", fields[0]);
        }

        var last = fields[fields.Count - 1];
        return fields.Count > 2 && !LooksLikeAddress(last)
            ? new UrlMessage(fields[0], fields.Rest(1))
            : new UrlMessage(
                WireText.FromWire(wire.JoinFields(text.Split(WireText.FieldSeparator).SkipLast(1))), last);
    }

    /// <summary>The text of a packet. A letter that is the byte FE is replaced, see <see cref="WireText.ToField"/>.</summary>
    public string ToText(WireText wire) => MessageFields.Join(wire, Description, Address);

    private static bool LooksLikeAddress(string text) =>
        text.Length > 0 && !text.Any(char.IsWhiteSpace) && text.AsSpan().IndexOfAny(".:/") >= 0;
}
