using IcqBots.Client;
using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host;

/// <summary>Keeps one bot logged in.</summary>
/// <param name="client">The bot's client.</param>
/// <param name="uin">The bot's number.</param>
/// <param name="loginGate">Lets a limited number of bots log in to the server at a time.</param>
/// <param name="onLogin">Called before each login.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The bot's log.</param>
internal sealed partial class BotConnection(
    IcqClient client, Uin uin, SemaphoreSlim loginGate, Action onLogin, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan WrongPasswordDelay = TimeSpan.FromMinutes(10);

    /// <summary>A session that lasted so long was a good one: the next delay is the shortest again.</summary>
    private static readonly TimeSpan GoodSession = TimeSpan.FromSeconds(10);

    private readonly ReconnectDelays _delays = new(Random.Shared);
    private TaskCompletionSource _online = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the bot is online, which may be now.</summary>
    public Task OnlineAsync(CancellationToken cancellationToken) => Volatile.Read(ref _online).Task.WaitAsync(cancellationToken);

    /// <summary>Logs in, and again whenever a session has ended; the task ends when it is cancelled, with the session still there.</summary>
    public async Task StayOnlineAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await LogInOnceAsync(cancellationToken), time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping; the session stays until the handlers have ended.
        }
    }

    /// <summary>Logs in, stays online as long as the session lasts, and returns how long to wait before the next login.</summary>
    private async Task<TimeSpan> LogInOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            Task<SessionEnd> ended;
            await loginGate.WaitAsync(cancellationToken);
            onLogin();
            try
            {
                ended = await client.ConnectAsync(cancellationToken);
            }
            finally
            {
                loginGate.Release();
            }

            var began = time.GetTimestamp();
            LogOnline(log, uin, client.Status);
            _online.TrySetResult();
            var reason = await ended.WaitAsync(cancellationToken);
            Volatile.Write(ref _online, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return DelayAfter(reason, time.GetElapsedTime(began));
        }
        catch (LoginException e) when (e.Reason == SessionEnd.WrongPassword)
        {
            var delay = _delays.Jitter(WrongPasswordDelay);
            LogWrongPassword(log, uin, delay);
            return delay;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was, a bot never gives up. The first attempt has failed: "at once" would be more of the same.
            _delays.SkipImmediate();
            var delay = _delays.Next();
            LogNoLogin(log, e.Message, delay);
            return delay;
        }
    }

    private TimeSpan DelayAfter(SessionEnd reason, TimeSpan lasted)
    {
        if (lasted >= GoodSession)
        {
            _delays.Reset();
        }

        if (reason == SessionEnd.ForcedOffline)
        {
            // Whoever sent us away would do it again: two programs with one UIN must not throw each other out for ever.
            _delays.SkipImmediate();
        }

        var delay = _delays.Next();
        LogLost(log, Describe(reason), delay);
        return delay;
    }

    private static string Describe(SessionEnd reason) => reason switch
    {
        SessionEnd.NoAnswer => "the server does not answer",
        SessionEnd.NotConnected => "the server has forgotten the session",
        SessionEnd.ForcedOffline => "the server sent the bot away",
        _ => reason.ToString(),
    };

    [LoggerMessage(LogLevel.Information, "Online as {Uin}, status {Status}")]
    private static partial void LogOnline(ILogger log, Uin uin, OnlineStatus status);

    [LoggerMessage(LogLevel.Warning, "Offline: {Reason}; next login in {Delay}")]
    private static partial void LogLost(ILogger log, string reason, TimeSpan delay);

    [LoggerMessage(LogLevel.Warning, "Not online: {Reason}; next login in {Delay}")]
    private static partial void LogNoLogin(ILogger log, string reason, TimeSpan delay);

    [LoggerMessage(LogLevel.Error, "The server refused UIN {Uin} and its password: check both in bots.yaml; next login in {Delay}")]
    private static partial void LogWrongPassword(ILogger log, Uin uin, TimeSpan delay);
}
