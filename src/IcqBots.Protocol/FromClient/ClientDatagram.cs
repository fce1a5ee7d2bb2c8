using System.Buffers;
using System.Text;

namespace IcqBots.Protocol.FromClient;

/// <summary>A datagram from a client to the server.</summary>
/// <remarks><code>
/// 6  header    see DatagramHeader
/// 4  UIN       the sender; absent in NEW_USER_REG, NEW_USER_1 and the pre-login check, which has its own
/// …  PARAMETERS
/// </code></remarks>
/// <param name="Sequence">SEQ_NUM. A client counts from 1.</param>
/// <param name="Uin">The sender; zero where the header has none.</param>
/// <param name="Packet">What it says.</param>
public sealed record ClientDatagram(ushort Sequence, Uin Uin, ClientPacket Packet)
{
    /// <summary>
    /// The datagram, or null when it is not version 2, or too short for its command. Bytes behind the last field are ignored.
    /// </summary>
    public static ClientDatagram? Read(ReadOnlySpan<byte> datagram, Encoding encoding) => Read(datagram, encoding, out _);

    /// <summary>
    /// The same; <paramref name="end"/> is the offset of the first byte that no field has taken, or, when the result is null, of the field
    /// that does not fit.
    /// </summary>
    public static ClientDatagram? Read(ReadOnlySpan<byte> datagram, Encoding encoding, out int end)
    {
        end = 0;
        if (!DatagramHeader.TryRead(datagram, out var header))
        {
            return null;
        }

        var command = (ClientCommand)header.Command;
        var reader = new PacketReader(datagram[DatagramHeader.Size..], encoding);
        var uin = HasUin(command) ? reader.ReadUin() : default;
        var packet = ClientPacket.Read(command, ref reader);
        end = DatagramHeader.Size + reader.Position;
        return reader.Truncated ? null : new ClientDatagram(header.Sequence, uin, packet);
    }

    /// <summary>Appends the datagram to <paramref name="output"/>.</summary>
    public void Write(IBufferWriter<byte> output, Encoding encoding)
    {
        new DatagramHeader((ushort)Packet.Command, Sequence).Write(output.GetSpan(DatagramHeader.Size));
        output.Advance(DatagramHeader.Size);
        var writer = new PacketWriter(output, encoding);
        if (HasUin(Packet.Command))
        {
            writer.WriteUin(Uin);
        }

        Packet.Write(writer);
    }

    /// <summary>The datagram as bytes.</summary>
    public byte[] ToArray(Encoding encoding)
    {
        var output = PacketBuffer.Take();
        Write(output, encoding);
        return output.WrittenSpan.ToArray();
    }

    private static bool HasUin(ClientCommand command) => command is not ClientCommand.NewUserRegister
        and not ClientCommand.NewUserPermission and not ClientCommand.PreLogin;
}
