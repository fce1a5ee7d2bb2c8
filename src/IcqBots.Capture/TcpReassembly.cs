namespace IcqBots.Capture;

/// <summary>Bytes of a connection that follow those before them.</summary>
/// <param name="Missing">Bytes in front of them that the capture lacks.</param>
/// <param name="Bytes">The bytes.</param>
internal readonly record struct StreamPiece(long Missing, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Puts the segments of one direction of a TCP connection in order. What comes again is dropped; what comes too early is held until the
/// bytes before it are there, or too much is held: then the capture lacks them.
/// </summary>
internal sealed class TcpReassembly
{
    private const int MaxHeldBytes = 1 << 20;
    private const int MaxHeldSegments = 256;

    private readonly List<(uint Sequence, ReadOnlyMemory<byte> Bytes)> _held = [];
    private int _heldBytes;
    private uint? _next;

    /// <summary>Takes a segment; what is in order now. The first one tells where the stream begins.</summary>
    public IEnumerable<StreamPiece> Add(uint sequence, ReadOnlyMemory<byte> bytes)
    {
        _next ??= sequence;
        if (bytes.IsEmpty)
        {
            yield break;
        }

        _held.Add((sequence, bytes));
        _heldBytes += bytes.Length;
        while (TakeNext(overGap: _heldBytes > MaxHeldBytes || _held.Count > MaxHeldSegments) is { } piece)
        {
            yield return piece;
        }
    }

    /// <summary>What was held for bytes that do not come any more.</summary>
    public IEnumerable<StreamPiece> End()
    {
        while (TakeNext(overGap: true) is { } piece)
        {
            yield return piece;
        }
    }

    private StreamPiece? TakeNext(bool overGap)
    {
        while (_held.Count > 0)
        {
            var first = _held.MinBy(segment => Ahead(segment.Sequence));
            var ahead = Ahead(first.Sequence);
            if (ahead > 0 && !overGap)
            {
                return null;
            }

            _held.Remove(first);
            _heldBytes -= first.Bytes.Length;
            if (ahead + first.Bytes.Length > 0)
            {
                _next = first.Sequence + (uint)first.Bytes.Length;
                return new StreamPiece(Math.Max(ahead, 0), first.Bytes[(int)Math.Max(-ahead, 0)..]);
            }
        }

        return null;
    }

    /// <summary>How far a number is ahead of the next one that is expected; negative: it came before. Numbers wrap.</summary>
    private long Ahead(uint sequence) => (int)(sequence - _next!.Value);
}
