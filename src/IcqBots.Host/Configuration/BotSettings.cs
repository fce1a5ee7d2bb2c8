namespace IcqBots.Host.Configuration;

/// <summary>
/// A bot's <c>settings</c> as they stand in bots.yaml. What they must become is known only to the bot's scripts, which share them, each
/// asking for types of its own.
/// </summary>
public sealed class BotSettings
{
    private readonly string _file;
    private readonly string _folder;
    private readonly Func<string, string?>? _environment;
    private readonly MappingNode _node;
    private readonly Place _place;

    internal BotSettings(string file, string folder, Func<string, string?>? environment, MappingNode node, Place place)
    {
        _file = file;
        _folder = folder;
        _environment = environment;
        _node = node;
        _place = place;
    }

    /// <summary>No settings, for a bot that is in no file.</summary>
    public static BotSettings None { get; } = new("bots.yaml", "", null, new MappingNode(default, []), default);

    /// <summary>Settings from a text of their own, as tests of scripts have them; nothing in it stands for an environment variable.</summary>
    /// <exception cref="FormatException">It is no YAML, or has no keys with values.</exception>
    public static BotSettings Parse(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (string.IsNullOrWhiteSpace(yaml))
        {
            return None;
        }

        const string Name = "settings";
        var mistakes = new MistakeList(Name);
        return YamlTree.Read(yaml, mistakes) switch
        {
            MappingNode mapping when mistakes.IsEmpty => new BotSettings(Name, "", environment: null, mapping, mapping.Place),
            _ when !mistakes.IsEmpty => throw mistakes.ToException(),
            _ => throw new FormatException($"{Name}: keys with values are expected, such as \"greeting: Hello\""),
        };
    }

    /// <summary>The settings as an object of the type, made anew at each call. Keys that the type does not have belong to other scripts.</summary>
    /// <exception cref="FormatException">They do not fit; the message has a line <c>bots.yaml:LINE:COLUMN: …</c> for each mistake.</exception>
    public object Bind(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var mistakes = new MistakeList(_file);
        var bound = BinderInto(mistakes).BindSettings(type, _node, _place, SettingsKeys.Any);
        return bound is not null && mistakes.IsEmpty ? bound : throw mistakes.ToException();
    }

    /// <summary>What is wrong with the settings of a bot whose scripts ask for these types: bad values, and keys that none of them has.</summary>
    public IReadOnlyList<Mistake> Check(IEnumerable<Type> types)
    {
        var mistakes = new MistakeList(_file);
        var asked = types.Distinct().ToList();
        var known = asked.Exists(type => CollectionShape.Of(type) is { Key: not null })
            ? SettingsKeys.Any
            : SettingsKeys.Of(asked.SelectMany(EntryKey.Of));
        foreach (var type in asked)
        {
            var mistakesOfType = new MistakeList(_file);
            BinderInto(mistakesOfType).BindSettings(type, _node, _place, known);
            mistakes.Add(mistakesOfType);
        }

        foreach (var pair in asked.Count == 0 ? _node.Pairs : [])
        {
            if (!SettingsKeys.None.Allows(pair.Key.Text))
            {
                mistakes.Add(pair.Key.Place, "no script of this bot reads settings");
            }
        }

        return mistakes.InOrder();
    }

    private EntryBinder BinderInto(MistakeList mistakes) => new(_folder, _environment, mistakes);
}

/// <summary>The keys of a mapping that are no mistakes.</summary>
/// <param name="Names">Those that somebody reads.</param>
/// <param name="AllowsAll">True when every other key is right too.</param>
internal sealed record SettingsKeys(IReadOnlyList<string> Names, bool AllowsAll = false)
{
    /// <summary>Every key.</summary>
    public static SettingsKeys Any { get; } = new([], AllowsAll: true);

    /// <summary>No key.</summary>
    public static SettingsKeys None { get; } = new([]);

    /// <summary>Those of an entry, or of several.</summary>
    public static SettingsKeys Of(IEnumerable<EntryKey> keys) => new([.. keys.Select(key => key.Name).Distinct()]);

    /// <summary>True for a known key, and for one that begins with x-, which means nothing.</summary>
    public bool Allows(string name) => AllowsAll || Names.Contains(name) || name.StartsWith("x-", StringComparison.Ordinal);
}
