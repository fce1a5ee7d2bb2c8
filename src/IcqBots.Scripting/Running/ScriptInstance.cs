namespace IcqBots.Scripting.Running;

/// <summary>
/// One script of one bot, in one version: what it has registered. Disposing it ends everything that it began: schedules, questions, and
/// what waits for its <see cref="BotScript.Stopping"/>.
/// </summary>
public sealed class ScriptInstance : IDisposable
{
    private bool _isDisposed;

    internal ScriptInstance(string path, ScriptHandlers handlers)
    {
        Path = path;
        Handlers = handlers;
        handlers.Instance = this;
    }

    /// <summary>The script's path as it was given to the compiler.</summary>
    public string Path { get; }

    /// <summary>What it has registered.</summary>
    public ScriptHandlers Handlers { get; }

    /// <summary>Is cancelled when this version ends.</summary>
    public CancellationToken Stopping => Handlers.Version.Stopping;

    /// <summary>Ends when everything that waited for <see cref="Stopping"/> has been told.</summary>
    internal Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Ends schedules, pending questions and waits, and what the script has left behind; handlers that run are not disturbed otherwise, for
    /// five minutes. Call it after those of <see cref="ScriptHandlers.ForStop"/> have run. Does nothing when called again.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Handlers.Dispose();
        Ended = Handlers.Version.EndAsync();
    }
}
