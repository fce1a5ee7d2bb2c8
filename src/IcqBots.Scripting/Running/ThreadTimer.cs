namespace IcqBots.Scripting.Running;

/// <summary>A periodic timer with a thread of its own, by the computer's clock.</summary>
internal sealed class ThreadTimer : ITimer
{
    private readonly object _lock = new();
    private readonly Action _callback;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private bool _disposed;

    public ThreadTimer(Action callback, string name)
    {
        _callback = callback;
        new Thread(Run) { IsBackground = true, Name = name }.UnsafeStart();
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _period = period;
            Monitor.Pulse(_lock);
            return !_disposed;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Monitor.Pulse(_lock);
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        while (WaitForTick())
        {
            _callback();
        }
    }

    private bool WaitForTick()
    {
        lock (_lock)
        {
            // Woken up, it waits again, for the new period.
            while (!_disposed && Monitor.Wait(_lock, _period))
            {
            }

            return !_disposed;
        }
    }
}
