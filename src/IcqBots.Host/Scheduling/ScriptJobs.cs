using System.Globalization;
using IcqBots.Host.Scripts;
using IcqBots.Host.Traces;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scheduling;

/// <summary>Runs the handlers of a script, and tells how they end before their last turn is written.</summary>
internal delegate Task<HandlersEnd> RunJob(KeptJob job, Action<HandlersEnd> onEnded);

/// <summary>
/// What the scripts of one bot want done once, at a time: kept until it is done, so that it outlives new versions, restarts and kills. What
/// was missed is made up for if it is less than an hour ago, or if the script wants it so.
/// </summary>
internal sealed partial class ScriptJobs(
    string bot, JobStore store, RunJob run, ScriptSchedules schedules, TraceBook traces, TimeProvider time, ILogger log)
{
    /// <summary>So many may wait, of all scripts of a bot.</summary>
    public const int MaxJobs = 10_000;

    /// <summary>One that was under way so often when the host was killed may be what has killed it.</summary>
    private const int MaxTries = 5;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, KeptJob> _jobs = [];
    private readonly Dictionary<long, IAsyncDisposable> _waiting = [];
    private long _lastId;
    private long _lastRun;
    private bool _hasBegun;

    /// <summary>Those that wait, the next one first.</summary>
    public IReadOnlyList<KeptJob> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _jobs.Values.Where(IsWaiting).OrderBy(job => job.Time).ThenBy(job => job.Id)];
            }
        }
    }

    /// <summary>What has become of the last ones, the latest first; none where it cannot be read.</summary>
    public IReadOnlyList<JobRun> Runs()
    {
        try
        {
            return store.Runs();
        }
        catch (IOException)
        {
            // The log tells what is wrong with the file.
            return [];
        }
    }

    /// <summary>Those of one script.</summary>
    public IScriptJobs Of(string script) => new OfScript(this, script);

    /// <summary>Knows from now on what was kept when the host ended. Called before scripts start.</summary>
    public void Load()
    {
        try
        {
            lock (_lock)
            {
                foreach (var job in store.Jobs())
                {
                    _jobs[job.Id] = job;
                }

                _lastId = Math.Max(store.LastId, _jobs.Keys.DefaultIfEmpty().Max());
                _lastRun = store.Runs() is [var last, ..] ? last.Number : 0;
            }
        }
        catch (IOException)
        {
            // The log tells what is wrong with the file, and where it was put.
        }
    }

    /// <summary>Runs them from now on, each at its time. Called when all scripts have started.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            var all = All;
            _hasBegun = true;
            foreach (var job in all)
            {
                Wait(job);
            }
        }
    }

    private KeptJob Add(string script, DateTimeOffset at, string name, ScheduleArguments arguments, bool evenIfLate)
    {
        lock (_lock)
        {
            if (_jobs.Count >= MaxJobs)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture, $"{MaxJobs} jobs of {bot} wait already; more it may not have"));
            }

            var job = new KeptJob(++_lastId, script, at, name, arguments.ToDictionary(), evenIfLate, Tries: 0);
            _jobs.Add(job.Id, job);
            store.Add(job);
            Wait(job);
            return job;
        }
    }

    /// <summary>False where it does not wait, or not for that script.</summary>
    private bool Cancel(string script, long id)
    {
        lock (_lock)
        {
            if (_jobs.GetValueOrDefault(id) is not { } job || job.Script != script || !IsWaiting(job))
            {
                return false;
            }

            if (_waiting.Remove(id, out var registration))
            {
                _ = registration.DisposeAsync().AsTask();
            }

            _jobs.Remove(id);
            store.Remove(id);
            return true;
        }
    }

    /// <summary>One that runs does not wait any more.</summary>
    private bool IsWaiting(KeptJob job) => !_hasBegun || _waiting.ContainsKey(job.Id);

    private void Wait(KeptJob job)
    {
        if (_hasBegun)
        {
            _waiting[job.Id] = schedules.Add(ScriptSchedules.Once(job.Time, time), $"jobs {bot}", _ => Fire(job.Id), log);
        }
    }

    private void Fire(long id)
    {
        lock (_lock)
        {
            if (_waiting.Remove(id))
            {
                _ = RunAsync(_jobs[id]);
            }
        }
    }

    private async Task RunAsync(KeptJob job)
    {
        // Quartz waits for nothing here.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var began = new ScheduleRun(job.Time, time.GetUtcNow(), RunOutcome.Running);
        var trace = ScheduleWords.Explain(traces, bot, $"job {job.Id} of {job.Script}: {job.Name}", job.Time, began.Began);
        trace?.Flow();
        if (!job.EvenIfLate && began.Began - job.Time >= MissedTimes.TooLate)
        {
            Leave(job, began with { Outcome = RunOutcome.Skipped, Reason = "it was missed, and that is an hour or more ago" });
            return;
        }

        if (job.Tries >= MaxTries)
        {
            Leave(job, began with { Outcome = RunOutcome.Failed, Reason = $"the host ended {MaxTries} times before it was done" });
            return;
        }

        LogFires(log, job.Id, job.Script, job.Name);
        try
        {
            await store.BeginAsync(job with { Tries = job.Tries + 1 });
            var end = await run(job, Ended);
            if (!end.Any)
            {
                Leave(job, began with { Outcome = RunOutcome.Failed, Reason = $"{job.Script} has no OnSchedule(\"{job.Name}\", …), or is no script of the bot any more" });
                return;
            }

            // A handler that blocked the thread was given up, and has not come to its end.
            Ended(end);
            trace?.End(end.IsCutOff ? "not done when the bot stopped; the next start runs it again" : end.Fault is null ? "done" : $"failed: {end.Fault}");
        }
        catch (Exception e)
        {
            LogNotDone(log, e, job.Id, job.Name, job.Script);
            trace?.End($"not done, the next start runs it again: {e.Message}");
        }

        void Ended(HandlersEnd end)
        {
            if (!end.IsCutOff)
            {
                End(job, began with { Outcome = end.Fault is null ? RunOutcome.Done : RunOutcome.Failed, Reason = end.Fault });
            }
        }
    }

    /// <summary>It is not done, and never will be.</summary>
    private void Leave(KeptJob job, ScheduleRun outcome)
    {
        LogLeftOut(log, job.Id, job.Name, job.Script, job.Time, outcome.Reason!);
        End(job, outcome);
        Trace.Current?.End($"it does not run: {outcome.Reason}");
    }

    private void End(KeptJob job, ScheduleRun outcome)
    {
        lock (_lock)
        {
            if (_jobs.Remove(job.Id))
            {
                store.End(new JobRun(++_lastRun, job.Id, job.Name, outcome with { Ended = time.GetUtcNow() }));
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Job {Id} of {Script} fires: run {Handlers}")]
    private static partial void LogFires(ILogger log, long id, string script, string handlers);

    [LoggerMessage(LogLevel.Warning, "Job {Id} ({Handlers} of {Script}) was due at {Due:u} and does not run: {Reason}")]
    private static partial void LogLeftOut(ILogger log, long id, string handlers, string script, DateTimeOffset due, string reason);

    [LoggerMessage(LogLevel.Error, "Job {Id} ({Handlers} of {Script}) is not done; the next start runs it again")]
    private static partial void LogNotDone(ILogger log, Exception exception, long id, string handlers, string script);

    private sealed class OfScript(ScriptJobs owner, string script) : IScriptJobs
    {
        public IReadOnlyList<ScheduledJob> All => [.. owner.All.Where(job => job.Script == script).Select(Shown)];

        public ScheduledJob Add(DateTimeOffset time, string name, ScheduleArguments arguments, bool evenIfLate) =>
            Shown(owner.Add(script, time, name, arguments, evenIfLate));

        public bool Cancel(long id) => owner.Cancel(script, id);

        private static ScheduledJob Shown(KeptJob job) =>
            new(job.Id, job.Time, job.Name) { Arguments = new ScheduleArguments(job.Arguments) };
    }
}
