using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace IcqBots.Protocol.BetweenPeers;

/// <summary>
/// A frame at the beginning of a chat, behind CHANNEL_INIT: the side that connected sends its colours, gets colours and font, and sends
/// its font. Then both send what is typed, without frames.
/// </summary>
public abstract record ChatFrame : PeerFrame
{
    private protected const uint ColorVersion = 0x64;

    private protected ChatFrame()
    {
    }

    /// <summary>The frame in <paramref name="bytes"/> (without LENGTH), or null when it is too short or of an unknown kind.</summary>
    public static new ChatFrame? Read(ReadOnlySpan<byte> bytes, Encoding encoding) => Read(bytes, encoding, out _);

    /// <summary>
    /// The same; <paramref name="end"/> is the offset of the first byte that no field has taken, or, when the result is null, of the field
    /// that does not fit.
    /// </summary>
    public static new ChatFrame? Read(ReadOnlySpan<byte> bytes, Encoding encoding, out int end)
    {
        end = 0;
        var reader = new PacketReader(bytes, encoding);
        ChatFrame? frame = bytes.Length < 2 * sizeof(uint) ? null
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes) != ColorVersion ? ChatFontFrame.Read(ref reader)
            : BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(uint)..]) < 0 ? ChatColorFrame.Read(ref reader)
            : ChatColorFontFrame.Read(ref reader);
        end = reader.Position;
        return reader.Truncated ? null : frame;
    }
}

/// <summary>The colours of the side that connected.</summary>
/// <remarks><code>
/// 4  X1           64 00 00 00
/// 4  X2           FD FF FF FF: -3, the version of the protocol
/// 4  UIN
/// s  NAME
/// 2  PORT         network order
/// 4  FOREGROUND   red, green, blue, 0
/// 4  BACKGROUND
/// 1  X3           0
/// </code></remarks>
public sealed record ChatColorFrame(Uin Uin, string Name, ushort Port, uint Foreground, uint Background) : ChatFrame
{
    /// <summary>The version of the protocol, negative.</summary>
    public int Version { get; init; } = -3;

    internal static ChatColorFrame Read(ref PacketReader reader)
    {
        reader.ReadUInt32();
        var version = (int)reader.ReadUInt32();
        var frame = new ChatColorFrame(
            Uin: reader.ReadUin(),
            Name: reader.ReadString(),
            Port: BinaryPrimitives.ReverseEndianness(reader.ReadUInt16()),
            Foreground: reader.ReadUInt32(),
            Background: reader.ReadUInt32())
        {
            Version = version,
        };
        reader.ReadOptionalByte();
        return frame;
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt32(ColorVersion);
        writer.WriteUInt32((uint)Version);
        writer.WriteUin(Uin);
        writer.WriteString(Name);
        writer.WriteUInt16(BinaryPrimitives.ReverseEndianness(Port));
        writer.WriteUInt32(Foreground);
        writer.WriteUInt32(Background);
        writer.WriteByte(0);
    }
}

/// <summary>Colours and font of the side that was connected to.</summary>
/// <remarks><code>
/// 4  X1           64 00 00 00
/// 4  UIN
/// s  NAME
/// 4  FOREGROUND   red, green, blue, 0
/// 4  BACKGROUND
/// …  see ChatFont
/// </code></remarks>
public sealed record ChatColorFontFrame(Uin Uin, string Name, uint Foreground, uint Background, ChatFont Font) : ChatFrame
{
    internal static ChatColorFontFrame Read(ref PacketReader reader)
    {
        reader.ReadUInt32();
        return new ChatColorFontFrame(
            Uin: reader.ReadUin(),
            Name: reader.ReadString(),
            Foreground: reader.ReadUInt32(),
            Background: reader.ReadUInt32(),
            Font: ChatFont.Read(ref reader));
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt32(ColorVersion);
        writer.WriteUin(Uin);
        writer.WriteString(Name);
        writer.WriteUInt32(Foreground);
        writer.WriteUInt32(Background);
        Font.Write(writer);
    }
}

/// <summary>The font of the side that connected; the chat begins behind it.</summary>
/// <remarks>The layout is that of <see cref="ChatFont"/>.</remarks>
public sealed record ChatFontFrame(ChatFont Font) : ChatFrame
{
    internal static ChatFontFrame Read(ref PacketReader reader) => new(ChatFont.Read(ref reader));

    internal override void Write(PacketWriter writer) => Font.Write(writer);
}

/// <summary>Where one side of a chat listens, and its font.</summary>
/// <remarks><code>
/// 4  VERSION      3; listeners take 3, 4 and 5
/// 4  PORT
/// 4  MY_IP
/// 4  MY_IP_REAL
/// 1  X1           connection type
/// 2  X2           another port, of unknown use
/// 4  FONT_SIZE
/// 4  FONT_FACE    bold, italic, underlined
/// s  FONT
/// 3  X3           0; 2 bytes in a capture
/// </code></remarks>
public sealed record ChatFont(uint Port, IPAddress Address, IPAddress RealAddress)
{
    /// <summary>The version of the protocol.</summary>
    public uint Version { get; init; } = 3;

    /// <summary>Whether the sender can be connected to.</summary>
    public ConnectionType ConnectionType { get; init; } = ConnectionType.Direct;

    /// <summary>Another port, of unknown use.</summary>
    public ushort OtherPort { get; init; }

    /// <summary>The size of the letters.</summary>
    public uint Size { get; init; } = 12;

    /// <summary>Bold, italic and underlined as bits.</summary>
    public uint Face { get; init; }

    /// <summary>The name of the font.</summary>
    public string Name { get; init; } = "Courier";

    /// <summary>What stands behind the last known field.</summary>
    public ReadOnlyMemory<byte> Tail { get; init; } = new byte[3];

    internal static ChatFont Read(ref PacketReader reader)
    {
        var version = reader.ReadUInt32();
        return new ChatFont(Port: reader.ReadUInt32(), Address: reader.ReadAddress(), RealAddress: reader.ReadAddress())
        {
            Version = version,
            ConnectionType = (ConnectionType)reader.ReadByte(),
            OtherPort = reader.ReadUInt16(),
            Size = reader.ReadUInt32(),
            Face = reader.ReadUInt32(),
            Name = reader.ReadString(),
            Tail = reader.ReadBytes(reader.Remaining),
        };
    }

    internal void Write(PacketWriter writer)
    {
        writer.WriteUInt32(Version);
        writer.WriteUInt32(Port);
        writer.WriteAddress(Address);
        writer.WriteAddress(RealAddress);
        writer.WriteByte((byte)ConnectionType);
        writer.WriteUInt16(OtherPort);
        writer.WriteUInt32(Size);
        writer.WriteUInt32(Face);
        writer.WriteString(Name);
        writer.WriteBytes(Tail.Span);
    }
}
