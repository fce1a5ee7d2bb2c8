using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Capture;

/// <summary>Turns the bytes of packets into names and values.</summary>
/// <param name="encoding">The code page of the texts.</param>
public sealed class PacketDecoder(Encoding encoding)
{
    /// <summary>
    /// Who sends such a packet, from what it begins with; null when that does not tell. A client's ACK is longer than the server's, and no
    /// other command is sent by both.
    /// </summary>
    public static PacketSender? SenderOf(ReadOnlySpan<byte> packet)
    {
        if (!DatagramHeader.TryRead(packet, out var header))
        {
            return PeerFrameKinds.IsPeerFrame(packet) ? PacketSender.Peer : null;
        }

        if (header.IsAck)
        {
            return packet.Length > DatagramHeader.Size ? PacketSender.Client : PacketSender.Server;
        }

        return Enum.IsDefined((ClientCommand)header.Command) ? PacketSender.Client
            : Enum.IsDefined((ServerCommand)header.Command) ? PacketSender.Server
            : null;
    }

    /// <summary>
    /// Decodes what came alone: a datagram, or one or more frames of peers with or without their length. A packet that does not tell who
    /// sent it is taken for a client's datagram if it has the header of one, else for a frame.
    /// </summary>
    public IEnumerable<DecodedPacket> Decode(ReadOnlyMemory<byte> packet, PacketSender? sender)
    {
        sender ??= SenderOf(packet.Span) ?? (DatagramHeader.TryRead(packet.Span, out _) ? PacketSender.Client : PacketSender.Peer);
        return sender == PacketSender.Peer
            ? FramesIn(packet).Select(frame => DecodeFrame(frame, PeerFrameKinds.Guess(frame.Span, encoding)))
            : [DecodeDatagram(packet, sender.Value)];
    }

    internal DecodedPacket DecodeDatagram(ReadOnlyMemory<byte> datagram, PacketSender sender)
    {
        var bytes = datagram.Span;
        if (!DatagramHeader.TryRead(bytes, out var header))
        {
            var problem = bytes.Length < DatagramHeader.Size
                ? "it is shorter than a header"
                : $"its version is {BinaryPrimitives.ReadUInt16LittleEndian(bytes)}, not {DatagramHeader.Version}";
            return Undecoded(datagram, 0, problem) with { Sender = sender };
        }

        var masked = datagram.ToArray();
        PasswordMask.Apply(masked);
        int end;
        ClientDatagram? client = null;
        object? packet = sender == PacketSender.Client
            ? (client = ClientDatagram.Read(bytes, encoding, out end))?.Packet
            : ServerDatagram.Read(bytes, encoding, out end)?.Packet;
        Enum command = sender == PacketSender.Client ? (ClientCommand)header.Command : (ServerCommand)header.Command;
        var decoded = packet switch
        {
            null => Undecoded(masked, end, "the field there does not fit"),
            UnknownClientPacket { Body.Length: var body } => Undecoded(masked, bytes.Length - body, "the command is not known"),
            UnknownServerPacket { Body.Length: var body } => Undecoded(masked, bytes.Length - body, "the command is not known"),
            _ => new DecodedPacket { Sender = sender, Fields = PacketFields.Of(packet), Rest = datagram[end..] },
        };
        return decoded with
        {
            Sender = sender,
            Name = Enum.IsDefined(command.GetType(), command) ? command.ToString() : "Unknown",
            Code = command.ToString("X"),
            Sequence = header.Sequence,
            Uin = client?.Uin is { Value: > 0 } uin ? uin : null,
        };
    }

    /// <summary>Decodes a frame without its length.</summary>
    internal DecodedPacket DecodeFrame(ReadOnlyMemory<byte> frame, PeerFrameKind kind)
    {
        if (PeerFrameKinds.Read(frame.Span, kind, encoding, out var end) is not { } read)
        {
            return Undecoded(frame, end, "a field there does not fit, or the kind of frame is not known");
        }

        var name = read.GetType().Name;
        var command = read switch
        {
            ChannelFrame channel => channel.Command.ToString("X"),
            FileTransferFrame file => file.Command.ToString("X"),
            _ => null,
        };
        return new DecodedPacket
        {
            Sender = PacketSender.Peer,
            Name = name.EndsWith("Frame", StringComparison.Ordinal) ? name[..^"Frame".Length] : name,
            Code = command,
            Sequence = (read as ChannelFrame)?.Sequence,
            Fields = PacketFields.Of(read, nameof(ChannelFrame.Sequence)),
            Rest = frame[end..],
        };
    }

    /// <summary>What is typed in a chat: no frame, but bytes as they come.</summary>
    internal DecodedPacket DecodeTyping(ReadOnlyMemory<byte> typed) => new()
    {
        Sender = PacketSender.Peer,
        Name = "ChatTyping",
        Fields = new() { ["Text"] = encoding.GetString(typed.Span) },
    };

    internal static DecodedPacket Undecoded(ReadOnlyMemory<byte> packet, int stoppedAt, string problem) => new()
    {
        Sender = PacketSender.Peer,
        Bytes = packet.ToArray(),
        StoppedAt = stoppedAt,
        Problem = $"decoding stopped at byte {stoppedAt} of {packet.Length}: {problem}",
    };

    /// <summary>The frames, if lengths and bytes fit together from the first to the last; else all of it as a frame without its length.</summary>
    private static List<ReadOnlyMemory<byte>> FramesIn(ReadOnlyMemory<byte> bytes)
    {
        var frames = new List<ReadOnlyMemory<byte>>();
        var rest = new ReadOnlySequence<byte>(bytes);
        while (PeerFraming.TryTake(ref rest, out var frame))
        {
            frames.Add(frame.First);
        }

        return rest.IsEmpty && frames.Count > 0 ? frames : [bytes];
    }
}
