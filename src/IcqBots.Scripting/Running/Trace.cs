namespace IcqBots.Scripting.Running;

/// <summary>
/// The explanation of how one message, or one run of a schedule, is handled: what was tried, what matched, why not, what was answered. It flows
/// with the execution context into everything that is awaited and started.
/// </summary>
/// <param name="subject">What is explained.</param>
/// <param name="onChanged">Is called when it has ended, and when a step comes after its steps were taken.</param>
/// <param name="time">The clock.</param>
public sealed class Trace(TraceSubject subject, Action<Trace> onChanged, TimeProvider time)
{
    /// <summary>So many steps are kept of one; a loop in a script shall not fill the memory.</summary>
    private const int MaxSteps = 200;

    private static readonly AsyncLocal<Trace?> _current = new();

    private readonly Lock _lock = new();
    private readonly List<TraceStep> _steps = [];
    private readonly long _began = time.GetTimestamp();
    private bool _hasEnded;
    private bool _isTold;

    /// <summary>What is explained where the caller runs; null: nothing.</summary>
    public static Trace? Current => _current.Value;

    /// <summary>What is explained.</summary>
    public TraceSubject Subject => subject;

    /// <summary>How long ago it began.</summary>
    public TimeSpan Age => time.GetElapsedTime(_began);

    /// <summary>Takes the steps so far, in their order; when more come it is told again that this has changed.</summary>
    public IReadOnlyList<TraceStep> TakeSteps()
    {
        lock (_lock)
        {
            _isTold = false;
            return [.. _steps];
        }
    }

    /// <summary>Makes this what is explained in the caller's execution context.</summary>
    public void Flow() => _current.Value = this;

    /// <summary>Adds a step: one thing that was tried, decided or done, as a short sentence without a full stop.</summary>
    public void Note(string text)
    {
        lock (_lock)
        {
            if (_steps.Count <= MaxSteps)
            {
                _steps.Add(new TraceStep(Age, _steps.Count < MaxSteps ? text : "there are more steps, which are left out"));
            }

            if (!_hasEnded || _isTold)
            {
                return;
            }

            _isTold = true;
        }

        onChanged(this);
    }

    /// <summary>It was handled. What is noted later, as an acknowledgement that comes, still belongs to it.</summary>
    public void End(string text)
    {
        lock (_lock)
        {
            _hasEnded = true;
            _steps.Add(new TraceStep(Age, text));
            if (_isTold)
            {
                return;
            }

            _isTold = true;
        }

        onChanged(this);
    }
}
