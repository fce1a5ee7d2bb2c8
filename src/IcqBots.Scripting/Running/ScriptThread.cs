namespace IcqBots.Scripting.Running;

/// <summary>
/// The one logical thread of a bot, as in JavaScript: script code never runs in parallel with other script code of the same bot, yet
/// while a handler awaits something the others go on. What a script awaits comes back to this thread by itself.
/// </summary>
public sealed class ScriptThread(ScriptWatch watch)
{
    private readonly ConcurrentExclusiveSchedulerPair _schedulers = new();

    /// <summary>The clock by which limits are measured.</summary>
    public TimeProvider Time => watch.Time;

    /// <summary>Runs script code under guard; the task ends when it has ended, with its exception if it threw.</summary>
    /// <param name="work">The code.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="place">Where it was registered, for messages: <c>scripts/echo.csx:12</c>.</param>
    /// <exception cref="ScriptStoppedException">It went beyond its limits, or has blocked the thread for longer than its time.</exception>
    public Task<T> RunAsync<T>(Func<Task<T>> work, ScriptLimits limits, string place) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _schedulers.ExclusiveScheduler).Unwrap();

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<Task> work, ScriptLimits limits, string place) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _schedulers.ExclusiveScheduler).Unwrap();

    /// <summary>Runs code of the host between script code, without guard.</summary>
    public Task<T> InvokeAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _schedulers.ExclusiveScheduler);
}
