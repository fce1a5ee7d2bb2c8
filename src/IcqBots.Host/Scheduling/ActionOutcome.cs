namespace IcqBots.Host.Scheduling;

/// <summary>What has become of an action.</summary>
/// <param name="Reached">How many people it has reached; null: it is for nobody.</param>
/// <param name="Problem">What went wrong; null: nothing.</param>
internal sealed record ActionOutcome(int? Reached = null, string? Problem = null)
{
    /// <summary>It is done.</summary>
    public static ActionOutcome Done { get; } = new();
}
