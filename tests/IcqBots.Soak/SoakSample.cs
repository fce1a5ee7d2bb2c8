namespace IcqBots.Soak;

/// <summary>What a host uses at a moment, after a full garbage collection.</summary>
/// <param name="Hour">Simulated hours since the start.</param>
/// <param name="Resident">Resident memory of the process in bytes.</param>
/// <param name="Managed">Managed memory in bytes.</param>
/// <param name="Handles">Open files and sockets of the process.</param>
/// <param name="Timers">Timers of the clock that are set.</param>
/// <param name="Threads">Threads of the process.</param>
/// <param name="Received">Messages in the journal.</param>
/// <param name="Sent">Messages in the outbox, delivered or not.</param>
/// <param name="Open">Messages that are not handled, or not delivered.</param>
/// <param name="Stored">Messages that the server stores.</param>
/// <param name="States">What scripts keep.</param>
/// <param name="Said">Messages that people have sent since the start.</param>
/// <param name="Heard">Messages that they have got since the start.</param>
/// <param name="Problems">Warnings and errors in the log since the start.</param>
internal sealed record SoakSample(
    double Hour,
    long Resident,
    long Managed,
    int Handles,
    int Timers,
    int Threads,
    long Received,
    long Sent,
    long Open,
    long Stored,
    long States,
    int Said,
    int Heard,
    int Problems)
{
    /// <summary>The first line of the table.</summary>
    public static string Heading { get; } =
        $"{"hour",4} {"resident MB",11} {"managed MB",10} {"handles",7} {"timers",6} {"threads",7} {"inbox",6} {"outbox",6} {"open",4} "
        + $"{"stored",6} {"state",5} {"said",7} {"heard",7} {"log",4}";

    /// <summary>A line of the table.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Hour,4:0} {Resident / 1e6,11:0.0} {Managed / 1e6,10:0.00} {Handles,7} {Timers,6} {Threads,7} {Received,6} {Sent,6} {Open,4} {Stored,6} {States,5} {Said,7} {Heard,7} {Problems,4}");
}
