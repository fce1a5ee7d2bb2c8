namespace IcqBots.Host.Configuration;

/// <summary>Something in a YAML file that has to be put right. It never holds a password or a value of an environment variable.</summary>
/// <param name="File">The path as the caller gave it.</param>
/// <param name="Line">The line, from 1; 0 when the file could not be read at all.</param>
/// <param name="Column">The column, from 1; 0 when the file could not be read at all.</param>
/// <param name="Text">What is wrong, and what to write instead.</param>
public sealed record Mistake(string File, int Line, int Column, string Text)
{
    /// <summary>"bots.yaml:12:5: what is wrong", which editors and terminals turn into a link.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}:{Column}: {Text}" : $"{File}: {Text}";
}

/// <summary>A line and a column of a file, both from 1.</summary>
internal readonly record struct Place(int Line, int Column) : IComparable<Place>
{
    /// <summary>Earlier in the file is less.</summary>
    public int CompareTo(Place other) => (Line, Column).CompareTo((other.Line, other.Column));
}

/// <summary>The mistakes of one file while it is being read.</summary>
internal sealed class MistakeList(string file)
{
    private const int ShownCharacters = 80;

    private readonly List<Mistake> _mistakes = [];
    private bool _isClosed;

    /// <summary>The file as the caller named it.</summary>
    public string File => file;

    public bool IsEmpty => _mistakes.Count == 0;

    public void Add(Place place, string text)
    {
        if (!_isClosed)
        {
            _mistakes.Add(new Mistake(file, place.Line, place.Column, text));
        }
    }

    /// <summary>Adds a mistake of the file as a whole.</summary>
    public void Add(string text) => Add(default, text);

    /// <summary>Adds those of another list.</summary>
    public void Add(MistakeList others) => _mistakes.AddRange(others._mistakes);

    /// <summary>Forgets all others, and those to come, for a mistake that makes them meaningless.</summary>
    public void SetOnly(Place place, string text)
    {
        _mistakes.Clear();
        Add(place, text);
        _isClosed = true;
    }

    /// <summary>Each mistake once (a mapping that is used through aliases is read often), by place.</summary>
    public IReadOnlyList<Mistake> InOrder() =>
        [.. _mistakes.Distinct().OrderBy(mistake => mistake.Line).ThenBy(mistake => mistake.Column)];

    /// <summary>A text of the file, made fit for one line of a terminal.</summary>
    public static string Shown(string text)
    {
        var line = string.Concat(text.Take(ShownCharacters).Select(each => char.IsControl(each) ? '?' : each));
        return text.Length > ShownCharacters ? line + "…" : line;
    }

    /// <summary>All mistakes as an exception, a line each.</summary>
    public FormatException ToException() => new(string.Join('\n', InOrder()));
}
