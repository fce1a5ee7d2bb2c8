using IcqBots.Protocol.FromServer;
using IcqBots.Transport;

namespace IcqBots.Server;

/// <summary>
/// Answers that come some time after the acknowledgement of the request: LICQ crashes when both arrive together. Called under the server's
/// lock; <paramref name="wakeAt"/> asks for <see cref="OnTick"/> at a timestamp.
/// </summary>
internal sealed class DelayedAnswers(TimeProvider time, Action<long> wakeAt)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(150);

    private readonly Queue<(ServerSession Session, ServerPacket Packet, long Due)> _waiting = [];

    /// <summary>Sends the packet in a while, unless the session is over by then.</summary>
    public void Send(ServerSession session, ServerPacket packet)
    {
        session.DelayedAnswers++;
        _waiting.Enqueue((session, packet, time.TimestampIn(Delay)));
        Wake();
    }

    /// <summary>Sends what is due.</summary>
    public void OnTick()
    {
        while (_waiting.TryPeek(out var next) && next.Due <= time.GetTimestamp())
        {
            _waiting.Dequeue();
            next.Session.DelayedAnswers--;
            next.Session.Send(next.Packet);
        }

        Wake();
    }

    private void Wake()
    {
        if (_waiting.TryPeek(out var next))
        {
            wakeAt(next.Due);
        }
    }
}
