using System.Globalization;
using System.Text;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;

namespace IcqBots.Host.Templates;

/// <summary>
/// A text with names in braces, such as <c>Hello {nick}, it is {time:HH:mm}</c>, for each of which something is put when it is sent. <c>{{</c>
/// and <c>}}</c> are the braces themselves.
/// </summary>
public class TextTemplate
{
    /// <summary>No value takes more of a text; what is longer is cut.</summary>
    private const int MaxValue = 2000;

    private const int MaxNick = 100;

    private readonly IReadOnlyList<TemplateField> _fields;

    private protected TextTemplate(string text, TemplateNames names) => (Text, _fields) = (text, TemplateReader.Read(text, names));

    /// <summary>As it is written.</summary>
    public string Text { get; }

    /// <summary>Whether there is a <c>{nick}</c> in it, which somebody may have to ask for first.</summary>
    public bool UsesNick => _fields.Any(each => each.Kind == FieldKind.Nick);

    /// <summary>Reads a text.</summary>
    /// <param name="text">What is written.</param>
    /// <param name="names">The names that it may have; null: those of a text to a person.</param>
    /// <exception cref="TemplateException">It has another name, or a brace that stands alone.</exception>
    public static TextTemplate Parse(string text, TemplateNames? names = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TextTemplate(text, names ?? TemplateNames.Person);
    }

    /// <summary>The text as it is written.</summary>
    public override string ToString() => Text;

    /// <summary>The text for one person. What is not known is left out; nothing is thrown, whatever the values are.</summary>
    internal string Fill(TemplateValues values)
    {
        var filled = new StringBuilder();
        foreach (var field in _fields)
        {
            filled.Append(field.Kind switch
            {
                FieldKind.Literal => field.Value,
                FieldKind.Nick => values.Nick is { } nick && OneLine(nick) is { Length: > 0 } line ? Cut(line, MaxNick) : values.Uin.ToString(),
                FieldKind.Uin => values.Uin.ToString(),
                FieldKind.Bot => OneLine(values.Bot),
                FieldKind.Status => InWords(values.Status),
                FieldKind.Date or FieldKind.Time => values.Now.ToString(field.Value, CultureInfo.InvariantCulture),
                FieldKind.State => Cut(values.State(field.Value), MaxValue),
                FieldKind.Text => Cut(values.Text, MaxValue),
                _ => Cut(values.Group(field.Value), MaxValue),
            });
        }

        return filled.ToString();
    }

    /// <summary>The names of groups that no regular expression has found yet, and where they are.</summary>
    private protected IEnumerable<TemplateField> Groups => _fields.Where(each => each.Kind == FieldKind.Group);

    /// <summary>"not available" and the like.</summary>
    private static string InWords(OnlineStatus status) => EntryKey.Hyphenated(status.ToString()).Replace('-', ' ');

    private static string OneLine(string text) => string.Concat(text.Select(each => char.IsControl(each) ? ' ' : each)).Trim();

    /// <summary>At most so many characters, none of them cut in two.</summary>
    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
