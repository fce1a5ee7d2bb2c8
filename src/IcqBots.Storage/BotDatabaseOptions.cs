namespace IcqBots.Storage;

/// <summary>How a <see cref="BotDatabase"/> keeps things.</summary>
public sealed record BotDatabaseOptions
{
    /// <summary>Whether a batch counts as written when the disk has it, so that it survives a power failure; else a killed process.</summary>
    public bool WaitsForDisk { get; init; }

    /// <summary>How long messages are kept after they are finished.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Above this size of the file (bytes) finished messages are taken away earlier.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Calls a function when the script code that runs now on this thread comes to wait, or to its end; false where none runs. Null: none ever does.
    /// </summary>
    public Func<Action, bool>? AtEndOfTurn { get; init; }
}
