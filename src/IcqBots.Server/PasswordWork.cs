using System.Net;
using IcqBots.Protocol;

namespace IcqBots.Server;

/// <summary>
/// Computes slow hashes outside of the server's lock, a few at a time, so that a flood of them stops nobody who is logged in. One is under
/// way for each end point and each UIN; what finds no place is dropped, and comes again with the client's next try. All but the
/// computing happens under the server's lock.
/// </summary>
/// <param name="locked">Does something under the server's lock.</param>
internal sealed class PasswordWork(Action<Action> locked) : IAsyncDisposable
{
    /// <summary>How many are computed at a time; the others wait.</summary>
    public static readonly int AtOnce = Math.Max(1, Environment.ProcessorCount / 2);
    private const int MaxJobs = 64;
    private const int MaxJobsOfAddress = 16;

    private readonly List<Job> _jobs = [];
    private bool _stopped;

    /// <summary>True when something from there is being computed.</summary>
    public bool IsUnderWay(IPEndPoint from) => _jobs.Exists(job => job.From.Equals(from));

    /// <summary>False while something from there, or for that user, is being computed, and while there is no place for more.</summary>
    public bool HasPlaceFor(IPEndPoint from, Uin? uin) =>
        !_stopped && _jobs.Count < MaxJobs
        && !IsUnderWay(from) && !(uin is not null && _jobs.Exists(job => job.Uin == uin))
        && (IPAddress.IsLoopback(from.Address) || _jobs.Count(job => job.From.Address.Equals(from.Address)) < MaxJobsOfAddress);

    /// <summary>Computes a hash and goes on with it; false when there is no place for it now.</summary>
    /// <param name="from">Who wants it.</param>
    /// <param name="uin">Whose password it is; null: a new user's.</param>
    /// <param name="compute">Is called outside of the lock.</param>
    /// <param name="then">Is called under the lock, unless the job was cancelled.</param>
    public bool TryStart<T>(IPEndPoint from, Uin? uin, Func<T> compute, Action<T> then)
    {
        if (!HasPlaceFor(from, uin))
        {
            return false;
        }

        _jobs.Add(new Job(from, uin, () =>
        {
            var result = compute();
            return () => then(result);
        }));
        StartWaiting();
        return true;
    }

    /// <summary>What is computed for this user at that end point comes to nothing.</summary>
    public void Cancel(IPEndPoint from, Uin uin)
    {
        if (_jobs.Find(job => job.From.Equals(from) && job.Uin == uin) is { } job)
        {
            job.IsCancelled = true;
        }
    }

    /// <summary>Waits for what is being computed; nothing comes of it any more.</summary>
    public async ValueTask DisposeAsync()
    {
        locked(() => _stopped = true);
        await RunningAsync();
    }

    /// <summary>Ends when what is being computed now has been.</summary>
    public Task RunningAsync()
    {
        var running = Task.CompletedTask;
        locked(() => running = Task.WhenAll(_jobs.Select(job => job.Running).OfType<Task>()));
        return running;
    }

    private void StartWaiting()
    {
        var places = AtOnce - _jobs.Count(job => job.Running is not null);
        foreach (var job in _jobs.Where(job => job.Running is null).Take(_stopped ? 0 : places).ToArray())
        {
            job.Running = Task.Run(() => Run(job));
        }
    }

    private void Run(Job job)
    {
        Action? then = null;
        try
        {
            then = job.Compute();
        }
        finally
        {
            locked(() =>
            {
                _jobs.Remove(job);
                StartWaiting();
                if (!_stopped && !job.IsCancelled)
                {
                    then?.Invoke();
                }
            });
        }
    }

    private sealed class Job(IPEndPoint from, Uin? uin, Func<Action> compute)
    {
        public IPEndPoint From => from;

        public Uin? Uin => uin;

        public Func<Action> Compute => compute;

        public Task? Running { get; set; }

        public bool IsCancelled { get; set; }
    }
}
