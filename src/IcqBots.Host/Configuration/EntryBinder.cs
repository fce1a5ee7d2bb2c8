using System.Reflection;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Host.Configuration;

/// <summary>
/// Makes entries of YAML nodes. The records say everything: a property or a constructor parameter is a key, its type is what the value
/// must be, <c>required</c> and validation attributes are rules. What is bad is reported and left out, so that one pass finds all
/// mistakes. Types may be those of scripts, so nothing of them is kept beyond the binder.
/// </summary>
/// <param name="folder">What paths are relative to.</param>
/// <param name="environment">The value of an environment variable, or null when it is not set; null where texts are taken as they are.</param>
/// <param name="mistakes">Takes what is wrong.</param>
internal sealed class EntryBinder(string folder, Func<string, string?>? environment, MistakeList mistakes)
{
    /// <summary>The most values that are bound. Aliases of aliases unfold to far more than the file seems to hold.</summary>
    private const int MaxNodes = 200_000;

    private const string MergeKey = "<<";

    private readonly Dictionary<Type, ValueKind> _kinds = ValueKind.All(folder);
    private readonly Dictionary<Type, IReadOnlyList<EntryKey>> _keys = [];
    private int _visited;
    private bool _hasSecrets;

    /// <summary>Where each entry, key and value is.</summary>
    public EntryPlaces Places { get; } = new();

    /// <summary>True when there is so much that binding stopped; that is the only mistake then.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The whole of a file, or null where its root is bad.</summary>
    public object? Bind(Type type, Node root) => Bind(type, root, "the file");

    /// <summary>A bot's settings, or null where they are bad.</summary>
    /// <param name="type">What they must become.</param>
    /// <param name="node">What is written.</param>
    /// <param name="place">Where a key is missing.</param>
    /// <param name="known">The keys that nobody else knows are mistakes.</param>
    public object? BindSettings(Type type, MappingNode node, Place place, SettingsKeys known) =>
        CollectionShape.Of(type) is null && EntryKey.HasKeys(type) ? BindEntry(type, node, place, known) : Bind(type, node, "\"settings\"");

    /// <param name="type">What the value must become.</param>
    /// <param name="node">The value as written.</param>
    /// <param name="what">How a mistake calls the value.</param>
    /// <returns>The value, or null when it is bad.</returns>
    private object? Bind(Type type, Node node, string what)
    {
        if (!Visit(node))
        {
            return null;
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        return node.Target switch
        {
            BrokenNode => null,
            ListNode list when type == typeof(Recipients) => BindRecipients(list, what),
            var target when type == typeof(BotSettings) => SettingsOf(target, node.Place, what),
            MappingNode mapping when type == typeof(AudiencePart) => BindEntry(type, mapping, node.Place),
            var target when KindOf(type) is { } kind => BindValue(kind, target, what),
            var target when CollectionShape.Of(type) is { } shape =>
                shape.Key is null ? BindList(shape, target, what) : BindDictionary(shape, target, what),
            _ when !EntryKey.HasKeys(type) => Refuse(node, $"{what} has the type {type.Name} in the script, which no text in YAML becomes"),
            MappingNode mapping => BindEntry(type, mapping, node.Place),
            TextNode { IsNull: true } => BindEntry(type, new MappingNode(node.Place, []), node.Place),
            _ => Refuse(node, $"{what} takes keys with values; its keys are {string.Join(", ", KeysOf(type).Select(key => key.Name))}"),
        };
    }

    private ValueKind? KindOf(Type type)
    {
        if (!_kinds.TryGetValue(type, out var kind) && type.IsEnum)
        {
            _kinds[type] = kind = ValueKind.OfEnum(type);
        }

        return kind;
    }

    private IReadOnlyList<EntryKey> KeysOf(Type type)
    {
        if (!_keys.TryGetValue(type, out var keys))
        {
            _keys[type] = keys = EntryKey.Of(type);
        }

        return keys;
    }

    private object? BindEntry(Type type, MappingNode mapping, Place place, SettingsKeys? known = null)
    {
        var keys = KeysOf(type);
        known ??= SettingsKeys.Of(keys);
        var places = new EntryPlaces.Spot(place);
        var values = new Dictionary<string, object>();
        foreach (var pair in Unfold(mapping).Values)
        {
            if (keys.FirstOrDefault(key => key.Name == pair.Key.Text) is not { } key)
            {
                ReportUnknown(pair, keys, known, places);
                continue;
            }

            places.Keys[key.Member] = pair.Key.Place;
            if (Bind(key.Type, pair.Value, $"\"{key.Name}\"") is { } bound && IsAllowed(key, bound, pair.Value.Place))
            {
                values[key.Member] = bound;
                places.Values[key.Member] = pair.Value.Place;
            }
        }

        foreach (var key in keys.Where(key => !places.Keys.ContainsKey(key.Member)))
        {
            if (key.IsRequired)
            {
                mistakes.Add(place, $"the key \"{key.Name}\" is missing here");
            }
            else if (key.Type == typeof(BotSettings))
            {
                values[key.Member] = SettingsOf(new MappingNode(place, []), place);
            }
        }

        var entry = Make(type, keys, values, place);
        if (entry is not null)
        {
            Places.Add(entry, places);
        }

        return entry;
    }

    /// <summary>The entry; null where its constructor lacks a value, or where it throws.</summary>
    private object? Make(Type type, IReadOnlyList<EntryKey> keys, Dictionary<string, object> values, Place place)
    {
        try
        {
            return EntryKey.Make(type, keys, values);
        }
        catch (TargetInvocationException e)
        {
            var reason = e.InnerException!;
            mistakes.Add(place, _hasSecrets ? $"these values are refused ({reason.GetType().Name})" : MistakeList.Shown(reason.Message));
            return null;
        }
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
        if (!Visit(source) || source.Target is BrokenNode)
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

    private void ReportUnknown(Pair pair, IReadOnlyList<EntryKey> keys, SettingsKeys known, EntryPlaces.Spot places)
    {
        var name = pair.Key;
        if (HasNoValue(pair) || known.Allows(name.Text))
        {
            return;
        }

        var nearest = Spelling.Nearest(name.Text, known.Names);
        if (keys.FirstOrDefault(key => key.Name == nearest) is { } meant)
        {
            // The misspelt key stands for the right one, which is then not called missing as well.
            places.Keys.TryAdd(meant.Member, name.Place);
        }

        mistakes.Add(name.Place, $"unknown key \"{MistakeList.Shown(name.Text)}\"; "
            + (nearest is null ? $"the keys here are {string.Join(", ", known.Names)}" : $"did you mean \"{nearest}\"?"));
    }

    /// <summary>{ password: a,b } has the key "b", and { password b } the key "password b". Neither is printed: it may hold a password.</summary>
    private bool HasNoValue(Pair pair)
    {
        var hasNone = pair is { IsFlow: true, Value: TextNode { IsNull: true } };
        if (hasNone)
        {
            mistakes.Add(pair.Key.Place, "a key without a value; inside { } a text with a comma needs quotes, and a key a colon");
        }

        return hasNone;
    }

    private object? BindList(CollectionShape shape, Node node, string what)
    {
        var items = node switch
        {
            ListNode written => written.Items,
            TextNode { IsNull: true } => [],
            TextNode when shape.TakesSingle => [node],
            MappingNode when shape.Item == typeof(AudiencePart) => [node],
            _ => null,
        };
        if (items is null)
        {
            return Refuse(node, $"{what} takes a list, such as [one, two]");
        }

        var list = shape.NewList();
        foreach (var item in items)
        {
            if (Bind(shape.Item, item, $"an item of {what}") is { } bound)
            {
                list.Add(bound);
            }
        }

        return list.Count == 0 && items.Count > 0 ? null : shape.Finish(list);
    }

    private object? BindDictionary(CollectionShape shape, Node node, string what)
    {
        if (node is not MappingNode && node is not TextNode { IsNull: true })
        {
            return Refuse(node, $"{what} takes keys with values");
        }

        if (KindOf(shape.Key!) is not { } kind)
        {
            return Refuse(node, $"{what} has keys of the type {shape.Key!.Name} in the script, which no text in YAML becomes");
        }

        var dictionary = shape.NewDictionary();
        foreach (var pair in Unfold(node as MappingNode ?? new MappingNode(node.Place, [])).Values)
        {
            if (HasNoValue(pair) || Parse(kind, pair.Key.Text, pair.Key, $"a key of {what}") is not { } key)
            {
                continue;
            }

            if (dictionary.Contains(key))
            {
                mistakes.Add(pair.Key.Place, "a key above says the same");
            }
            else if (Bind(shape.Item, pair.Value, $"\"{MistakeList.Shown(pair.Key.Text)}\"") is { } bound)
            {
                dictionary.Add(key, bound);
            }
        }

        return shape.Finish(dictionary);
    }

    private BotSettings? SettingsOf(Node node, Place place, string what)
    {
        if (node is MappingNode or TextNode { IsNull: true })
        {
            return SettingsOf(node as MappingNode ?? new MappingNode(place, []), place);
        }

        Refuse(node, $"{what} takes keys with values");
        return null;
    }

    private BotSettings SettingsOf(MappingNode node, Place place) => new(mistakes.File, folder, environment, node, place);

    private object? BindRecipients(ListNode node, string what) =>
        (IReadOnlyList<Uin>?)BindList(CollectionShape.Of(typeof(List<Uin>))!, node, what) switch
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

        if (environment is null)
        {
            return Parse(kind, text.Text, node, what);
        }

        var problems = new List<string>();
        var value = EnvironmentText.Expand(text.Text, folder, environment, problems.Add, out var origin);
        problems.ForEach(problem => mistakes.Add(node.Place, problem));
        _hasSecrets |= origin is not null;
        return problems.Count == 0 ? Parse(kind, value, node, what, origin) : null;
    }

    private object? Parse(ValueKind kind, string value, Node node, string what, string? origin = null)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            return Refuse(node, $"{what} holds the character U+0000, which neither a path nor a packet can hold");
        }

        var reason = "";
        try
        {
            if (kind.Parse(value) is { } parsed)
            {
                (parsed as AnswerTemplate)?.SetPlace(mistake => node.PlaceOf(mistake, value));
                return parsed;
            }
        }
        catch (TemplateException e) when (origin is null)
        {
            mistakes.Add(node.PlaceOf(e, value), $"{what}: {e.Message}");
            return null;
        }
        catch (FormatException e)
        {
            reason = $": {e.Message}";
        }

        return Refuse(node, kind.HidesValue || origin is not null
            ? $"the value of {what} is not {kind.Expected}" + (origin is null ? "" : $"; it comes from {origin} and is not shown")
            : $"\"{MistakeList.Shown(value)}\" is not {kind.Expected}" + reason);
    }

    /// <summary>Checks the rules of the key.</summary>
    private bool IsAllowed(EntryKey key, object value, Place place)
    {
        var broken = key.Rules.FirstOrDefault(rule => !rule.IsValid(value));
        if (broken is not null)
        {
            mistakes.Add(place, broken.ErrorMessage is { } text ? $"\"{key.Name}\" {text}" : broken.FormatErrorMessage(key.Name));
        }

        return broken is null;
    }

    /// <summary>Counts a node; false when there are too many.</summary>
    private bool Visit(Node node)
    {
        if (++_visited == MaxNodes)
        {
            IsTooLarge = true;
            mistakes.SetOnly(node.Place, $"the file unfolds to more than {MaxNodes} values; use fewer aliases (*) of aliases");
        }

        return !IsTooLarge;
    }

    /// <summary>Reports a mistake; null, for "no value".</summary>
    private object? Refuse(Node node, string text)
    {
        mistakes.Add(node.Place, text);
        return null;
    }
}
