namespace IcqBots.Scripting.Running;

/// <summary>Watches the script threads of a host for handlers that go beyond their limits.</summary>
public sealed class ScriptWatch(TimeProvider time) : IDisposable
{
    /// <summary>The clock by which limits are measured.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
    }
}
