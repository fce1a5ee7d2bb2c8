namespace IcqBots.Scripting.Running;

/// <summary>
/// Makes the thread pool hold so many threads more as runaway scripts keep busy, so that everything else has as many as before.
/// </summary>
internal sealed class ThreadPoolRoom
{
    private static readonly Lock _lock = new();
    private static int _total;

    private int _extra;

    public void Set(int extra)
    {
        if (extra == _extra)
        {
            return;
        }

        lock (_lock)
        {
            ThreadPool.GetMinThreads(out var workers, out var completions);
            ThreadPool.GetMaxThreads(out var most, out _);
            var total = _total + extra - _extra;
            ThreadPool.SetMinThreads(Math.Clamp(workers - _total + total, 1, most), completions);
            (_total, _extra) = (total, extra);
        }
    }
}
