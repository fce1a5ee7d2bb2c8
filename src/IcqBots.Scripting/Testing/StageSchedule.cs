using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Testing;

/// <summary>A schedule that fires on the stage's clock, at the times that the host would, without its jitter.</summary>
internal sealed class StageSchedule : IDisposable
{
    private readonly StageClock _clock;
    private readonly StagePlay _play;
    private readonly Timetable _when;
    private readonly Func<HandlerRun> _handler;
    private readonly Func<DateTimeOffset, DateTimeOffset?> _nextAfter;
    private readonly ITimer _timer;
    private Task _running = Task.CompletedTask;
    private Task _next = Task.CompletedTask;
    private bool _isDisposed;

    public StageSchedule(
        StageClock clock,
        StagePlay play,
        Timetable when,
        Func<HandlerRun> handler,
        Func<Timetable, TimeProvider, Func<DateTimeOffset, DateTimeOffset?>> fireTimesOf)
    {
        (_clock, _play, _when, _handler) = (clock, play, when, handler);
        _nextAfter = when is Timetable.Moment ? _ => null : fireTimesOf(when, clock);
        _timer = clock.CreateTimer(Fire);
    }

    /// <summary>From now on it fires.</summary>
    public void Begin() => Arm(_when is Timetable.Moment { Time: var time } ? time : _nextAfter(_clock.GetUtcNow()));

    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
    }

    private void Fire()
    {
        if (_running.IsCompleted || _when.Overlap == Overlap.Parallel)
        {
            _running = _play.Begin([_handler()]);
        }
        else if (_when.Overlap == Overlap.Queue && _next.IsCompleted)
        {
            _next = RunNextAsync(_running);
        }

        Arm(_nextAfter(_clock.GetUtcNow()));
    }

    private async Task RunNextAsync(Task before)
    {
        await before;
        _running = _play.Begin([_handler()]);
    }

    private void Arm(DateTimeOffset? due)
    {
        var now = _clock.GetUtcNow();
        if (due is { } time && !_isDisposed)
        {
            _timer.Change(time > now ? time - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
