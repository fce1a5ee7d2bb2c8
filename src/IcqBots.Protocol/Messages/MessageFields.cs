namespace IcqBots.Protocol.Messages;

/// <summary>The fields of a structured message: missing ones are empty, and the last one that is asked for takes all that is left.</summary>
internal sealed class MessageFields(string text, WireText wire)
{
    private readonly string[] _fields = text.Split(WireText.FieldSeparator);

    public int Count => _fields.Length;

    public string this[int index] => index < _fields.Length ? WireText.FromWire(_fields[index]) : "";

    /// <summary>The fields from <paramref name="index"/> on as one text, in which a separator was meant as a letter.</summary>
    public string Rest(int index) => WireText.FromWire(wire.JoinFields(_fields.Skip(index)));

    /// <summary>Nick, first name, last name and e-mail address, which begin the messages of the server about a person.</summary>
    public UserInfo Person => new(Nick: this[0], FirstName: this[1], LastName: this[2], Email: this[3]);

    public static string Join(WireText wire, params IEnumerable<string> fields) =>
        string.Join(WireText.FieldSeparator, fields.Select(wire.ToField));
}
