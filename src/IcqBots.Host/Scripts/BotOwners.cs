using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scripts;

/// <summary>Tells the owners of a bot what its scripts are up to: in the log, and by a message to its <c>admins</c> while it is online.</summary>
internal sealed partial class BotOwners(IReadOnlyList<Uin> admins, Func<Uin, string, Task> send, Func<bool> isOnline, ILogger log)
{
    private string _last = "";

    /// <summary>Tells something that has gone wrong; the same thing twice in a row only once by message.</summary>
    public void Tell(string text)
    {
        LogProblem(log, text);
        if (Interlocked.Exchange(ref _last, text) == text || !isOnline())
        {
            return;
        }

        foreach (var admin in admins)
        {
            _ = SendAsync(admin, text);
        }
    }

    private async Task SendAsync(Uin admin, string text)
    {
        try
        {
            await send(admin, text);
        }
        catch (Exception e)
        {
            LogNotTold(log, admin, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Problem}")]
    private static partial void LogProblem(ILogger log, string problem);

    [LoggerMessage(LogLevel.Warning, "{Admin} could not be told: {Reason}")]
    private static partial void LogNotTold(ILogger log, Uin admin, string reason);
}
