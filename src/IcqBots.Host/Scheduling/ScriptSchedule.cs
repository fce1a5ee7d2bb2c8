using IcqBots.Host.Configuration;
using IcqBots.Scripting;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scheduling;

/// <summary>One schedule of a script, from the line that has it until it is disposed. Nothing of it is kept.</summary>
internal sealed partial class ScriptSchedule : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Timetable _when;
    private readonly Func<Task> _run;
    private readonly ScriptSchedules _schedules;
    private readonly string _group;
    private readonly TimeZoneInfo _zone;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _ended = new();
    private MissedTimes? _missed;
    private DateTimeOffset _taken;
    private DateTimeOffset? _ran;
    private IAsyncDisposable? _registration;
    private Task _turn = Task.CompletedTask;
    private int _running;

    /// <summary>A schedule that has not begun.</summary>
    /// <param name="when">When it fires.</param>
    /// <param name="run">Runs the handler; throws nothing.</param>
    /// <param name="schedules">The schedules of scripts.</param>
    /// <param name="group">The group of its Quartz job.</param>
    /// <param name="zone">The zone where the timetable names none.</param>
    /// <param name="log">The script's log.</param>
    /// <exception cref="FormatException">The timetable makes no sense, which is told while the script's line runs that has it.</exception>
    public ScriptSchedule(Timetable when, Func<Task> run, ScriptSchedules schedules, string group, TimeZoneInfo zone, ILogger log)
    {
        (_when, _run, _schedules, _group, _zone, _log) = (when, run, schedules, group, zone, log);
        if (when is not Timetable.Moment)
        {
            Times(schedules.Time.GetUtcNow());
        }
    }

    /// <summary>From now on it fires.</summary>
    public void Begin()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        var now = _schedules.Time.GetUtcNow();
        if (_when is Timetable.Moment { Time: var moment })
        {
            _registration = _schedules.Add(ScriptSchedules.Once(moment, _schedules.Time), _group, _ => Begin([moment]), _log);
            return;
        }

        var (entry, times) = Times(now);
        (_taken, _missed) = (now, new MissedTimes(entry, times));
        _registration = _schedules.Add(new ScheduleTrigger(times, now, _schedules.Time), _group, Fire, _log);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.Cancel();
        _ = _registration?.DisposeAsync().AsTask();
    }

    private (ScheduleEntry Entry, ScheduleTimes Times) Times(DateTimeOffset now)
    {
        var entry = ScriptSchedules.EntryOf(_when, now);
        return (entry, ScriptSchedules.TimesOf(entry, _when, _schedules.Calendars, _zone, now));
    }

    private void Fire(DateTimeOffset planned)
    {
        lock (_lock)
        {
            var now = _schedules.Time.GetUtcNow() is var clock && clock > planned ? clock : planned;
            var due = _missed!.Decide(_taken < planned ? _taken : planned.AddTicks(-1), now, waitedUntil: _ran);
            _taken = now;
            foreach (var (at, refusal) in due.Where(each => each.Refusal is not null))
            {
                LogLeftOut(_log, at, refusal!);
            }

            var isBusy = _when.Overlap switch
            {
                Overlap.Parallel => _running >= Schedule.MaxParallel,
                Overlap.Queue => _running > 1 && _when.Misfire != Misfire.FireAll,
                _ => _running > 0,
            };
            if (!isBusy)
            {
                Begin([.. due.Where(each => each.Refusal is null).Select(each => each.At)]);
            }
        }
    }

    private void Begin(IReadOnlyList<DateTimeOffset> due)
    {
        lock (_lock)
        {
            _running += due.Count;
            _turn = RunAsync(due, _when.Overlap == Overlap.Parallel ? Task.CompletedTask : _turn);
        }
    }

    /// <summary>Runs for each time that is due, one after the other; throws nothing.</summary>
    private async Task RunAsync(IReadOnlyList<DateTimeOffset> due, Task before)
    {
        await before.ConfigureAwait(false);
        foreach (var at in due)
        {
            await WaitAsync(at).ConfigureAwait(false);
            if (!_ended.IsCancellationRequested)
            {
                await _run().ConfigureAwait(false);
            }

            lock (_lock)
            {
                _ran = _schedules.Time.GetUtcNow();
                _running--;
            }
        }
    }

    private async Task WaitAsync(DateTimeOffset at)
    {
        var wait = at + (_when.Jitter * Random.Shared.NextDouble()) - _schedules.Time.GetUtcNow();
        if (_when.Jitter > TimeSpan.Zero && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _schedules.Time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A schedule of the script was due at {Due:u} and does not run: {Reason}")]
    private static partial void LogLeftOut(ILogger log, DateTimeOffset due, string reason);
}
