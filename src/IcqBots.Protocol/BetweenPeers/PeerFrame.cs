using System.Buffers.Binary;
using System.Text;

namespace IcqBots.Protocol.BetweenPeers;

/// <summary>One unit on a TCP connection between two clients.</summary>
/// <remarks><code>
/// 2  LENGTH   of the bytes that follow
/// …  CHANNEL_INIT (begins with FF), or a channel frame (begins with the sender's UIN); on connections for files and chats, their own frames
/// </code></remarks>
public abstract record PeerFrame
{
    private protected PeerFrame()
    {
    }

    /// <summary>The frame in <paramref name="bytes"/> (without LENGTH), or null when it is too short or of an unknown kind.</summary>
    public static PeerFrame? Read(ReadOnlySpan<byte> bytes, Encoding encoding) => Read(bytes, encoding, out _);

    /// <summary>
    /// The same; <paramref name="end"/> is the offset of the first byte that no field has taken, or, when the result is null, of the field
    /// that does not fit.
    /// </summary>
    public static PeerFrame? Read(ReadOnlySpan<byte> bytes, Encoding encoding, out int end)
    {
        var reader = new PacketReader(bytes, encoding);
        PeerFrame? frame = ChannelInitFrame.IsInit(bytes) ? ChannelInitFrame.Read(ref reader) : ChannelFrame.Read(ref reader);
        end = reader.Position;
        return reader.Truncated ? null : frame;
    }

    /// <summary>The frame as bytes, LENGTH first.</summary>
    /// <exception cref="InvalidOperationException">The frame takes more than 65,535 bytes.</exception>
    public byte[] ToArray(Encoding encoding)
    {
        var output = PacketBuffer.Take();
        var writer = new PacketWriter(output, encoding);
        writer.WriteUInt16(0);
        Write(writer);
        var frame = output.WrittenSpan.ToArray();
        var length = frame.Length - 2;
        if (length > ushort.MaxValue)
        {
            throw new InvalidOperationException($"A frame of {length} bytes is too long; send the text in parts");
        }

        BinaryPrimitives.WriteUInt16LittleEndian(frame, (ushort)length);
        return frame;
    }

    internal abstract void Write(PacketWriter writer);
}
