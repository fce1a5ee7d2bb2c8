using System.Net;
using System.Security.Cryptography;
using System.Text;
using IcqBots.Protocol;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Server;

/// <summary>Tells right passwords from wrong ones, slowly where somebody guesses. Called under the server's lock.</summary>
internal sealed partial class PasswordChecks(
    AccountDirectory accounts, PasswordWork work, IcqServerOptions options, TimeProvider time, ILogger log)
{
    private readonly LoginGuard _guard = new(options.FreeWrongPasswords, time);

    /// <summary>Forged addresses must not fill the log.</summary>
    private readonly RateLimit _lines = new(perSecond: 1, burst: TimeSpan.FromMinutes(1), time);

    /// <summary>
    /// Calls <paramref name="then"/> with true for the account's password; at once, or when its hash has been computed. It is not called
    /// where a wrong one came too soon before, or where too much is being computed: a client that hears nothing tries again.
    /// </summary>
    public void Check(IPEndPoint from, Uin uin, Password password, Action<bool> then)
    {
        var account = accounts.Find(uin);
        if (!_guard.AllowsTry(from.Address, uin, account is not null))
        {
            LogTooSoon(log, uin, from);
        }
        else if (account is { PasswordHash: { } hash, Password: null })
        {
            work.TryStart(from, uin, () => Compute(hash, password), result => OnComputed(from, account, result, then));
        }
        else
        {
            Settle(from, uin, account?.Password is { } clear && AreSame(clear, password), then);
        }
    }

    private (bool IsRight, PasswordHash? Stronger) Compute(PasswordHash hash, Password password)
    {
        var isRight = hash.Matches(password);
        return (isRight, isRight && hash.IsWeakerThan(options.PasswordIterations) ? PasswordHash.Of(password, options.PasswordIterations) : null);
    }

    private void OnComputed(IPEndPoint from, Account account, (bool IsRight, PasswordHash? Stronger) result, Action<bool> then)
    {
        if (accounts.Find(account.Uin)?.PasswordHash != account.PasswordHash)
        {
            // The password has been changed meanwhile: the next try tells.
            return;
        }

        if (result.Stronger is { } stronger)
        {
            TryStrengthen(account.Uin, stronger);
        }

        Settle(from, account.Uin, result.IsRight, then);
    }

    private void TryStrengthen(Uin uin, PasswordHash stronger)
    {
        try
        {
            accounts.TryChangePassword(uin, stronger);
        }
        catch (IOException e)
        {
            // The next login tries again.
            LogNotStronger(log, uin, e.Message);
        }
    }

    private void Settle(IPEndPoint from, Uin uin, bool isRight, Action<bool> then)
    {
        if (isRight)
        {
            _guard.OnRight(from.Address, uin);
        }
        else
        {
            var isSlowed = _guard.OnWrong(from.Address, uin, accounts.Find(uin) is not null);
            if (_lines.TryTake(1))
            {
                LogWrong(log, uin, from);
                if (isSlowed)
                {
                    LogSlowed(log, options.FreeWrongPasswords, uin, from);
                }
            }
        }

        then(isRight);
    }

    private static bool AreSame(Password one, Password other) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(one.Reveal()), Encoding.UTF8.GetBytes(other.Reveal()));

    [LoggerMessage(LogLevel.Information, "A login as {Uin} from {From} has a wrong password, or nobody has this UIN")]
    private static partial void LogWrong(ILogger log, Uin uin, IPEndPoint from);

    [LoggerMessage(LogLevel.Warning, "Logins are slowed down after {Count} wrong passwords; the last was for {Uin}, from {From}")]
    private static partial void LogSlowed(ILogger log, int count, Uin uin, IPEndPoint from);

    [LoggerMessage(LogLevel.Debug, "A login as {Uin} from {From} comes too soon after wrong passwords and is not looked at")]
    private static partial void LogTooSoon(ILogger log, Uin uin, IPEndPoint from);

    [LoggerMessage(LogLevel.Error, "The password of {Uin} keeps its old hash, since a stronger one cannot be written: {Reason}")]
    private static partial void LogNotStronger(ILogger log, Uin uin, string reason);
}
