using System.ComponentModel.DataAnnotations;
using YamlDotNet.Serialization;

namespace IcqBots.Host.Configuration;

/// <summary>
/// The whole of bots.yaml. In this record and in every entry below it a property is a key (PeerPort is <c>peer-port</c>), its
/// summary is the key's documentation, its initialiser the default; a required property is a required key.
/// </summary>
public sealed record BotsFile
{
    internal const string DefaultData = ".icqbots";

    /// <summary>Where the bots log in: <c>embedded</c>, or host:port of a real server.</summary>
    public ServerAddress Server { get; init; } = ServerAddress.Embedded;

    /// <summary>The folder for everything that is kept, relative to the file.</summary>
    [MinLength(1, ErrorMessage = "must not be empty")]
    public string Data { get; init; } = DefaultData;

    /// <summary>What messages survive once they are acknowledged: <c>process</c> (a kill), <c>power</c> (a power failure, too) or <c>none</c>.</summary>
    public Durability Durability { get; init; } = Durability.Process;

    /// <summary>How long the journal keeps messages that are finished.</summary>
    public RetentionEntry Retention { get; init; } = new();

    /// <summary>Of how many messages and runs of schedules <c>icqbots trace</c> can tell what became of them, for each bot; 0 for none.</summary>
    [Range(0, 1_000_000, ErrorMessage = "must be from 0 to 1000000")]
    public int Traces { get; init; } = 10_000;

    /// <summary>The server inside the program. It runs when this key is there, or when a bot logs in to it.</summary>
    public EmbeddedServerEntry? EmbeddedServer { get; init; }

    /// <summary>The bots. May be left out only where <c>embedded-server</c> is given, to run a server alone.</summary>
    public IReadOnlyList<BotEntry> Bots { get; init; } = [];

    /// <summary>The absolute path of the file.</summary>
    [YamlIgnore]
    public string Path { get; init; } = "";

    /// <summary>The absolute path of the folder that holds the file.</summary>
    [YamlIgnore]
    public string Folder => System.IO.Path.GetDirectoryName(Path) ?? Path;

    /// <summary>The absolute path of <see cref="Data"/>. The folder need not exist yet.</summary>
    [YamlIgnore]
    public string DataFolder => System.IO.Path.GetFullPath(Data, Folder);

    /// <summary>The embedded server to run, or null when none is needed.</summary>
    [YamlIgnore]
    public EmbeddedServerEntry? RunningServer =>
        EmbeddedServer ?? (Bots.Any(bot => ServerOf(bot).IsEmbedded) ? new EmbeddedServerEntry() : null);

    /// <summary>Where a bot of this file logs in: its own <c>server</c>, else the file's.</summary>
    public ServerAddress ServerOf(BotEntry bot) => bot.Server ?? Server;
}
