namespace IcqBots.Transport;

/// <summary>
/// Which of the latest 32,768 sequence numbers have been seen. Numbers are 16 bits and wrap around; gaps are normal, since clients
/// use up numbers for packets that they never send.
/// </summary>
internal sealed class SequenceWindow
{
    private const int Size = 32_768;

    private readonly ulong[] _seen = new ulong[Size / 64];
    private ushort _latest;
    private bool _any;

    /// <summary>True when the number was added and is not more than 32,767 behind the latest.</summary>
    public bool Contains(ushort sequence) => _any && !IsAhead(sequence) && (Word(sequence) & Bit(sequence)) != 0;

    /// <summary>Marks the number as seen.</summary>
    public void Add(ushort sequence)
    {
        if (!_any)
        {
            _any = true;
            _latest = sequence;
        }
        else if (IsAhead(sequence))
        {
            // What lies between was seen one turn ago, if at all; it is new ground now.
            for (; _latest != sequence; _latest++)
            {
                Word((ushort)(_latest + 1)) &= ~Bit((ushort)(_latest + 1));
            }
        }

        Word(sequence) |= Bit(sequence);
    }

    private static ulong Bit(ushort sequence) => 1UL << (sequence % 64);

    private bool IsAhead(ushort sequence) => (short)(sequence - _latest) is > 0 or short.MinValue;

    private ref ulong Word(ushort sequence) => ref _seen[sequence % Size / 64];
}
