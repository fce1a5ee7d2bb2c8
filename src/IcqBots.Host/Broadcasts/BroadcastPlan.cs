using System.Text.Json;

namespace IcqBots.Host.Broadcasts;

/// <summary>A broadcast as it is kept when it begins: who gets what, and how.</summary>
/// <param name="Id">Its name, which no other has.</param>
/// <param name="What">Who wants it, for people to read.</param>
/// <param name="BeganAt">When it began.</param>
/// <param name="Text">The text.</param>
/// <param name="IsTemplate">Whether the text has names in braces.</param>
/// <param name="People">The UINs, each once.</param>
/// <param name="Unusable">Whom, or what, it was meant for as well, and why that cannot be.</param>
internal sealed record BroadcastPlan(
    string Id, string What, DateTimeOffset BeganAt, string Text, bool IsTemplate, IReadOnlyList<uint> People, IReadOnlyList<Unreached> Unusable)
{
    /// <summary>People a second; 0: as many as can be; null: as the bot's broadcasts go together.</summary>
    public double? Rate { get; init; }

    /// <summary>What <see cref="What"/> is for the broadcast of a script.</summary>
    public const string ByScript = "a script";

    /// <summary>How many may get it at once after a pause.</summary>
    public int Burst { get; init; }

    /// <summary>The quiet hours as bots.yaml has them; null: there are none.</summary>
    public string? QuietBetween { get; init; }

    /// <summary>Whether it is dropped in the quiet hours, and not held.</summary>
    public bool IsDropped { get; init; }

    /// <summary>As it is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>What was kept.</summary>
    public static BroadcastPlan Parse(string json) => JsonSerializer.Deserialize<BroadcastPlan>(json)!;

    /// <summary>Without the text.</summary>
    public override string ToString() => $"BroadcastPlan {Id} of {What}";
}

/// <summary>Somebody, or something, that a broadcast did not reach.</summary>
/// <param name="Who">The UIN, or what is written where one should be, with the file and the line.</param>
/// <param name="Reason">Why not.</param>
internal sealed record Unreached(string Who, string Reason);
