namespace IcqBots.Scripting.Testing;

/// <summary>What a script on a stage wants done once: it stays over a restart, and is done on the stage's clock.</summary>
internal sealed class StageJobs(StageClock clock, Action<ScheduledJob> run) : IScriptJobs
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, (ScheduledJob Job, ITimer? Timer)> _jobs = [];
    private long _lastId;
    private bool _isActive;

    public IReadOnlyList<ScheduledJob> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _jobs.Values.Select(each => each.Job).OrderBy(job => job.Time).ThenBy(job => job.Id)];
            }
        }
    }

    public ScheduledJob Add(DateTimeOffset time, string name, ScheduleArguments arguments, bool evenIfLate)
    {
        lock (_lock)
        {
            var job = new ScheduledJob(++_lastId, time, name) { Arguments = new ScheduleArguments(arguments) };
            _jobs[job.Id] = (job, _isActive ? TimerOf(job) : null);
            return job;
        }
    }

    public bool Cancel(long id)
    {
        lock (_lock)
        {
            return Take(id) is not null;
        }
    }

    /// <summary>The script has started: from now on they are done.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _isActive = true;
            foreach (var (id, (job, _)) in _jobs.ToArray())
            {
                _jobs[id] = (job, TimerOf(job));
            }
        }
    }

    /// <summary>The script has ended: they wait for its next start.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isActive = false;
            foreach (var (id, (job, timer)) in _jobs.ToArray())
            {
                timer?.Dispose();
                _jobs[id] = (job, null);
            }
        }
    }

    private ITimer TimerOf(ScheduledJob job)
    {
        var timer = clock.CreateTimer(() => Fire(job.Id));
        var now = clock.GetUtcNow();
        timer.Change(job.Time > now ? job.Time - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return timer;
    }

    private void Fire(long id)
    {
        ScheduledJob? job;
        lock (_lock)
        {
            job = Take(id);
        }

        if (job is not null)
        {
            run(job);
        }
    }

    private ScheduledJob? Take(long id)
    {
        if (!_jobs.Remove(id, out var each))
        {
            return null;
        }

        each.Timer?.Dispose();
        return each.Job;
    }
}
