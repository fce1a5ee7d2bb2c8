using System.Globalization;
using IcqBots.Protocol;
using IcqBots.Storage;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Codes;

/// <summary>
/// Looks at the one-time codes of admins, for all bots: each is taken once, also after a restart, and wrong ones make the next try in
/// that person's name wait. For any number of threads.
/// </summary>
internal sealed partial class CodeDesk(TimeProvider time, ILogger log)
{
    private const int FreeTries = 5;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ForgivenAfter = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Uin, WrongTries> _wrong = [];

    /// <summary>What is wrong with a code, for the person who wrote it; null when it is right, and used from now on.</summary>
    /// <param name="database">Remembers the code that was used last.</param>
    /// <param name="secret">What the person shares with the host.</param>
    /// <param name="person">In whose name it comes.</param>
    /// <param name="code">Six digits.</param>
    /// <param name="at">When it came.</param>
    /// <param name="message">Its message in the journal, which may use it again when it is handled again; 0: none.</param>
    public string? Check(BotDatabase database, TotpSecret secret, Uin person, string code, DateTimeOffset at, long message)
    {
        lock (_lock)
        {
            var key = new StateKey("", "", $"code/{secret.Fingerprint}");
            if (!TryRead(database, key, out var lastStep, out var lastMessage))
            {
                return "Your code cannot be looked at now. Write the message again.";
            }

            var tries = _wrong.GetValueOrDefault(person);
            if (message != 0 && message == lastMessage && secret.CodeOf(lastStep) == code)
            {
                return null;
            }

            if (tries is not null && tries.Wait - time.GetElapsedTime(tries.Last) is var left && left > TimeSpan.Zero)
            {
                return $"There were too many wrong codes in your name. Try again in {Math.Ceiling(left.TotalSeconds):0} seconds.";
            }

            var step = secret.Find(code, at);
            if (step is null)
            {
                var isForgiven = tries is null || time.GetElapsedTime(tries.Last) > ForgivenAfter;
                _wrong[person] = tries = new WrongTries(isForgiven ? 1 : tries!.Count + 1, time.GetTimestamp());
                LogWrong(log, person, tries.Count);
                return "This code is wrong, or over. Write the message again with a new one.";
            }

            if (step <= lastStep)
            {
                return "This code was used already. Write the message again with the next one.";
            }

            _wrong.Remove(person);
            database.Set(key, string.Create(CultureInfo.InvariantCulture, $"[{step},{message}]"), expiresAt: null);
            return null;
        }
    }

    /// <summary>False where the file cannot be read: then it is not known which codes were used.</summary>
    private bool TryRead(BotDatabase database, StateKey key, out long step, out long message)
    {
        (step, message) = (long.MinValue, 0);
        try
        {
            if (database.Get(key)?.Trim('[', ']').Split(',') is [var lastStep, var lastMessage])
            {
                step = long.Parse(lastStep, CultureInfo.InvariantCulture);
                message = long.Parse(lastMessage, CultureInfo.InvariantCulture);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            LogUnreadable(log, e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A wrong one-time code came in the name of the admin {Person}, number {Count} in a row")]
    private static partial void LogWrong(ILogger log, Uin person, int count);

    [LoggerMessage(LogLevel.Error, "A one-time code cannot be looked at: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string reason);

    private sealed record WrongTries(int Count, long Last)
    {
        public TimeSpan Wait => Count < FreeTries
            ? TimeSpan.Zero
            : TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Min(Count - FreeTries, 10)));
    }
}
