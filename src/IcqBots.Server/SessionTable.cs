using System.Net;
using IcqBots.Protocol;

namespace IcqBots.Server;

/// <summary>The sessions by where they are and by who they are. A UIN has one session at a time.</summary>
internal sealed class SessionTable
{
    private readonly Dictionary<IPEndPoint, ServerSession> _byEndPoint = [];
    private readonly Dictionary<Uin, ServerSession> _byUin = [];

    public IReadOnlyCollection<ServerSession> All => _byUin.Values;

    public ServerSession? Find(IPEndPoint endPoint) => _byEndPoint.GetValueOrDefault(endPoint);

    public ServerSession? Find(Uin uin) => _byUin.GetValueOrDefault(uin);

    public void Add(ServerSession session)
    {
        _byEndPoint.Add(session.EndPoint, session);
        _byUin.Add(session.Uin, session);
    }

    /// <summary>True when the session was there.</summary>
    public bool Remove(ServerSession session) =>
        _byUin.GetValueOrDefault(session.Uin) == session && _byUin.Remove(session.Uin) && _byEndPoint.Remove(session.EndPoint);
}
