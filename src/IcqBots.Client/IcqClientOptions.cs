using IcqBots.Protocol;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>One identity and how it behaves.</summary>
public sealed record IcqClientOptions
{
    /// <summary>Host name or IPv4 address of the server.</summary>
    public required string ServerHost { get; init; }

    /// <summary>UDP port of the server.</summary>
    public int ServerPort { get; init; } = 4000;

    /// <summary>The identity.</summary>
    public required Uin Uin { get; init; }

    /// <summary>Its password.</summary>
    public required Password Password { get; init; }

    /// <summary>The code page of its texts.</summary>
    public WireText Text { get; init; } = WireText.For("windows-1252");

    /// <summary>The status at the first login.</summary>
    public OnlineStatus Status { get; init; }

    /// <summary>The text that peers get while the status has one.</summary>
    public string AwayMessage { get; init; } = "";

    /// <summary>
    /// What one person gets instead of that while the status has an away message; null: everybody gets the same. It is asked when somebody
    /// waits for the text, on any thread, and must not throw.
    /// </summary>
    public Func<Uin, ValueTask<string>>? AwayMessageFor { get; init; }

    /// <summary>Whose presence the server shall tell.</summary>
    public IReadOnlyList<Uin> Contacts { get; init; } = [];

    /// <summary>Who sees the identity also while it is invisible.</summary>
    public IReadOnlyList<Uin> VisibleList { get; init; } = [];

    /// <summary>Who must not see the identity.</summary>
    public IReadOnlyList<Uin> InvisibleList { get; init; } = [];

    /// <summary>What kind of server it is; null: find out.</summary>
    public ServerDialect? ServerDialect { get; init; }

    /// <summary>How often the server hears that the session is in use. Open servers drop a session after 120 s of silence.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>When packets are sent again and when the session counts as lost.</summary>
    public RetransmissionPolicy Retransmission { get; init; } = new();

    /// <summary>How long to wait before a message is sent again where the server might deliver it twice.</summary>
    public TimeSpan CarefulWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for the answer to a search or a question for information before asking again, and at last giving up.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether to listen for peers and to connect to them.</summary>
    public bool PeerToPeer { get; init; } = true;

    /// <summary>TCP port for peers; 0: any free one.</summary>
    public int PeerPort { get; init; }

    /// <summary>What peers may do.</summary>
    public PeerLimits PeerLimits { get; init; } = new();

    /// <summary>How long connecting to a peer may take, and how long its acknowledgement.</summary>
    public TimeSpan PeerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a person may take to answer a chat or file request before it is withdrawn.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a peer may take to connect for a chat or file that was accepted, and how long it may be silent in a transfer.</summary>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After a peer could not be reached, how long messages to it go through the server without another try.</summary>
    public TimeSpan PeerRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Events that may wait to be read. Beyond that messages are not acknowledged, so that their senders send them again.</summary>
    public int MaxWaitingEvents { get; init; } = 1024;

    /// <summary>
    /// Messages of one sender that may wait until <see cref="IcqClient.Handled"/> is called for them, so that one sender cannot take
    /// the place of all others. Beyond that his messages are not acknowledged. Those that come directly count apart, since anybody can
    /// claim a UIN; stored ones do not count.
    /// </summary>
    public int MaxWaitingOfSender { get; init; } = int.MaxValue;
}
