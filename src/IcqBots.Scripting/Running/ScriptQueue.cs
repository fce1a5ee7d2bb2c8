using System.Collections.Concurrent;

namespace IcqBots.Scripting.Running;

/// <summary>Runs tasks on the thread pool, one at a time and in order. The watch replaces what runs them when one of them blocks.</summary>
internal sealed class ScriptQueue : TaskScheduler
{
    // So that a bot that always has something to do leaves the thread to others now and then.
    private const int MaxTasksAtOnce = 64;

    private readonly ConcurrentQueue<Task> _tasks = new();
    private int _pending;
    private long _queued;

    public ScriptQueue(ScriptWatch watch)
    {
        Watch = watch;
        Runner = new ScriptRunner(this);
        watch.Add(this);
    }

    public ScriptWatch Watch { get; }

    public ScriptRunner Runner { get; private set; }

    public bool HasWork => Volatile.Read(ref _pending) > 0;

    /// <summary>How many tasks there have been.</summary>
    public long Queued => Interlocked.Read(ref _queued);

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Leaves a runner to itself, in the middle of its task, and goes on with another one. False: the task has just ended.</summary>
    public bool Replace(ScriptRunner runner, long slice)
    {
        if (!runner.TryAbandon(slice))
        {
            return false;
        }

        Runner = new ScriptRunner(this);
        if (Interlocked.Decrement(ref _pending) > 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(Runner, preferLocal: false);
        }

        return true;
    }

    /// <summary>Runs what is to be done, until there is nothing more or the runner has been replaced.</summary>
    public void Run(ScriptRunner runner)
    {
        for (var i = 0; i < MaxTasksAtOnce && _tasks.TryDequeue(out var task); i++)
        {
            runner.Begin();
            TryExecuteTask(task);
            runner.EndTurn();
            if (!runner.TryEnd() || Interlocked.Decrement(ref _pending) == 0)
            {
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(runner, preferLocal: false);
    }

    protected override void QueueTask(Task task)
    {
        Interlocked.Increment(ref _queued);
        _tasks.Enqueue(task);
        if (Interlocked.Increment(ref _pending) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(Runner, preferLocal: false);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        ScriptSlice.OfThread.Runner == Runner && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];
}

/// <summary>Runs the tasks of a queue on a thread of the pool, and shows the watch what it is doing.</summary>
internal sealed class ScriptRunner(ScriptQueue queue) : IThreadPoolWorkItem
{
    private const long Abandoned = -1;

    // The number of the task, odd while it runs.
    private long _slice;

    /// <summary>Of the thread that runs the task; nobody else looks at it.</summary>
    private List<Action>? _atEndOfTurn;

    /// <summary>The activity that runs now; null: none, or code of the host.</summary>
    public ScriptRun? Run { get; set; }

    public ScriptMoment StartedAt { get; private set; }

    /// <summary>Until when the running time is in the activity's account.</summary>
    public ScriptMoment ChargedAt { get; set; }

    /// <summary>The number of the task that runs now; null: none does.</summary>
    public long? Slice => Interlocked.Read(ref _slice) is var slice && (slice & 1) == 1 && slice != Abandoned ? slice : null;

    /// <summary>The watch's note: which task is over its limit, and since when.</summary>
    public (long Slice, ScriptMoment Since) Over { get; set; }

    public void Execute()
    {
        var slice = ScriptSlice.OfThread;
        slice.Runner = this;
        queue.Run(this);
        slice.Runner = null;
    }

    /// <summary>Has something done when the task that runs now has come to wait, or to its end.</summary>
    public void AtEndOfTurn(Action action) => (_atEndOfTurn ??= []).Add(action);

    /// <summary>Does what was to be done at the end of the task.</summary>
    public void EndTurn()
    {
        if (_atEndOfTurn is { Count: > 0 } actions)
        {
            _atEndOfTurn = null;
            actions.ForEach(action => action());
        }
    }

    public void Begin()
    {
        StartedAt = ChargedAt = ScriptMoment.Now(queue.Watch.Time);
        Interlocked.Increment(ref _slice);
        queue.Watch.Wake();
    }

    /// <summary>False when the runner has been replaced meanwhile.</summary>
    public bool TryEnd()
    {
        var slice = Interlocked.Read(ref _slice);
        if (slice != Abandoned && Interlocked.CompareExchange(ref _slice, slice + 1, slice) == slice)
        {
            return true;
        }

        queue.Watch.Returned();
        return false;
    }

    public bool TryAbandon(long slice) => Interlocked.CompareExchange(ref _slice, Abandoned, slice) == slice;
}
