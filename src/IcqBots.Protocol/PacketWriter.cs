using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace IcqBots.Protocol;

/// <summary>Writes little-endian fields; the counterpart of <see cref="PacketReader"/>.</summary>
internal readonly ref struct PacketWriter(IBufferWriter<byte> output, Encoding encoding)
{
    public void WriteByte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(2), value);
        output.Advance(2);
    }

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    public void WriteUin(Uin value) => WriteUInt32(value.Value);

    public void WriteStatus(OnlineStatus value) => WriteUInt32((uint)value);

    public void WriteMessageType(MessageType value) => WriteUInt16((ushort)value);

    /// <summary>
    /// Four bytes in network order. An IPv6 address is written as the IPv4 address that it stands for, else as 0.0.0.0 ("none").
    /// </summary>
    public void WriteAddress(IPAddress value)
    {
        var address = value.IsIPv4MappedToIPv6 ? value.MapToIPv4() : value;
        var field = output.GetSpan(4)[..4];
        if (!address.TryWriteBytes(field, out _))
        {
            field.Clear();
        }

        output.Advance(4);
    }

    /// <summary>
    /// A 2-byte length that counts the final NUL, the bytes, the NUL. A NUL inside the text would end it early for the receiver, so
    /// it is left out.
    /// </summary>
    /// <exception cref="ArgumentException">The text takes more than 65,534 bytes.</exception>
    public void WriteString(string text)
    {
        text = text.Replace("\0", "", StringComparison.Ordinal);
        var count = encoding.GetByteCount(text);
        if (count >= ushort.MaxValue)
        {
            throw new ArgumentException($"A text of {count} bytes does not fit into a packet", nameof(text));
        }

        WriteUInt16((ushort)(count + 1));
        var field = output.GetSpan(count + 1);
        encoding.GetBytes(text, field);
        field[count] = 0;
        output.Advance(count + 1);
    }

    /// <summary>MESSAGE, whose fields in a structured message are encoded one by one; see <see cref="WireText.FieldSeparator"/>.</summary>
    /// <exception cref="ArgumentException">The text takes more than 65,534 bytes.</exception>
    public void WriteMessage(MessageType type, string text)
    {
        if (!type.IsStructured)
        {
            WriteString(text);
            return;
        }

        var bytes = WireText.EncodeFields(text.Replace("\0", "", StringComparison.Ordinal), encoding);
        if (bytes.Length >= ushort.MaxValue)
        {
            throw new ArgumentException($"A text of {bytes.Length} bytes does not fit into a packet", nameof(text));
        }

        WriteUInt16((ushort)(bytes.Length + 1));
        WriteBytes(bytes);
        WriteByte(0);
    }

    /// <summary>A 1-byte count and so many UINs.</summary>
    /// <exception cref="InvalidOperationException">There are more than 255.</exception>
    public void WriteUins(IReadOnlyList<Uin> uins)
    {
        if (uins.Count > byte.MaxValue)
        {
            throw new InvalidOperationException($"{uins.Count} UINs do not fit into a packet; send at most {byte.MaxValue} in each");
        }

        WriteByte((byte)uins.Count);
        foreach (var uin in uins)
        {
            WriteUin(uin);
        }
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes) => output.Write(bytes);
}
