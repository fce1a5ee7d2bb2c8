namespace IcqBots.Host;

/// <summary>
/// The one logical thread of a bot, as in JavaScript: script code never runs in parallel with other script code of the same bot, yet
/// while a handler awaits something the others go on. What a script awaits comes back to this thread by itself.
/// </summary>
internal sealed class ScriptThread
{
    private readonly ConcurrentExclusiveSchedulerPair _schedulers = new();

    /// <summary>Runs script code; the task ends when it has ended, with its exception if it threw.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _schedulers.ExclusiveScheduler).Unwrap();

    /// <inheritdoc cref="RunAsync{T}(Func{Task{T}})"/>
    public Task RunAsync(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _schedulers.ExclusiveScheduler).Unwrap();
}
