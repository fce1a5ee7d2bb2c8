namespace IcqBots.Scripting.Running;

/// <summary>What a thread of the process does for scripts at the moment: which activity it runs, and since when.</summary>
internal sealed class ScriptSlice
{
    [ThreadStatic]
    private static ScriptSlice? _ofThread;

    private ScriptRun? _run;
    private ScriptWatch? _elsewhere;
    private long _countedBefore;
    private bool _isFresh;
    private ScriptMoment _chargedAt;
    private long _allocatedAt;

    public static ScriptSlice OfThread => _ofThread ??= new ScriptSlice();

    /// <summary>The epoch that code without a place of its own has seen last.</summary>
    public int Seen { get; set; }

    /// <summary>What runs on this thread for a script thread; null while this is any other thread.</summary>
    public ScriptRunner? Runner { get; set; }

    /// <summary>The activity that was here last, for exceptions that have left it.</summary>
    public ScriptRun? LastRun { get; private set; }

    /// <summary>Another activity begins on this thread. Called while execution contexts change, where nothing may throw.</summary>
    public void Switch(ScriptRun? run)
    {
        if (_run is not null && Runner is not null)
        {
            Charge(_run);
        }

        _elsewhere?.LeftElsewhere();
        _elsewhere = null;
        LastRun = _run ?? run ?? LastRun;
        _run = run;
        _isFresh = true;
        if (run is null)
        {
            Runner?.Run = null;
            return;
        }

        Mark(run);
        if (Runner is null)
        {
            _elsewhere = run.Thread.Watch;
            _elsewhere.BegunElsewhere();
        }
        else
        {
            Runner.Run = Active();
        }
    }

    /// <summary>Counts what was used since the last check.</summary>
    /// <exception cref="ScriptStoppedException">It was too much, now or before.</exception>
    public void Check()
    {
        if (Active() is { } run)
        {
            Charge(run);
            if (Runner is null)
            {
                run.Thread.Watch.RunningElsewhere(ref _countedBefore);
            }

            run.ThrowIfStopped();
            run.Thread.Watch.PauseIfCrowded(Runner);
        }
    }

    /// <summary>Asks for memory before it is allocated.</summary>
    /// <exception cref="ScriptStoppedException">It is too much.</exception>
    public void Reserve(long bytes)
    {
        if (Active() is { } run)
        {
            Charge(run);
            run.Reserve(bytes);
            run.ThrowIfStopped();
        }
    }

    /// <summary>An async call begins.</summary>
    /// <exception cref="ScriptStoppedException">There are too many that have not ended.</exception>
    public ScriptCall BeginCall(int weight)
    {
        if (Active() is not { } run)
        {
            return default;
        }

        if (!run.TryBeginCall(weight))
        {
            Stop($"has {ScriptRun.MaxCalls} async calls that have not ended");
        }

        return new ScriptCall(run, weight);
    }

    /// <summary>Stops what runs here; where that is no activity under guard, the exception is all that there is to do.</summary>
    /// <exception cref="ScriptStoppedException">Always.</exception>
    public void Stop(string reason)
    {
        Active()?.Stop(reason);
        _run?.ThrowIfStopped();
        throw new ScriptStoppedException(reason);
    }

    /// <summary>Notes whose exception it is.</summary>
    public void Own(Exception exception) => _run?.Thread.Own(exception);

    private ScriptRun? Active()
    {
        if (_isFresh)
        {
            _isFresh = false;
            _run = _run?.Current();
        }

        return _run;
    }

    private void Charge(ScriptRun run)
    {
        var (chargedAt, allocatedAt) = (_chargedAt, _allocatedAt);
        Mark(run);
        run.Charge(_chargedAt.ClockSince(chargedAt, run.Thread.Time), _chargedAt.RealSince(chargedAt), _allocatedAt - allocatedAt);
    }

    private void Mark(ScriptRun run)
    {
        _chargedAt = ScriptMoment.Now(run.Thread.Time);
        _allocatedAt = GC.GetAllocatedBytesForCurrentThread();
        Runner?.ChargedAt = _chargedAt;
    }
}

/// <summary>A point in time by a script thread's clock and by the computer's own, which differ in tests.</summary>
internal readonly record struct ScriptMoment(long Clock, long Real)
{
    public static ScriptMoment Now(TimeProvider time)
    {
        var clock = time.GetTimestamp();
        return new(clock, time == TimeProvider.System ? clock : TimeProvider.System.GetTimestamp());
    }

    public TimeSpan ClockSince(ScriptMoment other, TimeProvider time) => time.GetElapsedTime(other.Clock, Clock);

    public TimeSpan RealSince(ScriptMoment other) => TimeProvider.System.GetElapsedTime(other.Real, Real);
}
