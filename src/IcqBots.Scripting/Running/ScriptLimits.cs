namespace IcqBots.Scripting.Running;

/// <summary>What a handler may use before it is stopped.</summary>
/// <param name="Time">Its own running; waiting does not count.</param>
/// <param name="MemoryBytes">What it allocates in all, whether it is collected or not.</param>
public sealed record ScriptLimits(TimeSpan Time, long MemoryBytes)
{
    /// <summary>5 s and 256 MB.</summary>
    public static ScriptLimits Default { get; } = new(TimeSpan.FromSeconds(5), 256L * 1024 * 1024);
}
