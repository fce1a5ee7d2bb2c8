using Microsoft.Extensions.Time.Testing;

namespace IcqBots.Scripting.Testing;

/// <summary>A clock that stands still until it is advanced, and knows who waits for it. It begins on Monday, 5 January 2026, at 8:00 UTC.</summary>
internal sealed class StageClock : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<StageTimer> _timers = [];

    public StageClock()
        : base(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero))
    {
        SetLocalTimeZone(TimeZoneInfo.Utc);
    }

    /// <summary>How many timers run.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count(timer => timer.Due is not null);
            }
        }
    }

    /// <summary>When the next timer is due; null when none runs.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _timers.Min(timer => timer.Due);
            }
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StageTimer(this);
        timer.Begin(base.CreateTimer(
            given =>
            {
                timer.Fired();
                callback(given);
            },
            state,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class StageTimer(StageClock clock) : ITimer
    {
        private ITimer? _timer;
        private TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        public void Begin(ITimer timer)
        {
            _timer = timer;
            lock (clock._lock)
            {
                clock._timers.Add(this);
            }
        }

        public void Fired()
        {
            lock (clock._lock)
            {
                Due = _period > TimeSpan.Zero ? Due + _period : null;
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetUtcNow() + dueTime;
            }

            return _timer!.Change(dueTime, period);
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }

            _timer!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
