using IcqBots.Protocol;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>Requests that wait for an answer of the server, found by the number that each carries. Thread-safe.</summary>
internal sealed class PendingQueries
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ushort, PendingQuery> _pending = [];
    private ushort _next = 1;

    /// <summary>A new request with a number that no other one has now. Disposing it ends the waiting.</summary>
    /// <param name="about">The UIN that it asks about, if one: "no such UIN" (012C) names the UIN instead of the number.</param>
    public PendingQuery Begin(Uin about = default)
    {
        lock (_lock)
        {
            while (_next == 0 || _pending.ContainsKey(_next))
            {
                _next++;
            }

            var query = new PendingQuery(this, _next++, about);
            _pending.Add(query.SubSequence, query);
            return query;
        }
    }

    /// <summary>Hands an answer to the request that waits for it; one that nobody waits for is dropped.</summary>
    /// <param name="packet">The answer.</param>
    /// <param name="sequence">Its number.</param>
    public void Take(ServerPacket packet, ushort sequence)
    {
        lock (_lock)
        {
            switch (packet)
            {
                case UserFoundPacket found:
                    _pending.GetValueOrDefault(found.SubSequence)?.Add(found);
                    break;
                case EndOfSearchPacket end:
                    _pending.GetValueOrDefault(end.SubSequence)?.Announce(end, sequence);
                    break;
                case AnswerPacket answer:
                    _pending.GetValueOrDefault(answer.SubSequence)?.End(answer);
                    break;
                case InvalidUinPacket invalid:
                    foreach (var query in _pending.Values.Where(query => query.About == invalid.Uin))
                    {
                        query.End(invalid);
                    }

                    break;
            }
        }
    }

    /// <summary>
    /// Ends the searches whose end has come and which lack nothing: a hit that was lost, or overtaken by the end, shows as a number that is
    /// missing. Called when another packet was accepted.
    /// </summary>
    public void EndComplete(ReliableLink link)
    {
        lock (_lock)
        {
            foreach (var query in _pending.Values)
            {
                query.EndIfComplete(link);
            }
        }
    }

    internal void Remove(PendingQuery query)
    {
        lock (_lock)
        {
            _pending.Remove(query.SubSequence);
        }
    }
}

/// <summary>One request that waits for its answer.</summary>
internal sealed class PendingQuery(PendingQueries owner, ushort subSequence, Uin about) : IDisposable
{
    /// <summary>More hits than any server sends.</summary>
    private const int MaxFound = 1000;

    private readonly TaskCompletionSource<ServerPacket> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<Uin, UserFoundPacket> _found = [];
    private ushort _endNumber;

    /// <summary>The number that the request carries and the answer repeats.</summary>
    public ushort SubSequence => subSequence;

    public Uin About => about;

    /// <summary>The first number that a packet of the answer can have.</summary>
    public ushort FirstNumber { get; set; }

    /// <summary>The end of a search that has come, even if hits before it are missing.</summary>
    public EndOfSearchPacket? Announced { get; private set; }

    /// <summary>The last packet of the answer.</summary>
    public Task<ServerPacket> Answer => _answer.Task;

    /// <summary>The hits that have come, each UIN once.</summary>
    public IReadOnlyCollection<UserFoundPacket> Found
    {
        get
        {
            lock (_found)
            {
                return [.. _found.Values];
            }
        }
    }

    public void Dispose() => owner.Remove(this);

    internal void Add(UserFoundPacket found)
    {
        lock (_found)
        {
            if (_found.Count < MaxFound)
            {
                _found.TryAdd(found.Uin, found);
            }
        }
    }

    internal void Announce(EndOfSearchPacket end, ushort number)
    {
        Announced ??= end;
        _endNumber = number;
    }

    internal void EndIfComplete(ReliableLink link)
    {
        if (Announced is not null && !_answer.Task.IsCompleted && link.HasAccepted(FirstNumber, _endNumber))
        {
            End(Announced);
        }
    }

    internal void End(ServerPacket answer) => _answer.TrySetResult(answer);
}
