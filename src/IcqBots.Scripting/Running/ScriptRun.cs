using System.Globalization;

namespace IcqBots.Scripting.Running;

/// <summary>
/// One activity under guard: a handler with all that it awaits and starts. It flows with the execution context, also into timers that
/// outlive it, and therefore holds nothing of the script.
/// </summary>
internal sealed class ScriptRun(ScriptThread thread, ScriptLimits limits, string place, ScriptRun? origin = null)
{
    /// <summary>
    /// So many async calls may wait at a time. They cost little, but an exception that comes through all of them remembers at each one
    /// where it has been before.
    /// </summary>
    public const int MaxCalls = 5000;

    private static readonly AsyncLocal<ScriptRun?> _current = new(changed => ScriptSlice.OfThread.Switch(changed.CurrentValue));

    /// <summary>
    /// Of real time a handler has at least so much, whatever its clock says: the clock of a test may go on by hours while a handler takes its
    /// first steps.
    /// </summary>
    private static readonly TimeSpan _leastRealTime = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _time;
    private long _realTime;
    private long _bytes;
    private string? _reason;
    private string? _line;
    private int _isCounted;
    private int _isUntold;
    private int _calls;

    /// <summary>The activity of the caller; null where that is no code of a script.</summary>
    public static ScriptRun? Running => _current.Value;

    /// <summary>True for code of a handler that has not returned yet, false for what it has left behind.</summary>
    public static bool IsUnderWay => _current.Value is { HasEnded: false };

    public ScriptThread Thread => thread;

    /// <summary>Where the handler was registered.</summary>
    public string Place => place;

    /// <summary>The handler, of which this is what goes on after its end, or itself.</summary>
    private ScriptRun Origin => origin ?? this;

    public bool IsStopped => Volatile.Read(ref _reason) is not null;

    /// <summary>The handler is over. What it has left behind (a timer, a loop that nobody awaits) has the whole limit at each go.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Done when the handler blocks its thread and nobody waits for it any more.</summary>
    public Task Abandoned => _abandoned.Task;

    public static string Describe(long bytes) =>
        bytes >= 1024 * 1024 ? $"{bytes / (1024 * 1024)} MB" : $"{bytes / 1024} kB";

    /// <summary>Makes this the activity of everything that runs in the caller's execution context from now on; null: of none.</summary>
    public static void Flow(ScriptRun? run) => _current.Value = run;

    /// <summary>Whether it has run for too long, with so much that is not in the account yet.</summary>
    public bool IsOver(TimeSpan time, TimeSpan realTime) =>
        Interlocked.Read(ref _time) + time.Ticks > limits.Time.Ticks
        && Interlocked.Read(ref _realTime) + realTime.Ticks > Math.Min(_leastRealTime.Ticks, limits.Time.Ticks);

    /// <summary>Counts what has been used, and stops the handler when that is too much.</summary>
    public void Charge(TimeSpan time, TimeSpan realTime, long bytes)
    {
        Interlocked.Add(ref _time, time.Ticks);
        Interlocked.Add(ref _realTime, realTime.Ticks);
        if (IsOver(TimeSpan.Zero, TimeSpan.Zero))
        {
            Stop(string.Create(CultureInfo.InvariantCulture, $"has run for more than {limits.Time.TotalSeconds:0.###} s"));
        }

        Interlocked.Add(ref _bytes, bytes);
        Reserve(0);
    }

    /// <summary>Stops the handler when so much more is too much.</summary>
    public void Reserve(long bytes)
    {
        if (Interlocked.Read(ref _bytes) > limits.MemoryBytes - bytes)
        {
            Stop($"has allocated more than {Describe(limits.MemoryBytes)}");
        }
    }

    /// <summary>False when too many async calls have begun and not ended.</summary>
    public bool TryBeginCall(int weight)
    {
        if (Interlocked.Add(ref Origin._calls, weight) <= MaxCalls)
        {
            return true;
        }

        EndCall(weight);
        return false;
    }

    public void EndCall(int weight) => Interlocked.Add(ref Origin._calls, -weight);

    /// <summary>From now on every check throws. The first reason counts.</summary>
    public void Stop(string reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            ScriptGuard.Stopped(1);
            Interlocked.Exchange(ref _isCounted, 1);
            if (HasEnded)
            {
                Interlocked.Exchange(ref _isUntold, 1);
                Uncount();
            }
        }
    }

    /// <summary>Nobody waits for the handler any more.</summary>
    public void Abandon()
    {
        Stop(string.Create(CultureInfo.InvariantCulture, $"has blocked the bot for {limits.Time.TotalSeconds:0.###} s"));
        _abandoned.TrySetResult();
        TellIfEnded();
    }

    public void ThrowIfStopped()
    {
        if (IsStopped)
        {
            // The line where it is seen first; later ones are in whatever catches the exception.
            _line ??= ScriptFault.RunningLine();
            TellIfEnded();
            throw Exception();
        }
    }

    public ScriptStoppedException Exception(Exception? inner = null) => new(_reason!, _line, inner);

    /// <summary>The handler has returned.</summary>
    public void End()
    {
        HasEnded = true;
        Uncount();
    }

    /// <summary>A new activity for what goes on after the end; the same one if it was stopped.</summary>
    public ScriptRun Current() => HasEnded && !IsStopped ? new ScriptRun(thread, limits, place, Origin) { HasEnded = true } : this;

    /// <summary>Of what the handler has left behind, nobody else might ever tell.</summary>
    private void TellIfEnded()
    {
        if (Interlocked.Exchange(ref _isUntold, 0) == 1)
        {
            thread.Unhandled?.Invoke(Exception());
        }
    }

    private void Uncount()
    {
        if (Interlocked.Exchange(ref _isCounted, 0) == 1)
        {
            ScriptGuard.Stopped(-1);
        }
    }
}
