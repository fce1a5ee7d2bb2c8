using System.Net;
using System.Text;

namespace IcqBots.Capture;

/// <summary>Finds and decodes the packets of ICQ in a capture; what belongs to other protocols is left out.</summary>
/// <param name="encoding">The code page of the texts.</param>
/// <param name="serverPort">
/// The UDP port of the server: all datagrams from and to it are ICQ. Those of other ports are if they decode, or if their server has been
/// seen before.
/// </param>
public sealed class CaptureDecoder(Encoding encoding, int serverPort)
{
    private const int MaxConversations = 10_000;
    private const int MaxServers = 10_000;

    private readonly PacketDecoder _decoder = new(encoding);
    private readonly HashSet<IPEndPoint> _servers = [];
    private readonly Dictionary<(IPEndPoint, IPEndPoint), PeerConversation> _conversations = [];
    private readonly Queue<(IPEndPoint, IPEndPoint)> _oldest = [];
    private readonly SortedSet<int> _unknownLinks = [];

    /// <summary>The LINKTYPE codes of frames that could not be read.</summary>
    public IReadOnlyCollection<int> UnknownLinks => _unknownLinks;

    /// <summary>The packets of a pcap or pcapng file, read as they are asked for.</summary>
    /// <exception cref="CaptureFormatException">
    /// The file is no capture, or damaged; everything in front of the damage has been returned.
    /// </exception>
    public IEnumerable<DecodedPacket> Decode(Stream file, string name)
    {
        CaptureFormatException? damage = null;
        using var frames = CaptureFile.Read(file, name).GetEnumerator();
        while (MoveNext())
        {
            foreach (var packet in Decode(frames.Current))
            {
                yield return packet;
            }
        }

        foreach (var packet in _conversations.Values.SelectMany(conversation => conversation.End()))
        {
            yield return packet;
        }

        if (damage is not null)
        {
            throw damage;
        }

        bool MoveNext()
        {
            try
            {
                return frames.MoveNext();
            }
            catch (CaptureFormatException e)
            {
                damage = e;
                return false;
            }
        }
    }

    private IEnumerable<DecodedPacket> Decode(LinkFrame frame)
    {
        if (!IpUnit.Knows(frame.Link))
        {
            _unknownLinks.Add((int)frame.Link);
        }

        return IpUnit.Read(frame) switch
        {
            null => [],
            { Tcp: { } tcp } unit => DecodeSegment(unit, tcp, frame.Time),
            var unit => DecodeDatagram(unit) is { } packet ? [packet with { Time = frame.Time, From = unit.From, To = unit.To }] : [],
        };
    }

    /// <summary>Null: not ICQ.</summary>
    private DecodedPacket? DecodeDatagram(IpUnit unit)
    {
        var (fromServer, toServer) = (unit.From.Port == serverPort, unit.To.Port == serverPort);
        if (fromServer != toServer)
        {
            return _decoder.DecodeDatagram(unit.Payload, fromServer ? PacketSender.Server : PacketSender.Client);
        }

        var isSure = fromServer || _servers.Contains(unit.From) || _servers.Contains(unit.To);
        var told = PacketDecoder.SenderOf(unit.Payload.Span);
        if (told is null or PacketSender.Peer)
        {
            var sender = _servers.Contains(unit.From) ? PacketSender.Server : PacketSender.Client;
            return isSure ? _decoder.DecodeDatagram(unit.Payload, sender) : null;
        }

        var packet = _decoder.DecodeDatagram(unit.Payload, told.Value);
        if (packet.Problem is null && _servers.Count < MaxServers)
        {
            _servers.Add(told == PacketSender.Client ? unit.To : unit.From);
        }

        return isSure || packet.Problem is null ? packet : null;
    }

    private IEnumerable<DecodedPacket> DecodeSegment(IpUnit unit, TcpFields tcp, DateTimeOffset? time)
    {
        var (there, back) = ((unit.From, unit.To), (unit.To, unit.From));
        var known = _conversations.ContainsKey(back) ? back : there;
        if ((tcp.Flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Syn && _conversations.Remove(known, out var former))
        {
            // The ports are used again for another connection.
            foreach (var packet in former.End())
            {
                yield return packet;
            }
        }

        if (!_conversations.TryGetValue(known, out var conversation))
        {
            _conversations[known] = conversation = new PeerConversation(_decoder);
            _oldest.Enqueue(known);
        }

        foreach (var packet in conversation.Add(unit, tcp, time))
        {
            yield return packet;
        }

        if (_oldest.Count > MaxConversations && _conversations.Remove(_oldest.Dequeue(), out var oldest))
        {
            foreach (var packet in oldest.End())
            {
                yield return packet;
            }
        }
    }
}
