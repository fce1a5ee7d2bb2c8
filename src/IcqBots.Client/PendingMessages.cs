using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>Packets of the server whose messages are being kept; they are acknowledged when that is done. Guarded by the session's lock.</summary>
internal sealed class PendingMessages(ReliableLink link)
{
    private readonly HashSet<ushort> _sequences = [];
    private readonly List<(ushort Sequence, ushort[] Inner)> _multiples = [];
    private Action? _next;

    /// <summary>True while no message is being kept.</summary>
    public bool IsEmpty => _sequences.Count == 0;

    /// <summary>True when the packet with this number is acknowledged later.</summary>
    public bool Contains(ushort sequence) =>
        _sequences.Contains(sequence) || _multiples.Exists(multiple => multiple.Sequence == sequence);

    /// <summary>The packet waits for its message.</summary>
    public void Add(ushort sequence) => _sequences.Add(sequence);

    /// <summary>The packet waits for those that it holds.</summary>
    public void AddMultiple(ushort sequence, ushort[] inner) => _multiples.Add((sequence, inner));

    /// <summary>Does something when no message is being kept any more; what was to be done then before is forgotten.</summary>
    public void WhenEmpty(Action next) => _next = next;

    /// <summary>The message of a packet is kept.</summary>
    public void OnKept(ushort sequence)
    {
        _sequences.Remove(sequence);
        link.Accept(sequence);
        foreach (var multiple in _multiples.Where(each => Array.TrueForAll(each.Inner, IsAccepted)).ToList())
        {
            _multiples.Remove(multiple);
            link.Accept(multiple.Sequence);
        }

        if (IsEmpty && _next is { } next)
        {
            _next = null;
            next();
        }
    }

    private bool IsAccepted(ushort sequence) => link.HasAccepted(sequence, (ushort)(sequence + 1));
}
