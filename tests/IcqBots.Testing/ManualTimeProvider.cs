namespace IcqBots.Testing;

/// <summary>A clock that stands still until a test advances it. Timers fire on the test's thread, in the order in which they are due.</summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<(ManualTimer Timer, int Version), (long Due, long Order)> _due = new();
    private readonly DateTimeOffset _start;
    private long _elapsed;
    private long _order;
    private long _shift;
    private int _armed;

    public ManualTimeProvider(DateTimeOffset? start = null, TimeZoneInfo? localTimeZone = null)
    {
        _start = start ?? new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
        LocalTimeZone = localTimeZone ?? TimeZoneInfo.Utc;
    }

    public override TimeZoneInfo LocalTimeZone { get; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    /// <summary>How many timers are set and have not fired, or fire again.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                return _armed;
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromTicks(GetTimestamp() + Interlocked.Read(ref _shift));

    /// <summary>Somebody sets the clock on the wall forward, or back. Timers do not notice.</summary>
    public void SetForward(TimeSpan span) => Interlocked.Add(ref _shift, span.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward and fires every timer that falls due on the way, at its own time.</summary>
    public void Advance(TimeSpan span)
    {
        var end = GetTimestamp() + span.Ticks;
        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
        }

        Interlocked.Exchange(ref _elapsed, Math.Max(end, GetTimestamp()));
    }

    /// <summary>
    /// Advances step by step until the task is done, and lets work on other threads catch up in between. Fails when the task is not
    /// done within <paramref name="limit"/> (default one hour) of this clock. With a <paramref name="network"/>, what is sent arrives
    /// before the next step.
    /// </summary>
    public async Task AdvanceUntilAsync(Task task, TimeSpan? step = null, TimeSpan? limit = null, MemoryNetwork? network = null)
    {
        var end = GetTimestamp() + (limit ?? TimeSpan.FromHours(1)).Ticks;
        await (network?.IdleAsync() ?? Task.CompletedTask);
        while (!task.IsCompleted && GetTimestamp() < end)
        {
            Advance(step ?? TimeSpan.FromMilliseconds(100));
            await (network?.IdleAsync() ?? Task.CompletedTask);
            await LetOthersRunAsync();
        }

        try
        {
            // A busy machine may need real time for what is ready to run.
            await task.WaitAsync(SafetyLimit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Not done within {limit ?? TimeSpan.FromHours(1)} of the test's clock");
        }
    }

    /// <inheritdoc cref="AdvanceUntilAsync(Task, TimeSpan?, TimeSpan?, MemoryNetwork?)"/>
    public async Task<T> AdvanceUntilAsync<T>(Task<T> task, TimeSpan? step = null, TimeSpan? limit = null, MemoryNetwork? network = null)
    {
        await AdvanceUntilAsync((Task)task, step, limit, network);
        return await task;
    }

    /// <summary>Moves the clock forward second by second, so that what is sent on the way arrives and is answered in time.</summary>
    public async Task AdvanceAsync(TimeSpan span, MemoryNetwork network)
    {
        await network.IdleAsync();
        for (var left = span; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
        {
            Advance(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
            await network.IdleAsync();
        }
    }

    /// <summary>Gives the thread pool time for everything that is ready to run now.</summary>
    private static async Task LetOthersRunAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await Task.Yield();
        }

        // An item in the pool's global queue runs behind those that are there already.
        var behind = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(_ => behind.SetResult(), null);
        await behind.Task;
    }

    private ManualTimer? TakeDue(long end)
    {
        lock (_lock)
        {
            while (_due.TryPeek(out var entry, out var key) && key.Due <= end)
            {
                _due.Dequeue();
                if (entry.Timer.TryTake(entry.Version, key.Due))
                {
                    Interlocked.Exchange(ref _elapsed, Math.Max(key.Due, _elapsed));
                    return entry.Timer;
                }
            }

            return null;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        // A disposed timer stays in the queue until it is due, but what it would have called can go.
        private (TimerCallback Callback, object? State)? _call = (callback, state);
        private TimeSpan _period;
        private bool _isArmed;
        private int _version;
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                if (_disposed)
                {
                    return false;
                }

                _period = period;
                _version++;
                Arm(dueTime != Timeout.InfiniteTimeSpan);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Schedule(clock._elapsed, dueTime);
                }

                return true;
            }
        }

        /// <summary>Under the clock's lock: true when this entry is not outdated; schedules the next one of a periodic timer.</summary>
        public bool TryTake(int version, long due)
        {
            if (_disposed || version != _version)
            {
                return false;
            }

            Arm(_period > TimeSpan.Zero);
            if (_period > TimeSpan.Zero)
            {
                Schedule(due, _period);
            }

            return true;
        }

        public void Fire()
        {
            if (_call is { } call)
            {
                call.Callback(call.State);
            }
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                _disposed = true;
                _call = null;
                Arm(false);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(bool isArmed)
        {
            clock._armed += Convert.ToInt32(isArmed) - Convert.ToInt32(_isArmed);
            _isArmed = isArmed;
        }

        private void Schedule(long from, TimeSpan dueTime) =>
            clock._due.Enqueue((this, _version), (from + dueTime.Ticks, clock._order++));
    }
}
