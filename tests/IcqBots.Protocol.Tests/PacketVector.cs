using System.Text;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Protocol.Tests;

internal enum Direction
{
    FromClient,
    FromServer,
    BetweenPeers,

    /// <summary>On a connection for a chat.</summary>
    Chat,

    /// <summary>On a connection for files.</summary>
    FileTransfer,
}

/// <summary>A line of <see cref="PacketVectors"/>: bytes, and the datagram or frame that they mean.</summary>
internal sealed record PacketVector(string Name, Direction Direction, string Hex, object Content)
{
    private static readonly Encoding Encoding = WireText.Latin1.Encoding;

    /// <summary>The bytes that our own writer makes, where a sender took liberties.</summary>
    public string? Rewritten { get; init; }

    /// <summary>From this length on the bytes may end anywhere; all of them by default.</summary>
    public int OptionalFrom { get; init; } = PacketVectors.Bytes(Hex).Length;

    /// <summary>One shorter length at which they may end, too.</summary>
    public int? MayEndAt { get; init; }

    public byte[] Bytes => PacketVectors.Bytes(Hex);

    /// <summary>The packet inside the datagram, or the frame.</summary>
    public object Packet => Content switch
    {
        ClientDatagram datagram => datagram.Packet,
        ServerDatagram datagram => datagram.Packet,
        _ => Content,
    };

    /// <summary>The member of a command enum, or null for CHANNEL_INIT and the frames of a chat.</summary>
    public Enum? Command => Packet switch
    {
        ClientPacket packet => packet.Command,
        ServerPacket packet => packet.Command,
        ChannelFrame frame => frame.Command,
        FileTransferFrame frame => frame.Command,
        _ => null,
    };

    public static object? Read(Direction direction, ReadOnlySpan<byte> bytes) => direction switch
    {
        Direction.FromClient => ClientDatagram.Read(bytes, Encoding),
        Direction.FromServer => ServerDatagram.Read(bytes, Encoding),
        Direction.Chat => ChatFrame.Read(bytes, Encoding),
        Direction.FileTransfer => FileTransferFrame.Read(bytes, Encoding),
        _ => PeerFrame.Read(bytes, Encoding),
    };

    /// <summary>The bytes of a datagram, or of a frame without its length.</summary>
    public static byte[] Write(object content) => content switch
    {
        ClientDatagram datagram => datagram.ToArray(Encoding),
        ServerDatagram datagram => datagram.ToArray(Encoding),
        _ => ((PeerFrame)content).ToArray(Encoding)[2..],
    };
}
