using System.Runtime.ExceptionServices;
using IcqBots.Protocol;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Testing;

/// <summary>
/// What goes on on a stage: handlers run as in the host, each sender's messages in turn, and the play stands still whenever all of them
/// have ended or wait for the stage's clock or its people. So a test sees the same in every run, however busy the machine is.
/// </summary>
internal sealed class StagePlay(ScriptThread thread, StageClock clock, TimeSpan realTimeLimit)
{
    /// <summary>Of real time: a handler that waits for nothing that is known may wait for another one, which does.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(200);

    /// <summary>How often the thread pool is asked for a turn before a millisecond is waited.</summary>
    private const int Yields = 100;

    private readonly Lock _lock = new();
    private readonly List<Activity> _activities = [];
    private readonly List<ExceptionDispatchInfo> _failures = [];

    /// <summary>Whose turn it is, and who is asked.</summary>
    public Conversations Conversations { get; private set; } = new(clock);

    /// <summary>Begins what somebody's doing makes the script do, when it is their turn.</summary>
    public void Begin(Uin person, Func<Task<IReadOnlyList<HandlerRun>>> select) => Begin(activity =>
    {
        var ended = new TaskCompletionSource();
        activity.Turn = Conversations.Begin(person, () => SelectAndRunAsync(activity, select), ended.SetResult);
        return ended.Task;
    });

    /// <summary>Begins what nobody has done.</summary>
    public Task Begin(IReadOnlyList<HandlerRun> runs) => Begin(activity => RunAllAsync(activity, runs));

    /// <summary>Begins the top-level code of a script; what it throws comes out.</summary>
    public Task<T> Begin<T>(Func<Task<T>> code, string place) =>
        (Task<T>)Begin(activity => GuardAsync(activity, code, ScriptLimits.Default, place));

    /// <summary>An exception of a script that nobody awaits.</summary>
    public void Fail(Exception exception)
    {
        lock (_lock)
        {
            _failures.Add(ExceptionDispatchInfo.Capture(exception));
        }
    }

    /// <summary>Lets go of what has not ended, as the end of a host does: nobody waits for it any more.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _activities.ForEach(activity => activity.Handler?.Abandon());
            _activities.Clear();
            _failures.Clear();
            Conversations = new Conversations(clock);
        }
    }

    /// <summary>Goes on until the play stands still, with all that is due now; throws what a handler has thrown.</summary>
    public async Task SettleAsync()
    {
        do
        {
            await StandStillAsync();
        }
        while (clock.FireNext());
    }

    private async Task StandStillAsync()
    {
        var (rounds, quietSince) = (0, TimeProvider.System.GetTimestamp());
        while (true)
        {
            var before = thread.Work;
            var (busy, lost, waiting) = Look();
            if (before.IsBusy || thread.Work != before)
            {
                quietSince = TimeProvider.System.GetTimestamp();
            }
            else if (busy + lost == 0)
            {
                break;
            }

            var quiet = TimeProvider.System.GetElapsedTime(quietSince);
            if (busy == 0 && waiting > 0 && quiet > _grace)
            {
                break;
            }

            if (quiet > realTimeLimit)
            {
                throw new ScriptTestException(
                    $"a handler has not ended within {realTimeLimit.TotalSeconds:0.###} s of real time, and waits for what a test does not have; "
                    + "delays take the script's Clock: Task.Delay(time, Clock, Stopping)");
            }

            await (rounds++ < Yields ? YieldAsync() : Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        ThrowFailure();
    }

    /// <summary>How many activities go on, how many wait in a handler for nobody knows what, and how many wait for time or people.</summary>
    private (int Busy, int Lost, int Waiting) Look()
    {
        var (busy, lost, waiting) = (0, 0, 0);
        lock (_lock)
        {
            _activities.RemoveAll(activity => activity.Ended.IsCompleted);
            foreach (var activity in _activities)
            {
                if (activity is { Handler.IsWaiting: true } or { Turn.IsCompleted: false })
                {
                    waiting++;
                }
                else if (activity.Handler is null)
                {
                    busy++;
                }
                else
                {
                    lost++;
                }
            }
        }

        return (busy, lost, waiting);
    }

    private void ThrowFailure()
    {
        ExceptionDispatchInfo? failure;
        lock (_lock)
        {
            failure = _failures.FirstOrDefault();
            _failures.Clear();
        }

        failure?.Throw();
    }

    private Task Begin(Func<Activity, Task> begin)
    {
        var activity = new Activity();
        lock (_lock)
        {
            _activities.Add(activity);
        }

        return activity.Ended = begin(activity);
    }

    private async Task SelectAndRunAsync(Activity activity, Func<Task<IReadOnlyList<HandlerRun>>> select)
    {
        try
        {
            await RunAllAsync(activity, await select());
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private async Task RunAllAsync(Activity activity, IReadOnlyList<HandlerRun> runs)
    {
        foreach (var run in runs)
        {
            var limits = run.TimeLimit is { } limit ? ScriptLimits.Default with { Time = limit } : ScriptLimits.Default;
            try
            {
                await GuardAsync(
                    activity,
                    async () =>
                    {
                        await run.Run();
                        return true;
                    },
                    limits,
                    run.Place);
            }
            catch (NoAnswerException)
            {
                // The quiet end of a dialogue.
            }
            catch (OperationCanceledException) when (run.Instance is { Stopping.IsCancellationRequested: true })
            {
                // The script has been stopped, and the handler has noticed.
            }
            catch (Exception e)
            {
                // The other handlers run all the same, as in the host.
                Fail(e);
            }
        }
    }

    private async Task<T> GuardAsync<T>(Activity activity, Func<Task<T>> code, ScriptLimits limits, string place)
    {
        var handler = new StageHandler();
        activity.Handler = handler;
        try
        {
            return await thread.RunAsync(
                async () =>
                {
                    StageHandler.Current = handler;
                    try
                    {
                        return await code();
                    }
                    finally
                    {
                        activity.Leave(handler);
                    }
                },
                limits,
                place);
        }
        finally
        {
            // One that was given up is not waited for.
            activity.Leave(handler);
        }
    }

    private static async Task YieldAsync() => await Task.Yield();

    /// <summary>What one event, schedule or start has set going.</summary>
    private sealed class Activity
    {
        private StageHandler? _handler;

        /// <summary>Ends when its sender's turn comes; null where there is no sender.</summary>
        public Task? Turn { get; set; }

        /// <summary>What runs now; null between two handlers.</summary>
        public StageHandler? Handler
        {
            get => Volatile.Read(ref _handler);
            set => Volatile.Write(ref _handler, value);
        }

        public Task Ended { get; set; } = new TaskCompletionSource().Task;

        /// <summary>A handler has returned, or is given up.</summary>
        public void Leave(StageHandler handler) => Interlocked.CompareExchange(ref _handler, null, handler);
    }
}

/// <summary>A handler that runs on a stage. It flows with the execution context, so that the clock knows who waits for it.</summary>
internal sealed class StageHandler
{
    private static readonly AsyncLocal<StageHandler?> _current = new();
    private int _waits;
    private volatile bool _isAbandoned;

    /// <summary>The one whose code this is.</summary>
    public static StageHandler? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <summary>It has set a timer, with which it waits for time, or for somebody's answer until then.</summary>
    public bool IsWaiting => Volatile.Read(ref _waits) > 0;

    /// <summary>The host that it ran in is no more.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Called in all that a handler does to the world.</summary>
    /// <exception cref="OperationCanceledException">The host that it ran in is no more.</exception>
    public static void ThrowIfAbandoned()
    {
        if (Current is { _isAbandoned: true })
        {
            throw new OperationCanceledException("The script was restarted while this handler ran");
        }
    }

    /// <summary>It has set a timer, or one has ended.</summary>
    public void Count(int change) => Interlocked.Add(ref _waits, change);
}
