namespace IcqBots.Torture;

/// <summary>What the bots are put through while people write to them. The counts are those of a full run.</summary>
internal sealed record Scenario(string Name, string Summary)
{
    /// <summary>All of them, in the order of <c>torture all</c>.</summary>
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("kill", "kills the host with SIGKILL at random moments, and starts it again") { Kills = 200, Messages = 20_000 },
        new("stop", "stops the host with SIGSTOP for 0 to 4 s, and continues it") { Pauses = 20, Messages = 4000 },
        new("loss", "drops, doubles, delays and reorders datagrams on all ways to and from the server") { Loss = 40, Messages = 600, Senders = 100 },
        new("server", "restarts the server, every other time with SIGKILL") { Restarts = 10, Messages = 4000 },
        new("disk", "fills the disk that holds the host's data folder, and makes room again") { Fills = 5, Messages = 4000 },
        new("recovery", "kills a host of many bots; measures the time from its start to the moment when all are online") { Kills = 5, Bots = 100 },
    ];

    /// <summary>Messages to send; every one has a number.</summary>
    public int Messages { get; init; }

    /// <summary>People who write.</summary>
    public int Senders { get; init; } = 20;

    /// <summary>Bots, of which every other one counts and the rest echo.</summary>
    public int Bots { get; init; } = 2;

    /// <summary>How often the host is killed.</summary>
    public int Kills { get; init; }

    /// <summary>How often the host is stopped for a while.</summary>
    public int Pauses { get; init; }

    /// <summary>How often the server is started again.</summary>
    public int Restarts { get; init; }

    /// <summary>How often the disk becomes full.</summary>
    public int Fills { get; init; }

    /// <summary>Of a hundred datagrams so many are lost.</summary>
    public int Loss { get; init; }

    /// <summary>Whether only the start of the host is measured.</summary>
    public bool IsRecovery => Messages == 0;
}
