using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Server.Handlers;

/// <summary>The beginning and the end of sessions.</summary>
internal sealed partial class LoginHandler(
    SessionTable sessions,
    PasswordChecks passwords,
    PresenceHandler presence,
    IcqServerOptions options,
    TimeProvider time,
    ILogger log,
    Action<ReadOnlySpan<byte>, IPEndPoint> send)
{
    /// <summary>How late a copy of a LOGIN can come when the client has its answer and repeats it no more.</summary>
    private static readonly TimeSpan PathDelay = TimeSpan.FromSeconds(10);

    /// <summary>When a UIN changes hands again so soon, two clients are fighting for it.</summary>
    private static readonly TimeSpan FightTime = TimeSpan.FromMinutes(10);
    private const int MaxSilenced = 16;

    /// <summary>
    /// The pre-login check (03F2): ACK and 0032, or 0064 for a wrong password, an unknown UIN or a packet that cannot be read. It begins no
    /// session and ends none. There is no answer yet, or none at all, in the cases of <see cref="PasswordChecks.Check"/>.
    /// </summary>
    public void OnPreLogin(IPEndPoint from, ushort sequence, PreLoginPacket? packet)
    {
        if (packet is null)
        {
            Refuse(from, sequence, 0, default);
            return;
        }

        passwords.Check(from, packet.Uin, packet.Password, isRight =>
        {
            if (isRight)
            {
                Send(new ServerDatagram(sequence, new IcqBots.Protocol.FromServer.AckPacket()), from);
                Send(new ServerDatagram(sequence, new PreLoginReplyPacket(packet.SubSequence, packet.Uin)), from);
            }
            else
            {
                Refuse(from, sequence, packet.SubSequence, packet.Uin);
            }
        });
    }

    /// <summary>
    /// LOGIN: ACK, then LOGIN_REPLY as number 0; or 0064, unacknowledged, for a wrong password, an unknown UIN or a packet that cannot be
    /// read (<paramref name="packet"/> is null); or nothing yet, see <see cref="PasswordChecks.Check"/>. An earlier session of the UIN ends without a word; its client hears 00F0 next time, see
    /// <see cref="IsSilenced"/>.
    /// </summary>
    public void OnLogin(IPEndPoint from, ushort sequence, Uin uin, LoginPacket? packet, ReadOnlySpan<byte> datagram)
    {
        if (sessions.Find(from) is { } known && IsCopy(known, datagram))
        {
            known.Allowance.Add(datagram.Length);
            known.Link.Acknowledge(sequence);
            if (known.Allowance.TryTake(known.LoginReply.Length))
            {
                send(known.LoginReply.Span, from);
            }
        }
        else if (packet is null)
        {
            Refuse(from, sequence, 0, uin);
        }
        else
        {
            var bytes = datagram.ToArray();
            passwords.Check(from, uin, packet.Password, isRight =>
            {
                if (isRight)
                {
                    LogIn(from, sequence, uin, packet, bytes);
                }
                else
                {
                    Refuse(from, sequence, packet.LoginSequence, uin);
                }
            });
        }
    }

    private void LogIn(IPEndPoint from, ushort sequence, Uin uin, LoginPacket packet, byte[] datagram)
    {
        var before = sessions.Find(uin);
        if (before is not null)
        {
            Remove(before);
            LogTakenOver(log, uin, before.EndPoint, from);
        }

        End(sessions.Find(from));
        var session = Begin(from, uin, packet, datagram, before);
        session.Link.Accept(sequence);
        session.LoginReply = new ServerDatagram(0, new LoginReplyPacket(uin, from.Address, packet.LoginSequence)).ToArray(WireText.Latin1.Encoding);
        session.Link.Send(_ => session.LoginReply, _ => session.LoginAcknowledged = time.GetTimestamp());

        // Who saw the session before this one is told the new address only.
        presence.TellOf(uin);
        LogBegan(log, uin, from);
    }

    /// <summary>
    /// True when another login has thrown this client out, and it is not told so: 00F0 makes LICQ log in again, and two of them would throw
    /// each other out for ever. The first one that is thrown out hears 00F0; when the UIN changes hands again within ten minutes, who loses
    /// it then hears nothing while the other one's session lasts.
    /// </summary>
    public bool IsSilenced(IPEndPoint from, Uin uin) => sessions.Find(uin)?.Silenced.Contains(from) == true;

    /// <summary>The session is over, whatever the reason. Messages that were under way are stored.</summary>
    public void End(ServerSession? session)
    {
        if (session is not null && Remove(session))
        {
            presence.TellOf(session.Uin);
            LogEnded(log, session.Uin);
        }
    }

    /// <summary>Ends the sessions that have been silent for too long, or have not acknowledged for too long.</summary>
    public void EndSilent()
    {
        foreach (var session in sessions.All.ToArray())
        {
            session.Link.OnTick();
            if (session.Link.IsLost || time.GetElapsedTime(session.LastHeard) > options.SessionTimeout)
            {
                End(session);
            }
        }
    }

    private void Refuse(IPEndPoint from, ushort sequence, ushort subSequence, Uin uin) =>
        Send(new ServerDatagram(sequence, new WrongPasswordPacket(subSequence, uin)), from);

    private void Send(ServerDatagram datagram, IPEndPoint to) => send(datagram.ToArray(WireText.Latin1.Encoding), to);

    /// <summary>The session is over and nobody hears of it; true: it was there.</summary>
    private bool Remove(ServerSession session)
    {
        if (!sessions.Remove(session))
        {
            return false;
        }

        session.Link.Close();
        return true;
    }

    private ServerSession Begin(IPEndPoint from, Uin uin, LoginPacket packet, byte[] datagram, ServerSession? before)
    {
        var allowance = new ReplyAllowance(datagram.Length);
        var link = new ReliableLink(options.Retransmission, time, SendIfAllowed, ackParameters: default, firstSequence: 0);
        var session = new ServerSession(from, uin, packet, link)
        {
            LastHeard = time.GetTimestamp(),
            LoginDatagram = datagram,
            Allowance = allowance,
            TookOverAt = before is null || before.EndPoint.Equals(from) ? null : time.GetTimestamp(),
            Silenced = SilencedBy(from, before),
        };
        sessions.Add(session);
        return session;

        void SendIfAllowed(ReadOnlySpan<byte> bytes)
        {
            if (allowance.TryTake(bytes.Length))
            {
                send(bytes, from);
            }
        }
    }

    private List<IPEndPoint> SilencedBy(IPEndPoint from, ServerSession? before)
    {
        if (before is null)
        {
            return [];
        }

        var isFight = before.TookOverAt is { } takenOver && time.GetElapsedTime(takenOver) < FightTime;
        IEnumerable<IPEndPoint> silenced = isFight ? before.Silenced.Append(before.EndPoint) : before.Silenced;
        return [.. silenced.Where(endPoint => !endPoint.Equals(from)).TakeLast(MaxSilenced)];
    }

    /// <summary>
    /// A late copy must not begin the session anew: its numbers would start again and look like duplicates to the client. Long after the
    /// answer has arrived it is no copy, but the login of a client that was started again with the same port and numbers.
    /// </summary>
    private bool IsCopy(ServerSession session, ReadOnlySpan<byte> datagram) =>
        datagram.SequenceEqual(session.LoginDatagram)
        && (session.LoginAcknowledged is not { } acknowledged || time.GetElapsedTime(acknowledged) < PathDelay);

    [LoggerMessage(LogLevel.Debug, "{Uin} has logged in from {From}")]
    private static partial void LogBegan(ILogger log, Uin uin, IPEndPoint from);

    [LoggerMessage(LogLevel.Information, "The session of {Uin} at {Before} ends, because it logs in from {From}")]
    private static partial void LogTakenOver(ILogger log, Uin uin, IPEndPoint before, IPEndPoint from);

    [LoggerMessage(LogLevel.Debug, "{Uin} is offline")]
    private static partial void LogEnded(ILogger log, Uin uin);
}
