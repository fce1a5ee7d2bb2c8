using System.Buffers;
using System.Buffers.Binary;

namespace IcqBots.Protocol.BetweenPeers;

/// <summary>Cuts the bytes of a TCP connection into frames: a 2-byte length, then so many bytes.</summary>
public static class PeerFraming
{
    /// <summary>
    /// Takes one frame (without its length) off the front of <paramref name="buffer"/>. False, and nothing taken, while the frame is
    /// not complete.
    /// </summary>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < 2)
        {
            return false;
        }

        Span<byte> length = stackalloc byte[2];
        buffer.Slice(0, 2).CopyTo(length);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(length);
        if (buffer.Length < 2 + count)
        {
            return false;
        }

        frame = buffer.Slice(2, count);
        buffer = buffer.Slice(frame.End);
        return true;
    }
}
