using System.Globalization;
using System.Numerics;
using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>What an argument of a command, or the answer to a question, can be.</summary>
internal sealed class ArgumentType
{
    private const NumberStyles Fraction = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly ArgumentType[] _all =
    [
        new("word", typeof(string), "a word", word => word),
        new("text", typeof(string), "a text", ReadRest),
        new("int", typeof(int), "a whole number", ReadNumber<int>),
        new("long", typeof(long), "a whole number", ReadNumber<long>),
        new("number", typeof(decimal), "a number such as 3.5", ReadNumber<decimal>),
        new("bool", typeof(bool), "yes or no", ReadBool),
        // Programs show long numbers in groups: 123-456-789.
        new("uin", typeof(Uin), "an ICQ number", word =>
            Uin.TryParse(word.Replace("-", "", StringComparison.Ordinal), null, out var uin) ? uin : null),
        new("duration", typeof(TimeSpan), "a time such as 20m or 2 hours", DurationText.Read),
        new("date", typeof(DateOnly), "a date such as 1998-11-16", word =>
            DateOnly.TryParseExact(word, "yyyy-M-d", Culture, DateTimeStyles.None, out var date) ? date : null),
        new("time", typeof(TimeOnly), "a time of day such as 18:30", word =>
            TimeOnly.TryParseExact(word, ["H:m", "H:m:s"], Culture, DateTimeStyles.None, out var time) ? time : null),
    ];

    private static readonly Dictionary<string, string> _otherNames = new() { ["string"] = "word", ["decimal"] = "number" };

    private readonly Func<string, int, IEnumerable<(object Value, int End)>> _read;

    private ArgumentType(string name, Type type, string description, Func<string, object?> parse)
        : this(name, type, description, (text, start) => ReadWord(text, start, parse))
    {
    }

    private ArgumentType(string name, Type type, string description, Func<string, int, IEnumerable<(object Value, int End)>> read)
    {
        Name = name;
        Type = type;
        Description = description;
        _read = read;
    }

    /// <summary>The names that patterns can use.</summary>
    public static string Names => string.Join(", ", _all.Select(type => type.Name));

    /// <summary>The types that a question can ask for.</summary>
    public static string ClrNames => string.Join(", ", _all.Select(type => ClrName(type.Type)).Distinct());

    /// <summary>Its name in patterns.</summary>
    public string Name { get; }

    /// <summary>What the script gets.</summary>
    public Type Type { get; }

    /// <summary>What a person is told that it is: <c>a whole number</c>.</summary>
    public string Description { get; }

    /// <summary>True when it takes all that is left of the text.</summary>
    public bool TakesRest => Name == "text";

    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    /// <summary>The one of that name; null where there is none.</summary>
    public static ArgumentType? Named(string name) =>
        Array.Find(_all, type => type.Name == _otherNames.GetValueOrDefault(name, name));

    /// <summary>The one for answers that become such a type; null where there is none.</summary>
    public static ArgumentType? Of(Type type) => Array.FindLast(_all, each => each.Type == type);

    /// <summary>The name of a type as C# has it.</summary>
    public static string ClrName(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? $"{ClrName(inner)}?"
        : type == typeof(string) ? "string"
        : type == typeof(int) ? "int"
        : type == typeof(long) ? "long"
        : type == typeof(decimal) ? "decimal"
        : type == typeof(bool) ? "bool"
        : type.Name;

    /// <summary>What can be read from <paramref name="start"/> on, where no blank is, and how far it goes; the longest first.</summary>
    public IEnumerable<(object Value, int End)> Read(string text, int start) => start < text.Length ? _read(text, start) : [];

    /// <summary>The whole of a text as a value; null when it is none.</summary>
    public object? TryReadAll(string text) =>
        Read(text, 0).Where(read => read.End == text.Length).Select(read => read.Value).FirstOrDefault();

    /// <summary>What is wrong with a word or text.</summary>
    public string Refuse(string text) => Type == typeof(int) && long.TryParse(text, NumberStyles.AllowLeadingSign, Culture, out _)
        ? $"{Words.Quote(text)} is too large"
        : $"{Words.Quote(text)} is not {Description}";

    private static IEnumerable<(object, int)> ReadWord(string text, int start, Func<string, object?> parse) =>
        Words.Read(text, start) is { } word && parse(word.Text) is { } value ? [(value, word.End)] : [];

    private static IEnumerable<(object, int)> ReadRest(string text, int start) => [(text[start..].TrimEnd(), text.Length)];

    private static object? ReadNumber<T>(string word)
        where T : INumber<T> =>
        T.TryParse(word, typeof(T) == typeof(decimal) ? Fraction : NumberStyles.AllowLeadingSign, Culture, out var value) ? value : null;

    private static object? ReadBool(string word) => word.ToUpperInvariant() switch
    {
        "YES" or "Y" or "TRUE" or "ON" => true,
        "NO" or "N" or "FALSE" or "OFF" => false,
        _ => null,
    };
}
