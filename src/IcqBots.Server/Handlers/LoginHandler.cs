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
    AccountDirectory accounts,
    PresenceHandler presence,
    IcqServerOptions options,
    TimeProvider time,
    ILogger log,
    Action<ReadOnlySpan<byte>, IPEndPoint> send)
{
    /// <summary>How late a copy of a LOGIN can come when the client has its answer and repeats it no more.</summary>
    private static readonly TimeSpan PathDelay = TimeSpan.FromSeconds(10);

    /// <summary>
    /// LOGIN: ACK, then LOGIN_REPLY as number 0; or 0064, unacknowledged, for a wrong password, an unknown UIN or a packet that cannot be
    /// read (<paramref name="packet"/> is null). An earlier session of the UIN ends without a word; its client hears 00F0 next time.
    /// </summary>
    public void OnLogin(IPEndPoint from, ushort sequence, Uin uin, LoginPacket? packet, ReadOnlySpan<byte> datagram)
    {
        if (sessions.Find(from) is { } known && IsCopy(known, datagram))
        {
            known.Link.Acknowledge(sequence);
            send(known.LoginReply.Span, from);
            return;
        }

        if (packet is null || accounts.Find(uin)?.Accepts(packet.Password) != true)
        {
            LogRefused(log, uin, from);
            var refusal = new ServerDatagram(sequence, new WrongPasswordPacket(packet?.LoginSequence ?? 0, uin));
            send(refusal.ToArray(WireText.Latin1.Encoding), from);
            return;
        }

        End(sessions.Find(from));
        End(sessions.Find(uin));
        var session = Begin(from, uin, packet, datagram.ToArray());
        session.Link.Accept(sequence);
        session.LoginReply = new ServerDatagram(0, new LoginReplyPacket(uin, from.Address, packet.LoginSequence)).ToArray(WireText.Latin1.Encoding);
        session.Link.Send(_ => session.LoginReply, _ => session.LoginAcknowledged = time.GetTimestamp());
        presence.OnOnline(session);
        LogBegan(log, uin, from);
    }

    /// <summary>The session is over, whatever the reason. Messages that were under way are stored.</summary>
    public void End(ServerSession? session)
    {
        if (session is not null && sessions.Remove(session))
        {
            session.Link.Close();
            presence.OnOffline(session);
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

    private ServerSession Begin(IPEndPoint from, Uin uin, LoginPacket packet, byte[] datagram)
    {
        var link = new ReliableLink(options.Retransmission, time, bytes => send(bytes, from), ackParameters: default, firstSequence: 0);
        var session = new ServerSession(from, uin, packet, link)
        {
            LastHeard = time.GetTimestamp(),
            LoginDatagram = datagram,
        };
        sessions.Add(session);
        return session;
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

    [LoggerMessage(LogLevel.Debug, "{Uin} is offline")]
    private static partial void LogEnded(ILogger log, Uin uin);

    [LoggerMessage(LogLevel.Information, "A login as {Uin} from {From} was refused")]
    private static partial void LogRefused(ILogger log, Uin uin, IPEndPoint from);
}
