namespace IcqBots.Host;

/// <summary>How long the parts of an orderly end may take. Each of them usually takes a moment; what hangs is left behind.</summary>
public static class StopTimes
{
    /// <summary>The handlers that run when the bots are told to stop, and what these do with <c>OnStop</c>, of all bots together.</summary>
    public static readonly TimeSpan Handlers = TimeSpan.FromSeconds(10);

    /// <summary>What <c>OnStop</c> has of that time even where handlers have used it up.</summary>
    public static readonly TimeSpan LeastForOnStop = TimeSpan.FromSeconds(1);

    /// <summary>The acknowledgements of the last messages; what has none then is sent when the bot starts again.</summary>
    public static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>A schedule that is being done, and a conversation with another program, before the bots are told.</summary>
    public static readonly TimeSpan Others = TimeSpan.FromSeconds(1);

    /// <summary>Everything, with some room for logging off and closing files. What then has not ended, the end of the process ends.</summary>
    public static readonly TimeSpan All = TimeSpan.FromSeconds(16);
}
