using System.Buffers.Binary;
using IcqBots.Protocol.FromClient;

namespace IcqBots.Protocol;

/// <summary>The six bytes with which every version 2 datagram begins, in both directions.</summary>
/// <remarks><code>
/// 2  VERSION   02 00; the pre-login check (03F2) also comes with 03 00
/// 2  COMMAND
/// 2  SEQ_NUM   in an ACK: the number of the packet that is acknowledged
/// </code></remarks>
public readonly record struct DatagramHeader(ushort Command, ushort Sequence)
{
    /// <summary>The protocol version spoken here.</summary>
    public const ushort Version = 2;

    private const ushort PreLoginVersion = 3;

    /// <summary>Bytes of the header.</summary>
    public const int Size = 6;

    /// <summary>The code of ACK in both directions.</summary>
    public const ushort Ack = 0x000A;

    /// <summary>True for an acknowledgement: it is never acknowledged itself.</summary>
    public bool IsAck => Command == Ack;

    /// <summary>True, and the header, unless the datagram is too short or of another version.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out DatagramHeader header)
    {
        header = default;
        if (datagram.Length < Size)
        {
            return false;
        }

        header = new DatagramHeader(
            Command: BinaryPrimitives.ReadUInt16LittleEndian(datagram[2..]),
            Sequence: BinaryPrimitives.ReadUInt16LittleEndian(datagram[4..]));
        return BinaryPrimitives.ReadUInt16LittleEndian(datagram) is var version
            && (version == Version || (version == PreLoginVersion && header.Command == (ushort)ClientCommand.PreLogin));
    }

    /// <summary>Writes the six bytes to the start of <paramref name="datagram"/>.</summary>
    public void Write(Span<byte> datagram)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(datagram, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(datagram[2..], Command);
        BinaryPrimitives.WriteUInt16LittleEndian(datagram[4..], Sequence);
    }
}
