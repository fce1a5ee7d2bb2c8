namespace IcqBots.Capture;

/// <summary>Reads the blocks of a pcapng file whose first four bytes are read already.</summary>
internal sealed class PcapngReader(ByteSource source)
{
    /// <summary>The type of the block that begins a section; reads the same in both byte orders.</summary>
    public const uint SectionHeader = 0x0A0D0D0A;
    public const uint InterfaceDescription = 1;
    public const uint SimplePacket = 3;
    public const uint EnhancedPacket = 6;
    public const uint ByteOrderMagic = 0x1A2B3C4D;

    /// <summary>Type, length, and the length again at the end.</summary>
    private const int Frame = 12;

    private readonly List<Interface> _interfaces = [];
    private readonly byte[] _word = new byte[4];
    private ByteOrder _order;

    /// <summary>The frames of all sections and interfaces.</summary>
    public IEnumerable<LinkFrame> Read()
    {
        var type = SectionHeader;
        var start = 0L;
        do
        {
            if (ReadBlock(type, start) is { } frame)
            {
                yield return frame;
            }

            start = source.Offset;
        }
        while (TryReadType(out type));
    }

    private bool TryReadType(out uint type)
    {
        var read = source.TryFill(_word);
        type = _order.UInt32(_word);
        return read;
    }

    /// <summary>The frame in a block; null in a block of another kind.</summary>
    private LinkFrame? ReadBlock(uint type, long start)
    {
        var length = source.Take(4, start);
        var read = Frame;
        if (type == SectionHeader)
        {
            BeginSection(start);
            read += 4;
        }

        var rest = (long)_order.UInt32(length) - read;
        if (rest < 0 || rest % 4 != 0)
        {
            throw source.Error(start, $"a block of {rest + read} bytes cannot be: the file is damaged");
        }

        LinkFrame? frame = null;
        if (type is InterfaceDescription or SimplePacket or EnhancedPacket)
        {
            if (rest > CaptureFile.MaxFrame)
            {
                throw source.Error(start, $"a packet of {rest} bytes cannot be: the file is damaged");
            }

            frame = Understand(type, source.Take((int)rest, start), start);
        }
        else
        {
            source.Skip(rest, start);
        }

        if (!source.Take(4, start).AsSpan().SequenceEqual(length))
        {
            throw source.Error(start, "the block that begins here has another length at its end: the file is damaged");
        }

        return frame;
    }

    private void BeginSection(long start)
    {
        var magic = source.Take(4, start);
        _order = new ByteOrder(magic[0] == ByteOrderMagic >> 24);
        if (_order.UInt32(magic) != ByteOrderMagic)
        {
            throw source.Error(start, "the section that begins here has no byte order: the file is damaged");
        }

        _interfaces.Clear();
    }

    private LinkFrame? Understand(uint type, byte[] body, long start)
    {
        switch (type)
        {
            case InterfaceDescription when body.Length >= 8:
                _interfaces.Add(Interface.Read(body, _order));
                return null;
            case SimplePacket when body.Length >= 4 && _interfaces is [var first, ..]:
                var cut = first.MaxFrame == 0 ? uint.MaxValue : first.MaxFrame;
                return new LinkFrame(null, first.Link, Cut(body, 4, Math.Min(_order.UInt32(body), cut), start));
            case EnhancedPacket when body.Length >= 20 && _order.UInt32(body) < (uint)_interfaces.Count:
                var on = _interfaces[(int)_order.UInt32(body)];
                var time = on.TimeOf(((ulong)_order.UInt32(body.AsSpan(4)) << 32) | _order.UInt32(body.AsSpan(8)));
                return new LinkFrame(time, on.Link, Cut(body, 20, _order.UInt32(body.AsSpan(12)), start));
            default:
                throw source.Error(start, "the block that begins here is too short, or of an interface that was not described");
        }
    }

    private ReadOnlyMemory<byte> Cut(byte[] body, int from, uint count, long start) => count <= body.Length - from
        ? body.AsMemory(from, (int)count)
        : throw source.Error(start, $"the block that begins here is too short for a packet of {count} bytes");

    /// <summary>What packet blocks need of an interface.</summary>
    private sealed record Interface(LinkType Link, uint MaxFrame)
    {
        private const ushort TimeResolution = 9;
        private const ushort TimeOffset = 14;

        /// <summary>Units a second. Finer ones than 10^-38 are not told apart; they count since 1970 and are 0 by now.</summary>
        private UInt128 UnitsPerSecond { get; init; } = 1_000_000;

        private long OffsetSeconds { get; init; }

        public static Interface Read(ReadOnlySpan<byte> body, ByteOrder order)
        {
            var read = new Interface((LinkType)order.UInt16(body), order.UInt32(body[4..]));
            var options = body[8..];
            while (options.Length >= 4 && order.UInt16(options) is var code and not 0)
            {
                int length = order.UInt16(options[2..]);
                if (length > options.Length - 4)
                {
                    break;
                }

                var value = options.Slice(4, length);
                read = code switch
                {
                    TimeResolution when length == 1 => read with { UnitsPerSecond = UnitsOf(value[0]) },
                    TimeOffset when length == 8 => read with { OffsetSeconds = order.Int64(value) },
                    _ => read,
                };
                options = options[Math.Min(4 + ((length + 3) & ~3), options.Length)..];
            }

            return read;
        }

        /// <summary>A time that no calendar has becomes the nearest that it has.</summary>
        public DateTimeOffset TimeOf(ulong units)
        {
            var ticks = (Int128)(units * (UInt128)TimeSpan.TicksPerSecond / UnitsPerSecond);
            ticks += ((Int128)OffsetSeconds * TimeSpan.TicksPerSecond) + DateTimeOffset.UnixEpoch.Ticks;
            return new DateTimeOffset((long)Int128.Clamp(ticks, 0, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
        }

        /// <summary>The highest bit tells whether the rest is a power of 2 or of 10.</summary>
        private static UInt128 UnitsOf(byte resolution)
        {
            if (resolution >= 0x80)
            {
                return UInt128.One << (resolution & 0x7F);
            }

            UInt128 units = 1;
            for (var i = 0; i < Math.Min((int)resolution, 38); i++)
            {
                units *= 10;
            }

            return units;
        }
    }
}
