using IcqBots.Host.Templates;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace IcqBots.Host.Configuration;

/// <summary>A piece of a YAML document and the place where it begins.</summary>
internal abstract class Node(Place place)
{
    public Place Place { get; } = place;

    /// <summary>The node itself; for an alias, the node that it stands for.</summary>
    public virtual Node Target => this;

    /// <summary>Where a mistake is that was found in the value of this node; where the node begins if nobody can tell.</summary>
    /// <param name="mistake">The mistake.</param>
    /// <param name="value">The value; it is another text than the file has where a variable was put in.</param>
    public virtual Place PlaceOf(TemplateException mistake, string value) => Place;
}

/// <summary>A single value, or a key.</summary>
/// <param name="place">Where it begins.</param>
/// <param name="text">The value.</param>
/// <param name="isPlain">True where it has no quotes and is no block.</param>
/// <param name="source">As it is written, quotes and all; null: nobody looks for a place in it.</param>
internal sealed class TextNode(Place place, string text, bool isPlain, YamlSource? source = null) : Node(place)
{
    public string Text { get; } = text;

    public bool IsPlain { get; } = isPlain;

    /// <summary>True for what YAML takes as "no value": nothing at all, ~ and null.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null";

    /// <inheritdoc/>
    public override Place PlaceOf(TemplateException mistake, string value) =>
        (value == Text ? source?.Find(mistake.Token, OccurrencesBefore(mistake.Token, mistake.Position)) : null) ?? Place;

    private int OccurrencesBefore(string part, int position) =>
        Enumerable.Range(0, position).Count(at => string.CompareOrdinal(Text, at, part, 0, part.Length) == 0);
}

/// <summary>A list.</summary>
internal sealed class ListNode(Place place, IReadOnlyList<Node> items) : Node(place)
{
    public IReadOnlyList<Node> Items { get; } = items;
}

/// <summary>Keys with values, in the order of the file; a key may be there twice.</summary>
internal sealed class MappingNode(Place place, IReadOnlyList<Pair> pairs) : Node(place)
{
    public IReadOnlyList<Pair> Pairs { get; } = pairs;
}

/// <summary>A key with its value; <paramref name="IsFlow"/> when it is written inside { }.</summary>
internal sealed record Pair(TextNode Key, Node Value, bool IsFlow);

/// <summary>*name: the place is where it is used.</summary>
internal sealed class AliasNode(Place place, Node target) : Node(place)
{
    public override Node Target { get; } = target.Target;
}

/// <summary>Something whose mistake is reported already.</summary>
internal sealed class BrokenNode(Place place) : Node(place);

/// <summary>
/// Reads YAML into nodes. YamlDotNet's own representation model stops at the first doubled key and forgets where an alias was
/// used, so the nodes are made from its parser's events here.
/// </summary>
internal sealed class YamlTree
{
    private const int MaxDepth = 64;

    private readonly Parser _parser;
    private readonly string[] _lines;
    private readonly MistakeList _mistakes;
    private readonly Dictionary<AnchorName, Node> _anchors = [];

    private YamlTree(string text, MistakeList mistakes)
    {
        _parser = new Parser(new StringReader(text));
        _lines = text.ReplaceLineEndings("\n").Split('\n');
        _mistakes = mistakes;
    }

    /// <summary>
    /// The root of the one document, or null and a mistake where the text is not YAML. The root of an empty text is an empty value.
    /// </summary>
    public static Node? Read(string text, MistakeList mistakes)
    {
        try
        {
            return new YamlTree(text, mistakes).ReadStream();
        }
        catch (YamlException e)
        {
            var (place, explanation) = SyntaxMistake.Explain(e, text);
            mistakes.Add(place, explanation);
            return null;
        }
    }

    private Node ReadStream()
    {
        Node? root = null;
        while (Next() is not StreamEnd)
        {
            if (_parser.Current is not DocumentStart)
            {
                continue;
            }

            if (root is not null)
            {
                _mistakes.Add(PlaceOf(_parser.Current), "a second YAML document begins here; only one is read, so remove the ---");
                return root;
            }

            Next();
            root = ReadNode(depth: 0);
        }

        return root ?? new TextNode(new Place(1, 1), "", isPlain: true);
    }

    private Node ReadNode(int depth)
    {
        var start = _parser.Current!;
        if (depth > MaxDepth)
        {
            throw new SemanticErrorException(start.Start, start.End, $"Nested deeper than {MaxDepth} levels.");
        }

        var place = PlaceOf(start);
        if (start is AnchorAlias alias)
        {
            return Resolve(place, alias);
        }

        Node node = start switch
        {
            SequenceStart => new ListNode(place, ReadItems(depth)),
            MappingStart mapping => new MappingNode(place, ReadPairs(depth, mapping.Style == MappingStyle.Flow)),
            Scalar scalar => new TextNode(
                place,
                scalar.Value,
                scalar.Style == ScalarStyle.Plain,
                new YamlSource(_lines, place, new Place((int)scalar.End.Line, (int)scalar.End.Column))),

            // YamlDotNet ends "- : text" before the value of the empty key.
            _ => throw new SemanticErrorException(start.Start, start.End, "A key has no name, or no value."),
        };

        var (anchor, tag) = start is NodeEvent content ? (content.Anchor, content.Tag) : default;
        if (tag.IsLocal)
        {
            _mistakes.Add(place, "tags (!name) mean nothing here; a text that begins with ! needs quotes");
            node = new BrokenNode(place);
        }

        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = node;
        }

        return node;
    }

    /// <summary>An anchor counts only when its node is complete, so that no node can hold itself.</summary>
    private Node Resolve(Place place, AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value, out var target))
        {
            return new AliasNode(place, target);
        }

        // The name is not printed: it may be an unquoted password.
        _mistakes.Add(place, "no value above has this anchor (&); a text that begins with * needs quotes");
        return new BrokenNode(place);
    }

    private List<Node> ReadItems(int depth)
    {
        var items = new List<Node>();
        while (Next() is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        return items;
    }

    private List<Pair> ReadPairs(int depth, bool isFlow)
    {
        var pairs = new List<Pair>();
        while (Next() is not MappingEnd)
        {
            var key = ReadNode(depth + 1);
            Next();
            var value = ReadNode(depth + 1);
            if (key is TextNode text)
            {
                pairs.Add(new Pair(text, value, isFlow));
            }
            else if (key is not BrokenNode)
            {
                _mistakes.Add(key.Place, "a key must be a text");
            }
        }

        return pairs;
    }

    private ParsingEvent Next()
    {
        try
        {
            _parser.MoveNext();
            return _parser.Current!;
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet fails like this, without a place, when a line that belongs outside comes before the end of a [ or {.
            var mark = _parser.Current!.Start;
            throw new SemanticErrorException(mark, mark, "A [ or { that is open here is not closed with ] or }.");
        }
    }

    private static Place PlaceOf(ParsingEvent start) => new((int)start.Start.Line, (int)start.Start.Column);
}
