using System.Collections;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting;

/// <summary>All bots of the host, by their names in bots.yaml.</summary>
public sealed class BotCollection : IReadOnlyCollection<BotIdentity>
{
    /// <summary>As many names as a message about a wrong one tells.</summary>
    private const int MaxNamesTold = 20;

    private readonly IReadOnlyDictionary<string, IScriptBot> _bots;
    private readonly ScriptVersion _version;

    internal BotCollection(VersionBot bot) => (_bots, _version) = (bot.Bots, bot.Version);

    /// <summary>How many bots the host has.</summary>
    public int Count => _bots.Count;

    /// <summary>The bot of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message tells the names that there are.</exception>
    public BotIdentity this[string name] => _bots.TryGetValue(name, out var bot)
        ? Identity(bot)
        : throw new KeyNotFoundException($"There is no bot \"{name}\" in bots.yaml, only {Known()}");

    /// <summary>True where a bot has that name.</summary>
    public bool Contains(string name) => _bots.ContainsKey(name);

    /// <inheritdoc/>
    public IEnumerator<BotIdentity> GetEnumerator() => _bots.Values.Select(Identity).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private BotIdentity Identity(IScriptBot bot) => new(new VersionBot(bot, _version));

    private string Known()
    {
        var names = string.Join(", ", _bots.Keys.Order(StringComparer.Ordinal).Take(MaxNamesTold));
        return _bots.Count > MaxNamesTold ? $"{names} and {_bots.Count - MaxNamesTold} more" : names;
    }
}
