namespace IcqBots.Torture;

/// <summary>What a run has shown.</summary>
/// <param name="Scenario">What the bots were put through.</param>
/// <param name="Seed">Of the plan.</param>
/// <param name="Tally">What became of the messages.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Folder">Where the logs are, if something was not met.</param>
internal sealed record TortureResult(Scenario Scenario, int Seed, Tally Tally, TimeSpan Took, string Folder)
{
    /// <summary>Each kill, of the host or of the server, may cost an acknowledgement.</summary>
    public int DoublesAllowed => Scenario.Kills + ((Scenario.Restarts + 1) / 2);

    /// <summary>How often the host has said that its file cannot be written.</summary>
    public int ToldOfDisk { get; init; }

    /// <summary>What was to be reached and was not; nothing: all is well.</summary>
    public IReadOnlyList<string> Failures =>
    [
        .. Unless(Tally.Lost == 0, $"{Tally.Lost} acknowledged messages were not handled"),
        .. Unless(Tally.HandledTwice == 0, $"{Tally.HandledTwice} messages were handled again without the mark"),
        .. Unless(Tally.RepliesLost == 0, $"{Tally.RepliesLost} replies were lost"),
        .. Unless(Tally.RepliesDoubled <= DoublesAllowed, $"{Tally.RepliesDoubled} replies were doubled; {DoublesAllowed} may be"),
        .. Unless(Tally.OrderBroken == 0, $"{Tally.OrderBroken} messages were handled out of their sender's order"),
        .. Unless(Tally.ReplyOrderBroken == 0, $"{Tally.ReplyOrderBroken} replies came out of order"),
        .. Unless(ToldOfDisk > 0 || Scenario.Fills == 0, "the host has not said that its disk is full"),
        .. Unless(Tally.Acknowledged > 0 || Scenario.Messages == 0, "no message was acknowledged"),
    ];

    /// <summary>Whether all is as it was to be.</summary>
    public bool IsGood => Failures.Count == 0;

    private static IEnumerable<string> Unless(bool isMet, string failure) => isMet ? [] : [failure];
}
