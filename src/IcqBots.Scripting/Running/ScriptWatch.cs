using System.Runtime.ExceptionServices;

namespace IcqBots.Scripting.Running;

/// <summary>
/// Watches the script threads of a host for handlers that go beyond their limits. It ticks only while script code runs.
/// </summary>
public sealed class ScriptWatch : IDisposable
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _lightSleep = TimeSpan.FromSeconds(1);

    /// <summary>From then on what runs counts as a thread that the pool has lost.</summary>
    private static readonly TimeSpan _overlong = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Of real time, as it takes a real processor to notice: for so long a handler that is over its limit can stop by itself, which tells the
    /// line, before it counts as one that blocks.
    /// </summary>
    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(500);

    /// <summary>For how many bots that wait for a thread, while others keep theirs, the pool makes room at once.</summary>
    private const int MostWaiting = 8;

    private const int TicksAfterWork = 3;
    private const int TicksAfterWorkElsewhere = 100;

    private static bool _survives;
    private static long _lastLook;

    private readonly List<WeakReference<ScriptQueue>> _queues = [];
    private readonly ThreadPoolRoom _room = new();
    private readonly ITimer _timer;

    // The number of the next look; no other watch has the same.
    private long _look = Interlocked.Increment(ref _lastLook);
    private int _asleep = 1;
    private int _ticking;
    private int _ticksLeft;
    private int _abandoned;
    private int _present;
    private int _elsewhere;
    private int _elsewhereBefore;
    private int _pausing;
    private int _busy;

    /// <summary>Begins with nothing to watch; script threads join by themselves.</summary>
    public ScriptWatch(TimeProvider time)
    {
        Time = time;
        Survive();

        // A timer of the system fires on the thread pool, which is what runaway scripts use up.
        _timer = time == TimeProvider.System
            ? new ThreadTimer(Tick, "IcqBots script watch")
            : time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The clock by which limits are measured.</summary>
    public TimeProvider Time { get; }

    /// <summary>Nothing runs, or has run lately.</summary>
    internal bool IsAsleep => Volatile.Read(ref _asleep) == 1;

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _room.Set(0);
    }

    internal void Add(ScriptQueue queue)
    {
        lock (_queues)
        {
            _queues.Add(new WeakReference<ScriptQueue>(queue));
        }
    }

    internal void Wake()
    {
        if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1)
        {
            _timer.Change(_period, _period);
        }
    }

    /// <summary>An activity begins on a thread that is none of the script threads: maybe code of the script, maybe of the host.</summary>
    internal void BegunElsewhere()
    {
        Interlocked.Increment(ref _present);
        StayAwake(TicksAfterWork);
    }

    /// <summary>It leaves that thread.</summary>
    internal void LeftElsewhere() => Interlocked.Decrement(ref _present);

    /// <summary>On such a thread code of a script has come upon a check. The thread counts once until the next look, however often it does.</summary>
    /// <param name="look">The look before which the thread has counted last.</param>
    internal void RunningElsewhere(ref long look)
    {
        if (look != Volatile.Read(ref _look))
        {
            look = Volatile.Read(ref _look);
            Interlocked.Increment(ref _elsewhere);
            StayAwake(TicksAfterWorkElsewhere);
        }
    }

    /// <summary>
    /// When scripts keep all processors busy, those that have run for long pause at their checks, so that others find one. It counts as
    /// their own running: they keep their bot all the same.
    /// </summary>
    internal void PauseIfCrowded(ScriptRunner? runner)
    {
        var busy = Volatile.Read(ref _busy);
        if (busy >= Environment.ProcessorCount && (runner is null || IsOverlong(runner, ScriptMoment.Now(Time))))
        {
            Interlocked.Add(ref _pausing, runner is null ? 1 : 0);
#pragma warning disable RS0030 // It is the thread that must rest, in the middle of code that cannot await.
            Thread.Sleep(_period * (1 + (busy / Environment.ProcessorCount)));
#pragma warning restore RS0030
            Interlocked.Add(ref _pausing, runner is null ? -1 : 0);
        }
    }

    /// <summary>A runner that has been replaced gives its thread back.</summary>
    internal void Returned() => Interlocked.Decrement(ref _abandoned);

    private void StayAwake(int ticks)
    {
        if (Volatile.Read(ref _ticksLeft) < ticks)
        {
            Interlocked.Exchange(ref _ticksLeft, ticks);
        }

        Wake();
    }

    private void Tick()
    {
        if (Interlocked.Exchange(ref _ticking, 1) == 1)
        {
            return;
        }

        try
        {
            Interlocked.Increment(ref ScriptGuard.Epoch);
            var (running, overlong, waiting) = Look();
            Volatile.Write(ref _look, Interlocked.Increment(ref _lastLook));
            var elsewhere = Interlocked.Exchange(ref _elsewhere, 0);
            var spinning = Math.Max(Math.Max(elsewhere, _elsewhereBefore), Volatile.Read(ref _pausing));
            Volatile.Write(ref _busy, overlong + spinning);

            // Each new thread of the pool may take up one more of what spins: twice as many are soon enough.
            var kept = overlong + _abandoned + (spinning > 0 ? 2 * Math.Max(spinning, Volatile.Read(ref _present)) : 0);
            _room.Set(kept == 0 ? 0 : kept + Math.Min(waiting, MostWaiting));
            _elsewhereBefore = elsewhere;
            if (running > 0)
            {
                _ticksLeft = Math.Max(_ticksLeft, TicksAfterWork);
            }
            else if (Interlocked.Decrement(ref _ticksLeft) <= 0)
            {
                Sleep();
            }
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }

    private void Sleep()
    {
        // Light sleep, as long as something may begin to spin without coming upon a check before.
        var next = Volatile.Read(ref _present) > 0 ? _lightSleep : Timeout.InfiniteTimeSpan;
        _timer.Change(next, next);
        Interlocked.Exchange(ref _asleep, 1);

        // What began after the look, and saw a watch that is awake.
        if (Look().Running > 0 || Volatile.Read(ref _ticksLeft) > 0)
        {
            Wake();
        }
    }

    private (int Running, int Overlong, int Waiting) Look()
    {
        var (running, overlong, waiting) = (0, 0, 0);
        var now = ScriptMoment.Now(Time);
        lock (_queues)
        {
            for (var i = _queues.Count - 1; i >= 0; i--)
            {
                if (!_queues[i].TryGetTarget(out var queue))
                {
                    _queues.RemoveAt(i);
                }
                else if (queue.Runner is { Slice: { } slice } runner)
                {
                    running++;
                    overlong += IsOverlong(runner, now) ? 1 : 0;
                    Judge(queue, runner, slice, now);
                }
                else if (queue.HasWork)
                {
                    waiting++;
                }
            }
        }

        return (running, overlong, waiting);
    }

    private bool IsOverlong(ScriptRunner runner, ScriptMoment now) => now.ClockSince(runner.StartedAt, Time) > _overlong;

    private void Judge(ScriptQueue queue, ScriptRunner runner, long slice, ScriptMoment now)
    {
        if (runner.Run is not { } run || !run.IsOver(now.ClockSince(runner.ChargedAt, Time), now.RealSince(runner.ChargedAt)))
        {
            return;
        }

        if (runner.Over.Slice != slice)
        {
            runner.Over = (slice, now);
        }
        else if (now.RealSince(runner.Over.Since) >= _grace && queue.Replace(runner, slice))
        {
            Interlocked.Increment(ref _abandoned);
            run.Abandon();
        }
    }

    /// <summary>From now on an exception of a script that nobody catches does not end the process, and is told.</summary>
    private static void Survive()
    {
        if (!Interlocked.Exchange(ref _survives, true))
        {
            ExceptionHandling.SetUnhandledExceptionHandler(TryTell);
            TaskScheduler.UnobservedTaskException += (_, forgotten) => ScriptThread.TellUnobserved(forgotten.Exception);
        }
    }

    private static bool TryTell(Exception exception)
    {
        if (exception is ScriptEndedException)
        {
            return true;
        }

        var thread = ScriptSlice.OfThread.LastRun?.Thread;
        var code = ScriptFault.Code(exception);
        if (code is null && (thread is null || !CanBeOfScript(exception)))
        {
            return false;
        }

        _ = (thread ?? code?.Thread)?.TellAsync(exception);
        return true;
    }

    /// <summary>
    /// On a thread on which code of a script has been. A thread of the pool may have gone over to the host's code since; a thread that the
    /// script has started is the script's.
    /// </summary>
    private static bool CanBeOfScript(Exception exception) => !Thread.CurrentThread.IsThreadPoolThread || !ScriptFault.HasLineOfHost(exception);
}
