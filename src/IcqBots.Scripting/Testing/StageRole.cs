using IcqBots.Protocol;

namespace IcqBots.Scripting.Testing;

/// <summary>Whom the bot of a stage plays: what top-level code can see of a bot of bots.yaml.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uin">Its number.</param>
/// <param name="Nick">Its nick.</param>
public sealed record StageRole(string Name, Uin Uin, string Nick)
{
    /// <summary>The bot that tests talk to.</summary>
    internal static readonly StageRole OfTests = new("bot", 2001, "Bot");

    /// <summary>Makes its settings an object of a type; null: there are none.</summary>
    public Func<Type, object>? Settings { get; init; }

    /// <summary>Who may give it orders.</summary>
    public IReadOnlyList<Uin> Admins { get; init; } = [];

    /// <summary>Who is on its contact list, offline.</summary>
    public IReadOnlyList<Uin> Contacts { get; init; } = [];

    /// <summary>What its commands begin with.</summary>
    public string CommandPrefix { get; init; } = "";

    /// <summary>The names of the other bots of the host.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
}
