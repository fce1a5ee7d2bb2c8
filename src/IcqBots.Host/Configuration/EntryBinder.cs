using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using IcqBots.Protocol;

namespace IcqBots.Host.Configuration;

/// <summary>
/// Makes the entries of bots.yaml from YAML nodes. The records say everything: a property is a key, its type is what the value must
/// be, <c>required</c> and validation attributes are rules. What is bad is reported and left out, so that one pass finds all mistakes.
/// </summary>
internal sealed class EntryBinder(string folder, Func<string, string?> environment, MistakeList mistakes)
{
    /// <summary>The most values that are bound. Aliases of aliases unfold to far more than the file seems to hold.</summary>
    public const int MaxNodes = 200_000;

    private const int ShownCharacters = 80;
    private const string MergeKey = "<<";

    private readonly Dictionary<Type, ValueKind> _kinds = ValueKind.All(folder);
    private int _visited;

    /// <summary>Where each entry, key and value is.</summary>
    public EntryPlaces Places { get; } = new();

    /// <summary>The first place that was not bound because there is too much, or null.</summary>
    public Place? TooLargeAt { get; private set; }

    /// <summary>The root record, or null where the root is no mapping.</summary>
    public T? BindRoot<T>(Node root)
        where T : class => (T?)Bind(typeof(T), root, "the file");

    /// <param name="type">What the value must become.</param>
    /// <param name="node">The value as written.</param>
    /// <param name="what">How a mistake calls the value.</param>
    /// <returns>The value, or null when it is bad.</returns>
    private object? Bind(Type type, Node node, string what)
    {
        if (IsTooLarge(node))
        {
            return null;
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        return node.Target switch
        {
            BrokenNode => null,
            ListNode list when type == typeof(Recipients) => BindRecipients(list, what),
            var target when _kinds.TryGetValue(type, out var kind) => BindValue(kind, target, what),
            var target when type.IsGenericType => BindList(type.GenericTypeArguments[0], target, what),
            MappingNode mapping => BindEntry(type, mapping, node.Place),
            TextNode { IsNull: true } => BindEntry(type, new MappingNode(node.Place, []), node.Place),
            _ => Refuse(node, $"{what} takes keys with values; its keys are {NamesOf(EntryKey.Of(type))}"),
        };
    }

    private object BindEntry(Type type, MappingNode mapping, Place place)
    {
        // A constructor that is called by reflection does not insist on required properties; the loop below does.
        var entry = Activator.CreateInstance(type)!;
        var places = Places.Add(entry, place);
        var keys = EntryKey.Of(type);
        foreach (var pair in Unfold(mapping).Values)
        {
            if (keys.FirstOrDefault(key => key.Name == pair.Key.Text) is not { } known)
            {
                ReportUnknown(pair, keys, places);
                continue;
            }

            var (property, valuePlace) = (known.Property, pair.Value.Place);
            places.Keys[property.Name] = pair.Key.Place;
            if (Bind(property.PropertyType, pair.Value, $"\"{known.Name}\"") is { } bound && IsAllowed(known, bound, valuePlace))
            {
                property.SetValue(entry, bound);
                places.Values[property.Name] = valuePlace;
            }
        }

        foreach (var key in keys.Where(key => key.IsRequired && !places.Keys.ContainsKey(key.Property.Name)))
        {
            mistakes.Add(place, $"the key \"{key.Name}\" is missing here");
        }

        return entry;
    }

    /// <summary>The pairs of a mapping, and those that it merges in (&lt;&lt;: *base) where it has no such key itself.</summary>
    private Dictionary<string, Pair> Unfold(MappingNode mapping)
    {
        var pairs = new Dictionary<string, Pair>(StringComparer.Ordinal);
        foreach (var pair in mapping.Pairs.Where(pair => pair.Key.Text != MergeKey))
        {
            if (!pairs.TryAdd(pair.Key.Text, pair))
            {
                mistakes.Add(pair.Key.Place, $"this key is here twice; the first is at line {pairs[pair.Key.Text].Key.Place.Line}");
            }
        }

        foreach (var merged in mapping.Pairs.Where(pair => pair.Key.Text == MergeKey).Select(pair => pair.Value))
        {
            foreach (var source in merged.Target is ListNode list ? list.Items : [merged])
            {
                MergeInto(pairs, source);
            }
        }

        return pairs;
    }

    private void MergeInto(Dictionary<string, Pair> pairs, Node source)
    {
        if (IsTooLarge(source) || source.Target is BrokenNode)
        {
            return;
        }

        if (source.Target is not MappingNode mapping)
        {
            mistakes.Add(source.Place, "<< takes an alias of keys with values, such as *base");
            return;
        }

        foreach (var (name, pair) in Unfold(mapping))
        {
            pairs.TryAdd(name, pair);
        }
    }

    private void ReportUnknown(Pair pair, IReadOnlyList<EntryKey> keys, EntryPlaces.Spot places)
    {
        var name = pair.Key;
        // { password: a,b } has the key "b", and { password b } the key "password b". Neither is printed: it may hold a password.
        if (pair is { IsFlow: true, Value: TextNode { IsNull: true } })
        {
            mistakes.Add(name.Place, "a key without a value; inside { } a text with a comma needs quotes, and a key a colon");
            return;
        }

        if (name.Text.StartsWith("x-", StringComparison.Ordinal))
        {
            return;
        }

        var nearest = Spelling.Nearest(name.Text, keys.Select(key => key.Name));
        if (nearest is not null)
        {
            // The misspelt key stands for the right one, which is then not called missing as well.
            places.Keys.TryAdd(keys.First(key => key.Name == nearest).Property.Name, name.Place);
        }

        mistakes.Add(name.Place, $"unknown key \"{Shown(name.Text)}\"; "
            + (nearest is null ? $"the keys here are {NamesOf(keys)}" : $"did you mean \"{nearest}\"?"));
    }

    private object? BindList(Type itemType, Node node, string what)
    {
        var items = (node as ListNode)?.Items ?? (node is TextNode { IsNull: true } ? [] : null);
        if (items is null)
        {
            return Refuse(node, $"{what} takes a list, such as [one, two]");
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(itemType))!;
        foreach (var item in items)
        {
            if (Bind(itemType, item, $"an item of {what}") is { } bound)
            {
                list.Add(bound);
            }
        }

        return list.Count == 0 && items.Count > 0 ? null : list;
    }

    private object? BindRecipients(ListNode node, string what) =>
        (IReadOnlyList<Uin>?)BindList(typeof(Uin), node, what) switch
        {
            null => null,
            [] => Refuse(node, $"{what} names nobody; write a UIN, \"contacts\" or \"online\""),
            var uins => new Recipients(RecipientKind.Uins, uins),
        };

    private object? BindValue(ValueKind kind, Node node, string what)
    {
        if (node is not TextNode text)
        {
            return Refuse(node, $"{what} takes a single value: {kind.Expected}");
        }

        if (text.IsNull)
        {
            return Refuse(node, $"{what} has no value; write one or remove the key");
        }

        var problems = new List<string>();
        var value = EnvironmentText.Expand(text.Text, environment, problems.Add, out var isSecret);
        if (problems.Count > 0)
        {
            problems.ForEach(problem => mistakes.Add(node.Place, problem));
            return null;
        }

        if (value.Contains('\0', StringComparison.Ordinal))
        {
            return Refuse(node, $"{what} holds the character U+0000, which neither a path nor a packet can hold");
        }

        var reason = "";
        try
        {
            if (kind.Parse(value) is { } parsed)
            {
                return parsed;
            }
        }
        catch (FormatException e)
        {
            reason = $": {e.Message}";
        }

        return Refuse(node, kind.HidesValue || isSecret
            ? $"the value of {what} is not {kind.Expected}" + (isSecret ? "; it comes from the environment and is not shown" : "")
            : $"\"{Shown(value)}\" is not {kind.Expected}" + reason);
    }

    /// <summary>Checks the attributes of the key's property.</summary>
    private bool IsAllowed(EntryKey key, object value, Place place)
    {
        var broken = key.Property.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(rule => !rule.IsValid(value));
        if (broken is not null)
        {
            mistakes.Add(place, $"\"{key.Name}\" {broken.ErrorMessage}");
        }

        return broken is null;
    }

    private bool IsTooLarge(Node node)
    {
        if (++_visited > MaxNodes)
        {
            TooLargeAt ??= node.Place;
        }

        return TooLargeAt is not null;
    }

    /// <summary>Reports a mistake; null, for "no value".</summary>
    private object? Refuse(Node node, string text)
    {
        mistakes.Add(node.Place, text);
        return null;
    }

    private static string NamesOf(IEnumerable<EntryKey> keys) => string.Join(", ", keys.Select(key => key.Name));

    /// <summary>A text of the file, made fit for one line of a terminal.</summary>
    private static string Shown(string text)
    {
        var line = string.Concat(text.Take(ShownCharacters).Select(each => char.IsControl(each) ? '?' : each));
        return text.Length > ShownCharacters ? line + "…" : line;
    }
}
