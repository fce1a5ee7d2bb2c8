using System.Net;
using IcqBots.Protocol;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>
/// Chats and files that peers have asked for and that have not ended: each waits for an answer, or has been accepted and takes a port, a
/// connection and a file. Anybody can ask, so that they are few.
/// </summary>
internal sealed class OpenRequests(PeerLimits limits)
{
    private readonly Lock _lock = new();
    private readonly HashSet<IncomingRequest> _open = [];

    /// <summary>Notes a request until it is removed; false where there are too many of its peer, or too many of all.</summary>
    public bool TryAdd(IncomingRequest request)
    {
        lock (_lock)
        {
            return _open.Count < limits.MaxRequests
                && _open.Count(other => WhoOf(other.Peer).Equals(WhoOf(request.Peer))) < limits.MaxRequestsPerPeer
                && _open.Add(request);
        }
    }

    /// <summary>The request has ended.</summary>
    public void Remove(IncomingRequest request)
    {
        lock (_lock)
        {
            _open.Remove(request);
        }
    }

    /// <summary>The requests that came on a connection.</summary>
    public IReadOnlyList<IncomingRequest> Of(Peer peer)
    {
        lock (_lock)
        {
            return [.. _open.Where(request => request.Peer == peer)];
        }
    }

    /// <summary>A UIN is only a claim, so that an address counts; but all bots of a machine have the same one.</summary>
    private static (IPAddress Address, Uin Uin) WhoOf(Peer peer) =>
        peer.Connection.Remote.Address is var address && IPAddress.IsLoopback(address) ? (address, peer.Uin) : (address, default);
}
