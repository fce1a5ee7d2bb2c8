using System.Buffers;
using System.Net;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Capture;

/// <summary>
/// Cuts a TCP connection into frames and decodes them. A connection whose first bytes are no frame of ICQ is not ours: nothing of it is
/// told.
/// </summary>
internal sealed class PeerConversation(PacketDecoder decoder)
{
    private readonly Dictionary<IPEndPoint, Half> _halves = [];
    private PeerFrameKind _kind;
    private State _state;

    private enum State
    {
        /// <summary>Nothing tells yet what is spoken.</summary>
        Unknown,

        /// <summary>CHANNEL_INIT has come; the next frame tells what the connection is for.</summary>
        Begun,
        Known,
        NotOurs,
    }

    /// <summary>Takes a segment; the packets that are complete now.</summary>
    public IEnumerable<DecodedPacket> Add(IpUnit unit, TcpFields tcp, DateTimeOffset? time)
    {
        if (!_halves.TryGetValue(unit.From, out var half))
        {
            _halves[unit.From] = half = new Half { From = unit.From, To = unit.To };
        }

        half.Time = time;
        var first = tcp.Sequence + (tcp.Flags.HasFlag(TcpFlags.Syn) ? 1u : 0u);
        foreach (var packet in half.Reassembly.Add(first, unit.Payload).SelectMany(piece => Take(half, piece)))
        {
            yield return packet;
        }

        if ((tcp.Flags & (TcpFlags.Fin | TcpFlags.Reset)) != 0)
        {
            foreach (var packet in End(half))
            {
                yield return packet;
            }
        }
    }

    /// <summary>What is left when nothing comes any more.</summary>
    public IEnumerable<DecodedPacket> End() => _halves.Values.SelectMany(End);

    private IEnumerable<DecodedPacket> End(Half half)
    {
        foreach (var packet in half.Reassembly.End().SelectMany(piece => Take(half, piece)))
        {
            yield return packet;
        }

        if (IsOurs && !half.Pending.IsEmpty)
        {
            const string problem = "the connection, or the capture, ends inside a frame";
            yield return half.Stamp(PacketDecoder.Undecoded(half.Pending, half.Pending.Length, problem));
        }

        half.Clear();
    }

    private bool IsOurs => _state is State.Begun or State.Known;

    private IEnumerable<DecodedPacket> Take(Half half, StreamPiece piece)
    {
        if (piece.Missing > 0 && IsOurs)
        {
            half.Clear();
            half.IsOutOfStep = true;
            yield return half.Stamp(new DecodedPacket
            {
                Sender = PacketSender.Peer,
                Name = "Gap",
                Problem = $"{piece.Missing} bytes of the connection are not in the capture",
            });
        }

        if (_state != State.NotOurs)
        {
            half.Add(piece.Bytes.Span);
            Recognize(half.Pending.Span);
        }

        while (IsOurs && TakeFrame(half) is { } packet)
        {
            yield return half.Stamp(packet);
        }
    }

    /// <summary>Tells our connections from others by the beginning of the first frame.</summary>
    private void Recognize(ReadOnlySpan<byte> bytes)
    {
        const int length = 2;
        if (_state != State.Unknown || bytes.Length < length + PeerFrameKinds.TellingBytes)
        {
            return;
        }

        _state = PeerFrameKinds.IsPeerFrame(bytes[length..]) ? State.Begun : State.NotOurs;
        if (_state == State.NotOurs)
        {
            _halves.Values.ToList().ForEach(each => each.Clear());
        }
    }

    /// <summary>The next frame, or what was typed; null when there is no more.</summary>
    private DecodedPacket? TakeFrame(Half half)
    {
        if (IsTyping(half))
        {
            var typed = half.Pending.ToArray();
            half.Clear();
            return typed.Length == 0 ? null : decoder.DecodeTyping(typed);
        }

        var rest = new ReadOnlySequence<byte>(half.Pending);
        var packet = PeerFraming.TryTake(ref rest, out var frame) ? Decode(half, frame.ToArray()) : null;

        // Behind a gap nobody knows where a frame begins; most programs begin a segment with one.
        if (half.IsOutOfStep && packet is not { Problem: null })
        {
            half.Clear();
            return null;
        }

        half.IsOutOfStep = false;
        half.Keep((int)rest.Length);
        return packet;
    }

    private DecodedPacket Decode(Half half, byte[] frame)
    {
        half.Frames++;
        var isInit = ChannelInitFrame.IsInit(frame);
        half.HasConnected |= isInit;
        if (_state == State.Begun && !isInit)
        {
            _state = State.Known;
            _kind = PeerFrameKinds.OfConnection(frame);
        }

        return decoder.DecodeFrame(frame, isInit ? PeerFrameKind.Message : _kind);
    }

    /// <summary>A chat begins with CHANNEL_INIT and two frames from the side that connected, and with one from the other.</summary>
    private bool IsTyping(Half half) => _kind == PeerFrameKind.Chat && half.Frames >= (half.HasConnected ? 3 : 1);

    /// <summary>One direction.</summary>
    private sealed class Half
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();
        private int _taken;

        public required IPEndPoint From { get; init; }

        public required IPEndPoint To { get; init; }

        public TcpReassembly Reassembly { get; } = new();

        /// <summary>Bytes in order that no frame has taken.</summary>
        public ReadOnlyMemory<byte> Pending => _bytes.WrittenMemory[_taken..];

        public DateTimeOffset? Time { get; set; }

        public int Frames { get; set; }

        public bool HasConnected { get; set; }

        public bool IsOutOfStep { get; set; }

        public void Add(ReadOnlySpan<byte> bytes)
        {
            var rest = Pending.ToArray();
            Clear();
            _bytes.Write(rest);
            _bytes.Write(bytes);
        }

        /// <summary>Leaves the last bytes.</summary>
        public void Keep(int count) => _taken = _bytes.WrittenCount - count;

        public void Clear()
        {
            _bytes.ResetWrittenCount();
            _taken = 0;
        }

        public DecodedPacket Stamp(DecodedPacket packet) => packet with { Time = Time, From = From, To = To };
    }
}
