using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host;

/// <summary>Lets messages wait: what one session of a bot does not deliver, the next one sends again.</summary>
/// <param name="online">Ends when the bot is online, which may be now.</param>
/// <param name="log">The bot's log.</param>
/// <param name="stopping">Ends when the bot stops: there is no next session then.</param>
internal sealed partial class NextSession(Func<CancellationToken, Task> online, ILogger log, CancellationToken stopping)
{
    /// <summary>Sends once in each session until one of them has had it acknowledged. Other failures are the caller's.</summary>
    /// <exception cref="DeliveryException">Not acknowledged although the session goes on, or the bot stops.</exception>
    public async Task SendAsync(Uin to, Func<Task> send, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        while (true)
        {
            try
            {
                await send();
                return;
            }
            catch (DeliveryException e) when (e.SessionEnded && !stopping.IsCancellationRequested)
            {
                LogSendAgain(log, to);
                await Task.Yield();
                await online(either.Token);
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "A message to {Receiver} waits for the next session")]
    private static partial void LogSendAgain(ILogger log, Uin receiver);
}
