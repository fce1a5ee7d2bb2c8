namespace IcqBots.Scripting.Running;

/// <summary>
/// The life of one version of a script of one bot. What it has left behind when it ends, a loop that nobody awaits or a timer, ends with
/// the next thing that it does to the world.
/// </summary>
internal sealed class ScriptVersion
{
    /// <summary>How long handlers that are under way when the version ends may go on as if nothing had happened.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping;
    private readonly CancellationToken _givenUp;
    private long _endedAt;
    private volatile bool _hasEnded;

    /// <summary>A version that begins, and ends at once when it is given up.</summary>
    public ScriptVersion(IScriptBot bot, CancellationToken givenUp)
    {
        _clock = bot.Clock;
        _givenUp = givenUp;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(bot.Stopping, givenUp);
        Stopping = _stopping.Token;
    }

    /// <summary>Is cancelled when the version ends, and when the bot stops.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>
    /// Ends it; the task ends when everything that waited for that has been told. What scripts have registered for this moment may hang, or
    /// throw; the host does not wait for it.
    /// </summary>
    public async Task EndAsync()
    {
        _endedAt = _clock.GetTimestamp();
        _hasEnded = true;
        await _stopping.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>Called in all that a script does to the world.</summary>
    /// <exception cref="ScriptEndedException">
    /// The version was given up; or it has ended, and what calls is no handler that was under way then, or is one that does not come to its end.
    /// </exception>
    public void ThrowIfEnded()
    {
        if (_givenUp.IsCancellationRequested || _hasEnded && !(ScriptRun.IsUnderWay && _clock.GetElapsedTime(_endedAt) < _grace))
        {
            throw new ScriptEndedException(Stopping);
        }
    }
}

/// <summary>A script does something after the end of its version. Where nobody catches it, nobody is told.</summary>
internal sealed class ScriptEndedException(CancellationToken stopping)
    : OperationCanceledException("This version of the script has ended", stopping);
