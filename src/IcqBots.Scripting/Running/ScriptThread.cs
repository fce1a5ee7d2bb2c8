using System.Runtime.CompilerServices;

namespace IcqBots.Scripting.Running;

/// <summary>
/// The one logical thread of a bot, as in JavaScript: script code never runs in parallel with other script code of the same bot, yet
/// while a handler awaits something the others go on. What a script awaits comes back to this thread by itself.
/// </summary>
public sealed class ScriptThread(ScriptWatch watch)
{
    // Where exceptions have left async code of a script, for those that nobody awaits.
    private static readonly ConditionalWeakTable<Exception, ScriptThread> _owners = [];

    private readonly ScriptQueue _queue = new(watch);

    /// <summary>The clock by which limits are measured.</summary>
    public TimeProvider Time => watch.Time;

    /// <summary>
    /// Is told what script code throws where nobody awaits it: in a timer's callback, on a thread of its own, in a task that is forgotten (as
    /// soon as the garbage collector finds that). Called on any thread. Without it such exceptions are lost; the process goes on either way.
    /// </summary>
    public Action<Exception>? Unhandled { get; set; }

    internal ScriptWatch Watch => watch;

    /// <summary>Whether anything runs or waits to be run, and how much there has been so far.</summary>
    internal (bool IsBusy, long Begun) Work => (_queue.HasWork, _queue.Queued);

    /// <summary>Runs script code under guard; the task ends when it has ended, with its exception if it threw.</summary>
    /// <param name="work">The code.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="place">Where it was registered, for messages: <c>scripts/echo.csx:12</c>.</param>
    /// <exception cref="ScriptStoppedException">It went beyond its limits, or has blocked the thread for longer than its time.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, ScriptLimits limits, string place)
    {
        var run = new ScriptRun(this, limits, place);
        var task = Queue(run, () => ReadFaultsAsync(work)).Unwrap();
        await EndAsync(run, task).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<Task> work, ScriptLimits limits, string place) =>
        RunAsync(
            async () =>
            {
                await work();
                return true;
            },
            limits,
            place);

    /// <summary>An exception leaves async code of a script that runs here.</summary>
    internal void Own(Exception exception) => _owners.TryAdd(exception, this);

    /// <summary>Tells <see cref="Unhandled"/> of each exception of scripts that nobody has awaited.</summary>
    internal static void TellUnobserved(AggregateException exceptions)
    {
        foreach (var exception in exceptions.InnerExceptions)
        {
            var owner = _owners.TryGetValue(exception, out var thread) ? thread : ScriptFault.Code(exception)?.Thread;
            _ = owner?.TellAsync(exception);
        }
    }

    /// <summary>Tells <see cref="Unhandled"/> of an exception whose text may be code of a script; one that was stopped is told of already, and one
    /// whose version has ended just goes.</summary>
    internal async Task TellAsync(Exception exception)
    {
        if (exception is ScriptStoppedException or ScriptEndedException)
        {
            return;
        }

        // Fails with it, under guard.
        await RunAsync(() => Task.FromException(exception), ScriptLimits.Default, "").ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Unhandled?.Invoke(exception);
    }

    /// <summary>True when a script thread runs the caller.</summary>
    public static bool IsInTurn => ScriptSlice.OfThread.Runner is not null;

    /// <summary>
    /// Has something done when the code that runs now on the caller's thread comes to wait, or to its end, on that thread. False where no
    /// script thread runs it.
    /// </summary>
    public static bool TryAtEndOfTurn(Action action)
    {
        var runner = ScriptSlice.OfThread.Runner;
        runner?.AtEndOfTurn(action);
        return runner is not null;
    }

    /// <summary>Runs code of the host between script code, without guard.</summary>
    public Task<T> InvokeAsync<T>(Func<T> work) => Queue(null, work);

    private Task<T> Queue<T>(ScriptRun? run, Func<T> work) =>
        Task.Factory.StartNew(
            () =>
            {
                ScriptRun.Flow(run);
                return work();
            },
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            _queue);

    private static async Task<T> ReadFaultsAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception)
        {
            ScriptFault.Read(exception);
            throw;
        }
    }

    private static async Task EndAsync(ScriptRun run, Task task)
    {
        if (await Task.WhenAny(task, run.Abandoned).ConfigureAwait(false) != task)
        {
            // It may still end one day; what it throws then, nobody waits for.
            _ = task.ContinueWith(
                static (ended, run) =>
                {
                    _ = ended.Exception;
                    ((ScriptRun)run!).End();
                },
                run,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw run.Exception();
        }

        run.End();
        if (run.IsStopped && task.Exception?.InnerException is not ScriptStoppedException)
        {
            throw run.Exception(task.Exception?.InnerException);
        }
    }
}
