using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Server.Handlers;

/// <summary>
/// New UINs and new passwords. Before the first login there is no session, so copies of a packet are known by address, number and password;
/// the answer is sent once for each copy and never waits for an acknowledgement.
/// </summary>
internal sealed partial class RegistrationHandler(
    SessionTable sessions,
    AccountDirectory accounts,
    PasswordWork work,
    IcqServerOptions options,
    TimeProvider time,
    ILogger log,
    Action<ServerDatagram, IPEndPoint> send)
{
    /// <summary>mICQ repeats a registration for 80 s.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);
    private const int MaxRemembered = 10_000;

    private readonly RegistrationLimit _limit = new(options, time);

    /// <summary>Forged addresses must not fill the log.</summary>
    private readonly RateLimit _lines = new(perSecond: 1, burst: TimeSpan.FromMinutes(1), time);
    private readonly Dictionary<(IPEndPoint From, ushort Sequence, Password Password), (Uin Uin, long Until)> _recent = [];

    /// <summary>NEW_USER_1: ACK; what it asks for is not known.</summary>
    public void OnPermission(IPEndPoint from, ushort sequence) => Acknowledge(from, sequence);

    /// <summary>
    /// NEW_USER_REG: ACK, then 0046, when the password has been hashed. mICQ repeats the packet without the ACK. Null: the packet could not
    /// be read.
    /// </summary>
    public void OnRegister(IPEndPoint from, ushort sequence, NewUserRegisterPacket? packet)
    {
        if (packet is null || packet.Password.Reveal().Length == 0 || !options.AllowRegistration)
        {
            if (_lines.TryTake(1))
            {
                LogRefused(log, from, options.AllowRegistration ? "the packet names no password" : "registration is closed");
            }

            send(new ServerDatagram(sequence, new WrongPasswordPacket(0, default)), from);
            return;
        }

        Prune();
        var key = (from, sequence, packet.Password);
        if (_recent.TryGetValue(key, out var before))
        {
            Answer(from, sequence, before.Uin);
        }
        else if (!work.HasPlaceFor(from, uin: null))
        {
            // A copy, most likely, which is answered when the first one is; or too many at a time. It does not count, since it comes again.
            return;
        }
        else if (_recent.Count < MaxRemembered && IsWithinLimit(from))
        {
            work.TryStart(from, uin: null, () => PasswordHash.Of(packet.Password, options.PasswordIterations), Register);
        }
        else
        {
            send(new ServerDatagram(sequence, new BusyPacket()), from);
        }

        void Register(PasswordHash password)
        {
            if (accounts.Register(password) is { } account)
            {
                LogRegistered(log, account.Uin);
                _recent[key] = (account.Uin, time.TimestampIn(Memory));
                Answer(from, sequence, account.Uin);
            }
            else
            {
                send(new ServerDatagram(sequence, new BusyPacket()), from);
            }
        }
    }

    /// <summary>
    /// CHANGE_PASSWORD: an acknowledgement, its only answer in version 2, when the password has been hashed and kept; none for an empty
    /// password and for an account that the configuration declares, which change nothing.
    /// </summary>
    public void OnChangePassword(ServerSession session, ushort sequence, ChangePasswordPacket packet)
    {
        if (packet.Password.Reveal().Length == 0 || accounts.Find(session.Uin)?.Password is not null)
        {
            LogPasswordKept(log, session.Uin);
            return;
        }

        work.TryStart(session.EndPoint, session.Uin, () => PasswordHash.Of(packet.Password, options.PasswordIterations), password =>
        {
            if (sessions.Find(session.Uin) == session && accounts.TryChangePassword(session.Uin, password))
            {
                LogPasswordChanged(log, session.Uin);
                session.Link.Accept(sequence);
            }
        });
    }

    private bool IsWithinLimit(IPEndPoint from)
    {
        var isWithin = _limit.TryTake(from.Address, out var isNew);
        if (isNew && _lines.TryTake(1))
        {
            LogTooMany(log, from.Address, options.RegistrationsPerAddress, options.Registrations);
        }

        return isWithin;
    }

    private void Answer(IPEndPoint to, ushort sequence, Uin uin)
    {
        Acknowledge(to, sequence);
        send(new ServerDatagram(sequence, new NewUserUinPacket(sequence, uin)), to);
    }

    private void Acknowledge(IPEndPoint to, ushort sequence) =>
        send(new ServerDatagram(sequence, new IcqBots.Protocol.FromServer.AckPacket()), to);

    private void Prune()
    {
        var now = time.GetTimestamp();
        foreach (var (key, _) in _recent.Where(entry => entry.Value.Until <= now).ToArray())
        {
            _recent.Remove(key);
        }
    }

    [LoggerMessage(LogLevel.Information, "A new user has the UIN {Uin}")]
    private static partial void LogRegistered(ILogger log, Uin uin);

    [LoggerMessage(LogLevel.Information, "A registration from {From} was refused: {Reason}")]
    private static partial void LogRefused(ILogger log, IPEndPoint from, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "Registrations from {From} are refused for up to an hour: {PerAddress} an hour are allowed from one address, and {All} from all")]
    private static partial void LogTooMany(ILogger log, IPAddress from, int perAddress, int all);

    [LoggerMessage(LogLevel.Information, "{Uin} has changed its password")]
    private static partial void LogPasswordChanged(ILogger log, Uin uin);

    [LoggerMessage(LogLevel.Information, "The password of {Uin} stays as it is: the new one is empty, or the configuration gives the password")]
    private static partial void LogPasswordKept(ILogger log, Uin uin);
}
