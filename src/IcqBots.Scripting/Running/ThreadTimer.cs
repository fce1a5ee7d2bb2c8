namespace IcqBots.Scripting.Running;

/// <summary>A periodic timer with a thread of its own, by the computer's clock.</summary>
internal sealed class ThreadTimer(Action callback, string name) : ITimer
{
    private readonly object _lock = new();
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private Thread? _thread;
    private bool _disposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (_thread is null && !_disposed)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = name };
                _thread.UnsafeStart();
            }

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
            callback();
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
