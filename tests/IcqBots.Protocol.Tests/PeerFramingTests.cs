using System.Buffers;
using System.Buffers.Binary;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Protocol.Tests;

public sealed class PeerFramingTests
{
    public static TheoryData<string> Names { get; } =
        [.. PacketVectors.All.Where(vector => vector.Direction == Direction.BetweenPeers).Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_frame_is_found_wherever_its_bytes_are_split(string name)
    {
        var frame = PacketVectors.Named(name).Bytes;
        var bytes = WithLength(frame);

        for (var split = 0; split <= bytes.Length; split++)
        {
            var buffer = Segments(bytes[..split], bytes[split..]);

            Assert.True(PeerFraming.TryTake(ref buffer, out var taken), $"split at {split}");
            Assert.Equal(frame, taken.ToArray());
            Assert.True(buffer.IsEmpty);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_frame_that_comes_byte_by_byte_is_found_with_the_last_one(string name)
    {
        var frame = PacketVectors.Named(name).Bytes;
        var bytes = WithLength(frame);

        for (var count = 0; count < bytes.Length; count++)
        {
            var incomplete = ByteByByte(bytes[..count]);
            Assert.False(PeerFraming.TryTake(ref incomplete, out _), $"after {count} bytes");
            Assert.Equal(count, incomplete.Length);
        }

        var buffer = ByteByByte(bytes);
        Assert.True(PeerFraming.TryTake(ref buffer, out var taken));
        Assert.Equal(frame, taken.ToArray());
    }

    [Fact]
    public void Frames_in_one_buffer_are_taken_one_after_the_other()
    {
        byte[][] frames = [[1, 2, 3], [], [4], [.. Enumerable.Repeat((byte)5, 300)]];
        byte[] rest = [7, 0, 1];
        byte[] bytes = [.. frames.SelectMany(WithLength), .. rest];

        foreach (var buffer in (ReadOnlySequence<byte>[])[new(bytes), ByteByByte(bytes)])
        {
            var left = buffer;
            foreach (var frame in frames)
            {
                Assert.True(PeerFraming.TryTake(ref left, out var taken));
                Assert.Equal(frame, taken.ToArray());
            }

            Assert.False(PeerFraming.TryTake(ref left, out _));
            Assert.Equal(rest, left.ToArray());
        }
    }

    [Fact]
    public void The_longest_frame_is_taken()
    {
        var frame = new byte[ushort.MaxValue];
        var buffer = new ReadOnlySequence<byte>(WithLength(frame));

        Assert.True(PeerFraming.TryTake(ref buffer, out var taken));
        Assert.Equal(frame.Length, taken.Length);
    }

    [Fact]
    public void A_frame_is_written_with_its_length()
    {
        var vector = PacketVectors.Named("captured init");

        var written = ((PeerFrame)vector.Content).ToArray(WireText.Latin1.Encoding);

        Assert.Equal(WithLength(vector.Bytes), written);
    }

    private static byte[] WithLength(byte[] frame)
    {
        var bytes = new byte[2 + frame.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)frame.Length);
        frame.CopyTo(bytes, 2);
        return bytes;
    }

    private static ReadOnlySequence<byte> ByteByByte(byte[] bytes) => Segments([.. bytes.Select(value => new[] { value })]);

    private static ReadOnlySequence<byte> Segments(params byte[][] parts)
    {
        var first = new Segment([], null);
        var last = first;
        foreach (var part in parts)
        {
            last = new Segment(part, last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? previous)
        {
            Memory = bytes;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
