using System.ComponentModel.DataAnnotations;
using IcqBots.Client;
using IcqBots.Host.Codes;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting.Running;
using YamlDotNet.Serialization;

namespace IcqBots.Host.Configuration;

/// <summary>One bot: its account, its scripts, its contacts and its schedules.</summary>
public sealed record BotEntry
{
    private const string NameRule = "must be lower-case letters, digits, - and _";

    /// <summary>The name in logs and commands: lower-case letters, digits, - and _.</summary>
    [MinLength(1, ErrorMessage = NameRule)]
    [RegularExpression("[a-z0-9_-]+", ErrorMessage = NameRule)]
    public required string Name { get; init; }

    /// <summary>The number with which the bot logs in.</summary>
    public required Uin Uin { get; init; }

    /// <summary>The password of the account. It is never printed.</summary>
    public required Password Password { get; init; }

    /// <summary>The name that people see; the bot's name where it is left out.</summary>
    public string? Nick { get; init; }

    /// <summary>The code page of the bot's texts. ICQ v2 names none on the wire, so both ends must use the same.</summary>
    public WireText Encoding { get; init; } = WireText.For("windows-1252");

    /// <summary>The time zone of its schedules, hours and texts, such as Europe/Stockholm; the machine's where it is left out.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>The script files that answer for the bot, relative to bots.yaml: files, folders, or patterns such as scripts/*.csx.</summary>
    public IReadOnlyList<ScriptPattern> Scripts { get; init; } = [];

    /// <summary>Keys and values for the bot's scripts, as these ask for them with <c>Settings</c>.</summary>
    public BotSettings Settings { get; init; } = BotSettings.None;

    /// <summary>The UINs of the people who look after the bot. They are told when a script fails.</summary>
    public IReadOnlyList<Uin> Admins { get; init; } = [];

    /// <summary>
    /// For each admin the secret (base32) of their authenticator, which <c>icqbots totp</c> makes. Then what handlers with <c>.For(…)</c> shall do
    /// for them needs a one-time code at its end.
    /// </summary>
    public IReadOnlyDictionary<Uin, TotpSecret> AdminCodes { get; init; } = new Dictionary<Uin, TotpSecret>();

    /// <summary>What a text begins with when it is a command, such as <c>!</c>.</summary>
    [RegularExpression(@"\S{0,5}", ErrorMessage = "must be at most 5 characters without spaces")]
    public string CommandPrefix { get; init; } = "";

    /// <summary>How long a handler of a script may run until it is stopped; what it waits for does not count.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ErrorMessage = "must be from 100ms to 10m")]
    public TimeSpan TimeLimit { get; init; } = ScriptLimits.Default.Time;

    /// <summary>How much memory a handler of a script may allocate in all until it is stopped.</summary>
    [MemoryRange("1MB", "16GB", ErrorMessage = "must be from 1MB to 16GB")]
    public MemorySize MemoryLimit { get; init; } = new(ScriptLimits.Default.MemoryBytes);

    /// <summary>The UINs on the bot's contact list.</summary>
    public IReadOnlyList<Uin> Contacts { get; init; } = [];

    /// <summary>Who sees the bot also while its status is invisible.</summary>
    public IReadOnlyList<Uin> VisibleList { get; init; } = [];

    /// <summary>Who never sees the bot.</summary>
    public IReadOnlyList<Uin> InvisibleList { get; init; } = [];

    /// <summary>The status with which the bot logs in.</summary>
    public StatusEntry Status { get; init; } = new() { Set = OnlineStatus.Online };

    /// <summary>The away message of each status, where whatever changes the status gives none.</summary>
    public IReadOnlyDictionary<AwayStatus, TextTemplate> AwayMessages { get; init; } = new Dictionary<AwayStatus, TextTemplate>();

    /// <summary>What becomes of messages that come while the bot is away. Left out, a bot with <c>away-messages</c>, or without scripts, sends
    /// its away message and keeps the texts.</summary>
    public AwayReplyEntry? AwayReply { get; init; }

    /// <summary>The rules by which the bot answers texts without a script; the first that fits answers.</summary>
    public IReadOnlyList<AutoReplyEntry> AutoReply { get; init; } = [];

    /// <summary>What keeps the bot from answering automatically without end.</summary>
    public GuardsEntry Guards { get; init; } = new();

    /// <summary>Where this bot logs in, if not at the <c>server</c> of the file.</summary>
    public ServerAddress? Server { get; init; }

    /// <summary>What kind of server it is: <c>mirabilis</c> or <c>open-oscar</c>. Left out, the bot finds out at login.</summary>
    public ServerDialect? ServerDialect { get; init; }

    /// <summary>Whether the bot talks to people directly over TCP where it can: listens for them and connects to them.</summary>
    public bool PeerToPeer { get; init; } = true;

    /// <summary>The TCP port on which the bot listens for people; 0 takes any free port.</summary>
    public ushort PeerPort { get; init; }

    /// <summary>What people's programs may do on direct connections.</summary>
    public PeerLimitsEntry PeerLimits { get; init; } = new();

    /// <summary>What the bot does at given times.</summary>
    public IReadOnlyList<ScheduleEntry> Schedules { get; init; } = [];

    /// <summary>How broadcasts are sent.</summary>
    public BroadcastsEntry Broadcasts { get; init; } = new();

    /// <summary>The lists to which people subscribe with a word.</summary>
    public IReadOnlyList<SubscriptionEntry> Subscriptions { get; init; } = [];

    /// <summary>How packets are repeated that the server does not acknowledge.</summary>
    public RetransmissionEntry Retransmission { get; init; } = new();

    /// <summary>How often the bot tells the server that it is still there. Open servers drop a session after 120 s of silence.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:01:50", ErrorMessage = "must be from 5s to 110s")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What a handler may use before it is stopped.</summary>
    [YamlIgnore]
    public ScriptLimits Limits => new(TimeLimit, MemoryLimit.Bytes);

    /// <summary>What becomes of messages that come while the bot is away; null: nothing, unless a script does something with them.</summary>
    [YamlIgnore]
    public AwayReplyEntry? AwayService => AwayReply switch
    {
        null => AwayMessages.Count > 0 || Scripts.Count == 0 ? new AwayReplyEntry() : null,
        { Enabled: false } => null,
        var given => given,
    };

    /// <summary>The script files that are there now: those of the first pattern by name, then those of the next; each once.</summary>
    public IReadOnlyList<ScriptFile> ScriptFiles() =>
        [.. Scripts.SelectMany(pattern => pattern.Files()).DistinctBy(file => file.Path, StringComparer.Ordinal)];
}

/// <summary>A status with its away message.</summary>
public sealed record StatusEntry
{
    /// <summary>The status: <c>online</c>, <c>away</c>, <c>not-available</c> (or <c>na</c>), <c>occupied</c>, <c>do-not-disturb</c>
    /// (or <c>dnd</c>), <c>free-for-chat</c> or <c>invisible</c>.</summary>
    public required OnlineStatus Set { get; init; }

    /// <summary>The away message that people get while the status is away, not-available, occupied or do-not-disturb, or that they read while it is
    /// free-for-chat; left out, the one of <c>away-messages</c>.</summary>
    public TextTemplate? Message { get; init; }
}

/// <summary>How packets are repeated that the server does not acknowledge.</summary>
public sealed record RetransmissionEntry
{
    /// <summary>The time between two sends of one packet.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ErrorMessage = "must be from 100ms to 10m")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a packet is sent in one round.</summary>
    [Range(1, 100, ErrorMessage = "must be from 1 to 100")]
    public int Attempts { get; init; } = 6;

    /// <summary>How many rounds a packet gets before the connection counts as lost.</summary>
    [Range(1, 100, ErrorMessage = "must be from 1 to 100")]
    public int Rounds { get; init; } = 2;

    /// <summary>
    /// Whether the bot asks with B_MESSAGE_ACK for an answer after each round. It never asks a server that is, or may be, an Open OSCAR
    /// Server, which takes that for a log-off.
    /// </summary>
    public bool MessageAck { get; init; } = true;
}
