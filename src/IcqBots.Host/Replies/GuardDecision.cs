namespace IcqBots.Host.Replies;

/// <summary>Whether a message is answered automatically.</summary>
/// <param name="Refusal">Why not, with the numbers behind it; null: it is.</param>
internal sealed record GuardDecision(string? Refusal)
{
    /// <summary>It is answered.</summary>
    public static GuardDecision Admit { get; } = new(Refusal: null);

    /// <summary>True when the sender is to be told that there will be no answers for a while.</summary>
    public bool NeedsNotice { get; init; }

    /// <summary>True when the sender was banned because of it.</summary>
    public bool IsBan { get; init; }

    /// <summary>It is not.</summary>
    public static GuardDecision Refuse(string reason) => new(reason);
}
