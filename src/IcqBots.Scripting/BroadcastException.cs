using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>A broadcast did not reach everybody; the inner exception says why the first one did not get it.</summary>
public sealed class BroadcastException : Exception
{
    internal BroadcastException(IReadOnlyList<Uin> failed, Exception reason)
        : base($"The broadcast did not reach {string.Join(", ", failed)}: {reason.Message}", reason) =>
        Failed = failed;

    /// <summary>Who did not get the text.</summary>
    public IReadOnlyList<Uin> Failed { get; }
}
