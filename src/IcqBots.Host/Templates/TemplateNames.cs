using System.Globalization;
using System.Text.RegularExpressions;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Host.Templates;

/// <summary>Which names a <see cref="TextTemplate"/> may have in its braces.</summary>
public sealed class TemplateNames
{
    private const string State = "state.";

    /// <summary>What the keys begin with that the host itself keeps among those of a script.</summary>
    private const string OwnPrefix = "icqbots/";

    private const int MaxFormat = 100;
    private const int ShownCharacters = 40;

    private static readonly Dictionary<string, FieldKind> _words = new()
    {
        ["nick"] = FieldKind.Nick,
        ["uin"] = FieldKind.Uin,
        ["bot"] = FieldKind.Bot,
        ["status"] = FieldKind.Status,
        ["date"] = FieldKind.Date,
        ["time"] = FieldKind.Time,
        ["text"] = FieldKind.Text,
    };

    private readonly bool _isAnswer;

    /// <summary>Null: any group, since the regular expression is not known yet.</summary>
    private readonly IReadOnlyList<string>? _groups;

    private TemplateNames(bool isAnswer, IReadOnlyList<string>? groups) => (_isAnswer, _groups) = (isAnswer, groups);

    /// <summary>Those of a text to a person: nick, uin, bot, status, date, time and state.KEY.</summary>
    public static TemplateNames Person { get; } = new(isAnswer: false, []);

    /// <summary>Those of an answer: text, too, and whatever may be a group of a regular expression.</summary>
    public static TemplateNames Answer { get; } = new(isAnswer: true, groups: null);

    /// <summary>Those of an answer to a text in which a regular expression was found; null: to any text.</summary>
    public static TemplateNames AnswerTo(Regex? expression) => new(isAnswer: true, expression?.GetGroupNames() ?? []);

    /// <summary>What stands at a place.</summary>
    /// <param name="content">What is between the braces.</param>
    /// <param name="position">Where the brace before it is.</param>
    /// <exception cref="TemplateException">It is no such name, or its format is none.</exception>
    internal TemplateField Read(string content, int position)
    {
        if (content.Trim().Length == 0)
        {
            throw Mistake("there is no name between { and }; write {{ and }} for the characters themselves");
        }

        if (content.StartsWith(State, StringComparison.Ordinal))
        {
            return new TemplateField(FieldKind.State, KeyIn(content), position);
        }

        var colon = content.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? content : content[..colon];
        var format = colon < 0 ? null : content[(colon + 1)..];
        var isWord = _words.TryGetValue(name, out var kind) && (_isAnswer || kind != FieldKind.Text);
        if (kind is FieldKind.Date or FieldKind.Time)
        {
            return new TemplateField(kind, Checked(format ?? (kind == FieldKind.Date ? "yyyy-MM-dd" : "HH:mm")), position);
        }

        if (format is not null && (isWord || IsGroup(name)))
        {
            throw Mistake($"{{{name}}} takes no format; only {{date:…}} and {{time:…}} have one");
        }

        return isWord ? new TemplateField(kind, "", position)
            : IsGroup(name) ? new TemplateField(FieldKind.Group, name, position)
            : throw Unknown(name);

        string KeyIn(string text) => text[State.Length..] switch
        {
            "" => throw Mistake("after {state. comes the key under which a script of the bot keeps something"),
            var key when key.StartsWith(OwnPrefix, StringComparison.Ordinal) =>
                throw Mistake($"keys that begin with {OwnPrefix} are the host's"),
            var key => key,
        };

        string Checked(string text) => IsFormat(text)
            ? text
            : throw Mistake($"\"{Shown(text)}\" is no format of a date or a time, such as dd MMM yyyy or HH:mm");

        TemplateException Unknown(string text) => Mistake(
            $"there is no name {{{Shown(text)}}}; "
            + (Nearest(text) is { } meant
                ? $"did you mean {{{meant}}}?"
                : $"the names are {string.Join(", ", All())}; write {{{{ and }}}} for the braces themselves"));

        TemplateException Mistake(string text) => new(position, $"{{{content}}}", text);
    }

    private static bool IsFormat(string text)
    {
        if (text.Length is 0 or > MaxFormat)
        {
            return false;
        }

        try
        {
            _ = default(DateTimeOffset).ToString(text, CultureInfo.InvariantCulture);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private bool IsGroup(string name) => _groups?.Contains(name) ?? IsIdentifier(name);

    private static bool IsIdentifier(string name) => name.Length > 0 && name.All(each => char.IsLetterOrDigit(each) || each == '_');

    private string? Nearest(string name) => Spelling.Nearest(name, Words().Concat((_groups ?? []).Where(group => !IsNumber(group))));

    private IEnumerable<string> Words() => _words.Keys.Where(word => _isAnswer || word != "text");

    private IEnumerable<string> All() =>
        Words().Select(word => $"{{{word}}}").Append("{state.KEY}").Concat((_groups ?? []).Select(group => $"{{{group}}}"));

    private static bool IsNumber(string name) => name.All(char.IsAsciiDigit);

    private static string Shown(string text) => text.Length > ShownCharacters ? $"{text[..ShownCharacters]}…" : text;
}
