using System.Net;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>
/// Where a connection has failed lately: messages go through the server for a while. A contact that logs in anew has another port, which
/// is tried at once. Thread-safe.
/// </summary>
internal sealed class UnreachablePeers(TimeSpan retry, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPEndPoint, long> _until = [];

    public bool Contains(IPEndPoint endPoint)
    {
        lock (_lock)
        {
            return _until.GetValueOrDefault(endPoint, long.MinValue) > time.GetTimestamp();
        }
    }

    public void Add(IPEndPoint endPoint)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            foreach (var (old, _) in _until.Where(entry => entry.Value <= now).ToArray())
            {
                _until.Remove(old);
            }

            _until[endPoint] = time.TimestampIn(retry);
        }
    }
}
