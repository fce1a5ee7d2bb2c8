using IcqBots.Scripting.Running;

namespace IcqBots.Host.Scripts;

/// <summary>How the handlers end that were run for something.</summary>
internal sealed class HandlersEnd
{
    /// <summary>True where there was something to run.</summary>
    public required bool Any { get; init; }

    /// <summary>True when the end of the bot has cut one off.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Which handler failed first, and with what kind of exception, whose text may quote what people write; null: none.</summary>
    public string? Fault { get; private set; }

    /// <summary>A handler has failed.</summary>
    public void Fail(string place, Exception exception) =>
        Fault ??= $"{place}: {(exception is ScriptStoppedException ? "stopped" : exception.GetType().Name)}; the trace tells more";
}
