using IcqBots.Host.Configuration;
using IcqBots.Host.Traces;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scheduling;

/// <summary>
/// One schedule of bots.yaml: knows what is due, decides on what was missed, runs the action and then the handlers that scripts registered
/// under the schedule's own name, and keeps what has become of it.
/// </summary>
internal sealed partial class Schedule(
    BotEntry bot, ScheduleEntry entry, ScheduleTimes times, FindBot findBot, ScheduleStore store, TraceBook? traces, TimeProvider time)
{
    /// <summary>So many runs of a schedule whose runs may overlap go on at the same time.</summary>
    public const int MaxParallel = 10;

    private readonly Lock _lock = new();
    private readonly MissedTimes _missed = new(entry, times);
    private readonly DateTimeOffset _since = time.GetUtcNow();
    private ScheduleState _state = new(TimetableOf(entry, times), Last: null, IsPaused: false, Runs: 0);
    private DateTimeOffset? _taken;
    private DateTimeOffset? _ended;
    private Task _asked = Task.CompletedTask;
    private int _running;
    private int _leftOut;

    /// <summary>The name of the bot.</summary>
    public string Bot => bot.Name;

    /// <summary>The entry in bots.yaml.</summary>
    public ScheduleEntry Entry => entry;

    /// <summary>When it fires.</summary>
    public ScheduleTimes Times => times;

    /// <summary>True while somebody has paused it.</summary>
    public bool IsPaused => _state.IsPaused;

    /// <summary>True when one of its times was done, or decided on.</summary>
    public bool HasRun => _state.Last is not null;

    /// <summary>True while a run goes on.</summary>
    public bool IsRunning => Volatile.Read(ref _running) > 0;

    /// <summary>The last runs, the latest first; none where they cannot be read.</summary>
    public IReadOnlyList<ScheduleRun> Runs()
    {
        try
        {
            return [.. store.RunsOf(entry.Name).Select(Known)];
        }
        catch (IOException)
        {
            // The log tells what is wrong with the file.
            return [];
        }
    }

    /// <summary>Goes on where it was when the host ended.</summary>
    /// <returns>The moment after which it has to fire.</returns>
    public DateTimeOffset Begin()
    {
        var now = time.GetUtcNow();
        try
        {
            if (store.StateOf(entry.Name) is { } kept)
            {
                // Of another timetable only the pause and the history count.
                _state = kept.Timetable == _state.Timetable ? kept : kept with { Timetable = _state.Timetable, Last = null };
            }
        }
        catch (IOException)
        {
            // The log tells what is wrong with the file; it is as if nothing had been missed.
            return now;
        }

        // Whoever names one moment means it, also when the host did not run then.
        _taken = _state.Last is { } last ? last < now ? last : now : entry.At?.In(times.Zone).AddTicks(-1) ?? now;
        return _state.IsPaused ? now : _taken.Value;
    }

    /// <summary>Runs nothing more until it is resumed; false where it is so already.</summary>
    public bool Pause() => SetPaused(true);

    /// <summary>Goes on with its next time; false where it was not paused.</summary>
    public bool Resume() => SetPaused(false);

    /// <summary>
    /// Runs what is due; returns when everything is done, or a moment after the token was cancelled: the bot waits for its handlers after that.
    /// What goes wrong is logged.
    /// </summary>
    public async Task RunDueAsync(DateTimeOffset planned, CancellationToken cancellationToken)
    {
        if (entry.Overlap == Overlap.Queue)
        {
            // Quartz knows nothing of a run that somebody has asked for.
            await _asked.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var now = time.GetUtcNow() is var clock && clock > planned ? clock : planned;
        foreach (var (at, refusal) in Take(planned, now))
        {
            if (cancellationToken.IsCancellationRequested || IsPaused)
            {
                return;
            }

            ScheduleWords.Explain(traces, bot.Name, $"schedule {entry.Name}", at, time.GetUtcNow())?.Flow();
            if (refusal is not null)
            {
                Refuse(at, refusal);
            }
            else
            {
                await CountAsync(() => WaitAndRunAsync(at, cancellationToken));
            }
        }
    }

    /// <summary>Runs it although nothing is due; a bot that stops waits no longer for it than for others.</summary>
    public async Task<ScheduleRun> RunNowAsync()
    {
        traces?.Begin(bot.Name, from: null, $"schedule {entry.Name}, as somebody has asked", "", time.GetUtcNow())?.Flow();
        var run = CountAsync(() => RunAsync(planned: null, findBot(bot.Name).Stopping));
        lock (_lock)
        {
            _asked = _asked.IsCompleted ? run : Task.WhenAll(_asked, run);
        }

        return await run;
    }

    /// <summary>What the host before has left as a run that goes on does not.</summary>
    private ScheduleRun Known(ScheduleRun run) => run.Outcome == RunOutcome.Running && run.Began < _since
        ? run with { Outcome = RunOutcome.CutOff, Reason = "icqbots was killed meanwhile" }
        : run;

    /// <summary>Does something that counts as a run that goes on.</summary>
    private async Task<T> CountAsync<T>(Func<Task<T>> run)
    {
        Interlocked.Increment(ref _running);
        try
        {
            return await run();
        }
        finally
        {
            if (Interlocked.Decrement(ref _running) == 0 && Interlocked.Exchange(ref _leftOut, 0) is > 1 and var count)
            {
                LogLeftOutMeanwhile(findBot(bot.Name).Log, entry.Name, count);
            }
        }
    }

    private static string TimetableOf(ScheduleEntry entry, ScheduleTimes times) =>
        $"{ScheduleWords.TimeOf(entry)} {times.Zone.Id} {entry.Start} {entry.Between} {string.Join(' ', entry.Except)}";

    /// <summary>What is to be done for times that are due, each with the reason where it is nothing.</summary>
    private IReadOnlyList<(DateTimeOffset At, string? Refusal)> Take(DateTimeOffset planned, DateTimeOffset now)
    {
        lock (_lock)
        {
            // After the clock was set back times come that lie before the last one that was done.
            var from = _taken is { } taken && taken < planned ? taken : planned.AddTicks(-1);
            _taken = now;
            if (_state.IsPaused)
            {
                return [];
            }

            var isFree = _running == 0 || (entry.Overlap == Overlap.Parallel && _running < MaxParallel);
            if (isFree || entry.Overlap == Overlap.Queue)
            {
                return _missed.Decide(from, now, waitedUntil: _ended);
            }

            Interlocked.Increment(ref _leftOut);
            return [(planned, $"{_running} of its runs go on, and overlap is {EntryKey.Hyphenated(entry.Overlap.ToString())}")];
        }
    }

    private void Refuse(DateTimeOffset at, string reason)
    {
        // One that is due each second would fill the log while a run goes on.
        if (Volatile.Read(ref _leftOut) <= 1)
        {
            LogLeftOut(findBot(bot.Name).Log, entry.Name, at, reason);
        }

        Keep(new ScheduleRun(at, time.GetUtcNow(), RunOutcome.Skipped) { Ended = time.GetUtcNow(), Reason = reason }, Number(at));
        Trace.Current?.End($"it does not run: {reason}");
    }

    private async Task<ScheduleRun?> WaitAndRunAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (!await WaitAsync(at, cancellationToken))
        {
            return null;
        }

        if (IsPaused)
        {
            Refuse(at, "it was paused while it waited");
            return null;
        }

        return await RunAsync(at, cancellationToken);
    }

    /// <summary>Waits as jitter wants it; false where the bots stop meanwhile.</summary>
    private async Task<bool> WaitAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        var wait = at + (entry.Jitter * findBot(bot.Name).Random.NextDouble()) - time.GetUtcNow();
        if (entry.Jitter == TimeSpan.Zero || wait <= TimeSpan.Zero)
        {
            return true;
        }

        Trace.Current?.Note($"it waits {wait.TotalSeconds:0} s, by chance: its jitter is {ValueKind.Written(entry.Jitter)}");
        await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    private async Task<ScheduleRun> RunAsync(DateTimeOffset? planned, CancellationToken cancellationToken)
    {
        var target = findBot(bot.Name);
        var run = new ScheduleRun(planned, time.GetUtcNow(), RunOutcome.Running);
        var number = Number(planned);

        // Before it runs: after a kill in the middle nobody gets a second copy.
        Keep(run, number);
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stopping = cancellationToken.Register(() => limit.CancelAfter(StopTimes.Others));
        try
        {
            var outcome = await ScheduleAction.From(entry).RunAsync(target, limit.Token);
            if (entry.AllActions.All(action => action.Run != entry.Name))
            {
                var handlers = await target.RunScheduleAsync(entry.Name, new ScheduleArguments(entry.Arguments)).WaitAsync(limit.Token);
                outcome = outcome with { Problem = outcome.Problem ?? handlers.Fault };
            }

            run = run with
            {
                Outcome = outcome.Problem is null ? RunOutcome.Done : RunOutcome.Failed,
                Reached = outcome.Reached,
                Reason = outcome.Problem,
            };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            LogCutOff(target.Log, entry.Name);
            run = run with { Outcome = RunOutcome.CutOff, Reason = "the bots stopped" };
        }
        catch (Exception e)
        {
            LogFailed(target.Log, e, entry.Name);
            run = run with { Outcome = RunOutcome.Failed, Reason = e.Message };
        }

        run = run with { Ended = time.GetUtcNow() };
        Keep(run, number);
        Trace.Current?.End(ScheduleWords.Of(run));
        return run;
    }

    /// <summary>The number of a run that begins now; what is due until then counts as done.</summary>
    private long Number(DateTimeOffset? planned)
    {
        lock (_lock)
        {
            // Runs that overlap begin in any order, and none of them may be due again after a kill. After a clock was set back they are.
            var isEarlier = _state.Last is { } last && planned < last && last <= time.GetUtcNow();
            _state = _state with { Last = isEarlier ? _state.Last : planned ?? _state.Last, Runs = _state.Runs + 1 };
            return _state.Runs;
        }
    }

    private void Keep(ScheduleRun run, long number)
    {
        lock (_lock)
        {
            _ended = run.Outcome == RunOutcome.Skipped ? _ended : run.Ended ?? _ended;
            store.Save(entry.Name, _state, number, run);
        }
    }

    private bool SetPaused(bool isPaused)
    {
        lock (_lock)
        {
            if (_state.IsPaused == isPaused)
            {
                return false;
            }

            // What was due meanwhile was not missed: somebody wanted it so.
            _taken = time.GetUtcNow();
            _state = _state with { IsPaused = isPaused, Last = isPaused ? _state.Last : _taken };
            store.Save(entry.Name, _state);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Schedule {Schedule} was due at {Due:u} and does not run: {Reason}")]
    private static partial void LogLeftOut(ILogger log, string schedule, DateTimeOffset due, string reason);

    [LoggerMessage(LogLevel.Warning, "Schedule {Schedule} was due {Count} times while its last run went on, and did not run; a run takes longer than the time between two")]
    private static partial void LogLeftOutMeanwhile(ILogger log, string schedule, int count);

    [LoggerMessage(LogLevel.Warning, "Schedule {Schedule} was not done when the bots had to stop")]
    private static partial void LogCutOff(ILogger log, string schedule);

    [LoggerMessage(LogLevel.Error, "Schedule {Schedule} failed; it goes on with its next time")]
    private static partial void LogFailed(ILogger log, Exception exception, string schedule);
}
