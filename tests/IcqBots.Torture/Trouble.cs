namespace IcqBots.Torture;

/// <summary>What happens to the processes.</summary>
internal enum TroubleKind
{
    /// <summary>The host is killed and started again, and may be killed again before it is ready.</summary>
    Kill,

    /// <summary>The host is stopped and continued.</summary>
    Pause,

    /// <summary>The server is ended in order and started again.</summary>
    Restart,

    /// <summary>The server is killed and started again.</summary>
    ServerKill,

    /// <summary>The disk of the host becomes full, and has room again.</summary>
    Fill,
}

/// <summary>One thing that happens, planned before the run.</summary>
/// <param name="Kind">What.</param>
/// <param name="After">How long everything runs before.</param>
/// <param name="Lasts">How long it lasts, where it does.</param>
/// <param name="IsEarly">Of a kill: whether the next trouble begins while the host is starting.</param>
internal sealed record Trouble(TroubleKind Kind, TimeSpan After, TimeSpan Lasts, bool IsEarly)
{
    /// <summary>Of so many kills one hits a host that is starting.</summary>
    private const int EarlyOneOf = 6;

    /// <summary>The troubles of a scenario; a seed always gives the same ones.</summary>
    public static IReadOnlyList<Trouble> Plan(Scenario scenario, int seed)
    {
        var random = new Random(seed);
        var kinds = Enumerable.Repeat(TroubleKind.Kill, scenario.Kills)
            .Concat(Enumerable.Repeat(TroubleKind.Pause, scenario.Pauses))
            .Concat(Enumerable.Range(0, scenario.Restarts).Select(index => index % 2 == 0 ? TroubleKind.ServerKill : TroubleKind.Restart))
            .Concat(Enumerable.Repeat(TroubleKind.Fill, scenario.Fills))
            .ToArray();
        random.Shuffle(kinds);
        return [.. kinds.Select(kind => Next(kind, random))];
    }

    private static Trouble Next(TroubleKind kind, Random random) => kind switch
    {
        TroubleKind.Kill => new(kind, Between(random, 0, 1.6), Between(random, 0, 0.2), random.Next(EarlyOneOf) == 0),
        TroubleKind.Pause => new(kind, Between(random, 0.2, 2), Between(random, 0, 4), false),
        TroubleKind.Fill => new(kind, Between(random, 1, 3), Between(random, 1, 4), false),
        _ => new(kind, Between(random, 1, 8), Between(random, 0, 1), false),
    };

    private static TimeSpan Between(Random random, double least, double most) =>
        TimeSpan.FromSeconds(least + ((most - least) * random.NextDouble()));
}
