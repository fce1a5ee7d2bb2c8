using System.Buffers;
using System.Text;

namespace IcqBots.Protocol.FromServer;

/// <summary>A datagram from the server to a client.</summary>
/// <remarks><code>
/// 6  header      see DatagramHeader; unlike a client's, it is followed by no UIN
/// …  PARAMETERS
/// </code></remarks>
/// <param name="Sequence">
/// SEQ_NUM. The server counts from 0 in each session; an answer to somebody without a session (NEW_USER_UIN, wrong password, not
/// connected) repeats the client's number.
/// </param>
/// <param name="Packet">What it says.</param>
public sealed record ServerDatagram(ushort Sequence, ServerPacket Packet)
{
    /// <summary>
    /// The datagram, or null when it is not version 2, or too short for its command. Bytes behind the last field are ignored.
    /// </summary>
    public static ServerDatagram? Read(ReadOnlySpan<byte> datagram, Encoding encoding) => Read(datagram, encoding, out _);

    /// <summary>
    /// The same; <paramref name="end"/> is the offset of the first byte that no field has taken, or, when the result is null, of the field
    /// that does not fit.
    /// </summary>
    public static ServerDatagram? Read(ReadOnlySpan<byte> datagram, Encoding encoding, out int end)
    {
        end = 0;
        if (!DatagramHeader.TryRead(datagram, out var header))
        {
            return null;
        }

        var reader = new PacketReader(datagram[DatagramHeader.Size..], encoding);
        var packet = ServerPacket.Read((ServerCommand)header.Command, ref reader);
        end = DatagramHeader.Size + reader.Position;
        return reader.Truncated ? null : new ServerDatagram(header.Sequence, packet);
    }

    /// <summary>Appends the datagram to <paramref name="output"/>.</summary>
    public void Write(IBufferWriter<byte> output, Encoding encoding)
    {
        new DatagramHeader((ushort)Packet.Command, Sequence).Write(output.GetSpan(DatagramHeader.Size));
        output.Advance(DatagramHeader.Size);
        Packet.Write(new PacketWriter(output, encoding));
    }

    /// <summary>The datagram as bytes.</summary>
    public byte[] ToArray(Encoding encoding)
    {
        var output = PacketBuffer.Take();
        Write(output, encoding);
        return output.WrittenSpan.ToArray();
    }
}
