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
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True once a field did not fit into what was left.</summary>
    public bool Truncated { get; private set; }

    /// <summary>The bytes that no field has taken yet.</summary>
    public readonly int Remaining => _rest.Length;

    public byte ReadByte() => Take(1) is [var value] ? value : (byte)0;

    public ushort ReadUInt16() => Take(2) is { Length: 2 } field ? BinaryPrimitives.ReadUInt16LittleEndian(field) : (ushort)0;

    public uint ReadUInt32() => Take(4) is { Length: 4 } field ? BinaryPrimitives.ReadUInt32LittleEndian(field) : 0;

    public Uin ReadUin() => new(ReadUInt32());

    public OnlineStatus ReadStatus() => (OnlineStatus)ReadUInt32();

    public MessageType ReadMessageType() => (MessageType)ReadUInt16();

    /// <summary>Four bytes in network order: 7F 00 00 01 is 127.0.0.1.</summary>
    public IPAddress ReadAddress() => Take(4) is { Length: 4 } field ? new IPAddress(field) : IPAddress.Any;

    /// <summary>A 2-byte length and so many bytes, which end at their first NUL. A length of 0, or no NUL, is accepted.</summary>
    public string ReadString()
    {
        var field = Take(ReadUInt16());
        var end = field.IndexOf((byte)0);
        return encoding.GetString(end < 0 ? field : field[..end]);
    }

    public byte[] ReadBytes(int count) => Take(count).ToArray();

    private ReadOnlySpan<byte> Take(int count)
    {
        if (Truncated || count > _rest.Length)
        {
            Truncated = true;
            _rest = default;
            return default;
        }

        var field = _rest[..count];
        _rest = _rest[count..];
        return field;
    }
}
