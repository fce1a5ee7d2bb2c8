using System.Globalization;
using System.Text.Json;

namespace IcqBots.Host.Broadcasts;

/// <summary>What has become of a broadcast.</summary>
/// <param name="Id">Its name.</param>
/// <param name="What">Who wanted it, for people to read.</param>
/// <param name="BeganAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record BroadcastReport(string Id, string What, DateTimeOffset BeganAt, DateTimeOffset EndedAt)
{
    private const int ShownUnreached = 50;

    /// <summary>How many people it was for.</summary>
    public int Total { get; init; }

    /// <summary>How many have got it.</summary>
    public int Delivered { get; init; }

    /// <summary>For how many the server keeps it, since they are contacts who were offline.</summary>
    public int Stored { get; init; }

    /// <summary>For how many the server has it of whom nobody knows whether they were online: most of them are no contacts.</summary>
    public int Handed { get; init; }

    /// <summary>How many were not to be disturbed.</summary>
    public int Dropped { get; init; }

    /// <summary>How many had not got it when it was cancelled.</summary>
    public int Cancelled { get; init; }

    /// <summary>Who did not get it for another reason, and what was no person at all.</summary>
    public IReadOnlyList<Unreached> Unreached { get; init; } = [];

    /// <summary>For a script, which may ask again after a crash: who it was for.</summary>
    public IReadOnlyList<uint> People { get; init; } = [];

    /// <summary>The <see cref="Fate"/> of each of these people, as a character.</summary>
    public string Fates { get; init; } = "";

    /// <summary>Why nothing was sent, or nothing more; null: nothing went wrong as a whole.</summary>
    public string? Failure { get; init; }

    /// <summary>How many it has reached, as far as anybody knows.</summary>
    public int Reached => Delivered + Stored + Handed;

    /// <summary>Whether it has reached everybody for whom it was meant, but those who were not to be disturbed.</summary>
    public bool IsComplete => Failure is null && Unreached.Count == 0 && Cancelled == 0;

    /// <summary>The counts in a line.</summary>
    public string Summary
    {
        get
        {
            var counts = new (int Count, string What)[]
            {
                (Delivered, "delivered"), (Stored, "stored for contacts who are offline"), (Handed, "handed to the server for others"),
                (Dropped, "dropped in quiet hours"), (Cancelled, "cancelled"), (Unreached.Count, "failed"),
            };
            var parts = counts.Where(each => each.Count > 0).Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Count} {each.What}")).ToList();
            return (parts.Count, Failure) switch
            {
                (0, null) => "there was nobody to get it",
                (0, _) => $"nobody got it: {Failure}",
                (_, null) => string.Join(", ", parts),
                _ => $"{string.Join(", ", parts)}; then it broke off: {Failure}",
            };
        }
    }

    /// <summary>The whole, for people to read, a line each.</summary>
    public IEnumerable<string> Lines() =>
    [
        $"{Id} ({What}), {Local(BeganAt)} to {Local(EndedAt)}: {Summary}",
        .. Unreached.Take(ShownUnreached).Select(each => $"  {each.Who}: {each.Reason}"),
        .. Unreached.Count > ShownUnreached ? [$"  … and {Unreached.Count - ShownUnreached} more"] : Array.Empty<string>(),
    ];

    /// <summary>As it is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>What was kept.</summary>
    public static BroadcastReport Parse(string json) => JsonSerializer.Deserialize<BroadcastReport>(json)!;

    private static string Local(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
