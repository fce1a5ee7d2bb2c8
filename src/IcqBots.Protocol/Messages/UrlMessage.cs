using System.Buffers;

namespace IcqBots.Protocol.Messages;

/// <summary>The content of a message of type <see cref="MessageType.Url"/>: <c>description FE address</c>.</summary>
/// <param name="Description">What the sender says about it; may be empty.</param>
/// <param name="Address">The web address as it came; nobody has checked it.</param>
public sealed record UrlMessage(string Description, string Address)
{
    private static readonly SearchValues<char> _schemeLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    /// <summary>
    /// Takes the message apart. FE is a letter in some code pages: with several of them the address begins behind the first one that is
    /// followed by a scheme or <c>www.</c>, else by the name of a host, else behind the very first.
    /// </summary>
    public static UrlMessage Parse(string text, WireText wire)
    {
        var fields = text.Split(WireText.FieldSeparator);
        if (fields.Length == 1)
        {
            return new UrlMessage("", WireText.FromWire(text));
        }

        var address = Array.FindIndex(fields, 1, HasScheme);
        address = address < 0 ? Array.FindIndex(fields, 1, BeginsWithHost) : address;
        address = address < 0 ? 1 : address;
        return new UrlMessage(
            WireText.FromWire(wire.JoinFields(fields.Take(address))), WireText.FromWire(wire.JoinFields(fields.Skip(address))));
    }

    /// <summary>The text of a packet. A letter that is the byte FE is replaced, see <see cref="WireText.ToField"/>.</summary>
    public string ToText(WireText wire) => MessageFields.Join(wire, Description, Address);

    private static bool HasScheme(string text) =>
        text.StartsWith("www.", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
        || (text.IndexOf("://", StringComparison.Ordinal) is > 0 and var end && text.AsSpan(0, end).IndexOfAnyExcept(_schemeLetters) < 0);

    private static bool BeginsWithHost(string text)
    {
        var end = text.AsSpan().IndexOfAny("/:?#");
        var labels = (end < 0 ? text : text[..end]).Split('.');
        return labels.Length > 1
            && labels.All(label => label.Length > 0 && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));
    }
}
