using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Testing;

/// <summary>
/// A clock that stands still until it is moved, and knows who waits for it. It begins on Monday, 5 January 2026, at 8:00 UTC. Nothing fires
/// by itself, also what is due at once.
/// </summary>
internal sealed class StageClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<(StageTimer Timer, int Version), (DateTimeOffset Due, long Order)> _due = new();
    private DateTimeOffset _start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private long _elapsed;
    private long _order;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due; null when none runs.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                return Peek()?.Due;
            }
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromTicks(GetTimestamp());

    /// <summary>Says what the time is, before anything waits for it.</summary>
    public void StartAt(DateTimeOffset time) => _start = time.ToUniversalTime();

    /// <summary>Moves the clock forward; never back.</summary>
    public void MoveTo(DateTimeOffset time) => Interlocked.Exchange(ref _elapsed, Math.Max(GetTimestamp(), (time - _start).Ticks));

    /// <summary>Fires the timer that has been due for the longest; false where none is due now.</summary>
    public bool FireNext()
    {
        StageTimer timer;
        lock (_lock)
        {
            if (Peek() is not { } next || next.Due > GetUtcNow())
            {
                return false;
            }

            _due.Dequeue();
            timer = next.Timer;
            timer.TakeTurn(next.Due);
        }

        timer.Fire();
        return true;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        CreateTimer(callback, state, dueTime, period, StageHandler.Current);

    /// <summary>Creates a timer for which nobody waits: a schedule.</summary>
    public ITimer CreateTimer(Action callback) => CreateTimer(_ => callback(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, null);

    private StageTimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, StageHandler? waits)
    {
        var timer = new StageTimer(this, () => callback(state), waits);
        timer.Change(dueTime, period);
        return timer;
    }

    private (StageTimer Timer, DateTimeOffset Due)? Peek()
    {
        while (_due.TryPeek(out var next, out var when))
        {
            if (next.Timer.Version == next.Version)
            {
                return (next.Timer, when.Due);
            }

            _due.Dequeue();
        }

        return null;
    }

    private sealed class StageTimer(StageClock clock, Action fire, StageHandler? waits) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private TimeSpan _period;
        private bool _isSet;

        /// <summary>Goes on with each change; an entry of an earlier one is void.</summary>
        public int Version { get; private set; }

        public void TakeTurn(DateTimeOffset due)
        {
            Set(_period > TimeSpan.Zero ? due + _period : null);
        }

        public void Fire()
        {
            try
            {
                if (_context is null)
                {
                    fire();
                }
                else
                {
                    // What a script does in a timer belongs to the handler that has set it.
                    ExecutionContext.Run(_context, static fire => ((Action)fire!)(), fire);
                }
            }
            catch (ScriptEndedException)
            {
                // It was set before a restart, and nobody waits for it any more.
                Dispose();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _period = period;
                var now = clock.GetUtcNow();
                Set(dueTime == Timeout.InfiniteTimeSpan ? null : dueTime < DateTimeOffset.MaxValue - now ? now + dueTime : DateTimeOffset.MaxValue);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                Set(null);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(DateTimeOffset? due)
        {
            Version++;
            if (due is { } time)
            {
                clock._due.Enqueue((this, Version), (time, clock._order++));
            }

            if (_isSet != due is not null)
            {
                _isSet = !_isSet;
                waits?.Count(_isSet ? 1 : -1);
            }
        }
    }
}
