using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace IcqBots.Protocol;

/// <summary>
/// Reads little-endian fields from a span. A read past the end gives zeros and sets <see cref="Truncated"/> for good, so that a
/// packet's <c>Read</c> is a straight line and its caller asks once.
/// </summary>
internal ref struct PacketReader(ReadOnlySpan<byte> bytes, Encoding encoding)
{
    private readonly int _length = bytes.Length;
    private ReadOnlySpan<byte> _rest = bytes;
    private int _truncatedAt;

    /// <summary>True once a field did not fit into what was left.</summary>
    public bool Truncated { get; private set; }

    /// <summary>The offset of the first byte that no field has taken; once truncated, of the field that did not fit.</summary>
    public readonly int Position => Truncated ? _truncatedAt : _length - _rest.Length;

    /// <summary>The bytes that no field has taken yet.</summary>
    public readonly int Remaining => _rest.Length;

    public byte ReadByte() => Take(1) is [var value] ? value : (byte)0;

    public ushort ReadUInt16() => Take(2) is { Length: 2 } field ? BinaryPrimitives.ReadUInt16LittleEndian(field) : (ushort)0;

    public uint ReadUInt32() => Take(4) is { Length: 4 } field ? BinaryPrimitives.ReadUInt32LittleEndian(field) : 0;

    /// <summary>A field at the end that some programs leave out: null then.</summary>
    public byte? ReadOptionalByte() => Reaches(1) ? ReadByte() : null;

    /// <summary>A field at the end that some programs leave out or cut short: it and what follows are 0 then.</summary>
    public ushort ReadOptionalUInt16() => Reaches(2) ? ReadUInt16() : (ushort)0;

    /// <summary>A field at the end that some programs leave out or cut short: it and what follows are 0 then.</summary>
    public uint ReadOptionalUInt32() => Reaches(4) ? ReadUInt32() : 0;

    /// <summary>A string that a packet may lack altogether: empty then.</summary>
    public string ReadOptionalString() => Reaches(1) ? ReadString() : "";

    public Uin ReadUin() => new(ReadUInt32());

    public OnlineStatus ReadStatus() => (OnlineStatus)ReadUInt32();

    public MessageType ReadMessageType() => (MessageType)ReadUInt16();

    /// <summary>
    /// Four bytes in network order: 7F 00 00 01 is 127.0.0.1. When they are those of <paramref name="likely"/>, that object itself.
    /// </summary>
    public IPAddress ReadAddress(IPAddress? likely = null)
    {
        if (Take(4) is not { Length: 4 } field || field.SequenceEqual("\0\0\0\0"u8))
        {
            return IPAddress.Any;
        }

        Span<byte> known = stackalloc byte[4];
        return likely is not null && likely.TryWriteBytes(known, out _) && known.SequenceEqual(field) ? likely : new IPAddress(field);
    }

    /// <summary>A 2-byte length and so many bytes, which end at their first NUL. A length of 0, or no NUL, is accepted.</summary>
    public string ReadString()
    {
        var field = Take(ReadUInt16());
        var end = field.IndexOf((byte)0);
        return encoding.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>MESSAGE, whose fields in a structured message are decoded one by one; see <see cref="WireText.FieldSeparator"/>.</summary>
    public string ReadMessage(MessageType type)
    {
        if (!type.IsStructured)
        {
            return ReadString();
        }

        var field = Take(ReadUInt16());
        var end = field.IndexOf((byte)0);
        return WireText.DecodeFields(end < 0 ? field : field[..end], encoding);
    }

    /// <summary>A 1-byte count and so many UINs.</summary>
    public Uin[] ReadUins()
    {
        var uins = new Uin[ReadByte()];
        for (var i = 0; i < uins.Length && !Truncated; i++)
        {
            uins[i] = ReadUin();
        }

        return uins;
    }

    public byte[] ReadBytes(int count) => Take(count).ToArray();

    /// <summary>False, and nothing is left for later fields, when fewer than <paramref name="count"/> bytes remain.</summary>
    private bool Reaches(int count)
    {
        if (count <= _rest.Length)
        {
            return true;
        }

        _rest = default;
        return false;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            _truncatedAt = Position;
            Truncated = true;
            _rest = default;
            return default;
        }

        var field = _rest[..count];
        _rest = _rest[count..];
        return field;
    }
}
