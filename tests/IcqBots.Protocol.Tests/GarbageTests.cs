namespace IcqBots.Protocol.Tests;

public sealed class GarbageTests
{
    public static TheoryData<string> Names => PacketVectors.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_packet_that_ends_inside_a_mandatory_field_is_not_read(string name)
    {
        var vector = PacketVectors.Named(name);

        for (var length = 0; length <= vector.Bytes.Length; length++)
        {
            var mayEndHere = length >= vector.OptionalFrom || length == vector.MayEndAt;
            var isRead = PacketVector.Read(vector.Direction, vector.Bytes.AsSpan(0, length)) is not null;
            Assert.True(isRead == mayEndHere, $"{name}: cut at {length} of {vector.Bytes.Length} it is {(isRead ? "" : "not ")}read");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_packet_with_a_changed_byte_does_no_harm(string name)
    {
        var vector = PacketVectors.Named(name);

        for (var i = 0; i < vector.Bytes.Length; i++)
        {
            foreach (var change in (byte[])[0x00, 0xFF, (byte)~vector.Bytes[i], (byte)(vector.Bytes[i] + 1)])
            {
                var bytes = vector.Bytes;
                bytes[i] = change;
                AssertHarmless(vector.Direction, bytes, $"{name}: byte {i} set to {change:X2}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_bytes_behind_any_beginning_do_no_harm(int seed)
    {
        var random = new Random(seed);

        for (var round = 0; round < 5_000; round++)
        {
            var vector = PacketVectors.All[random.Next(PacketVectors.All.Count)];
            var kept = random.Next(vector.Bytes.Length + 1);
            var bytes = new byte[kept + random.Next(100)];
            random.NextBytes(bytes);
            vector.Bytes.AsSpan(0, kept).CopyTo(bytes);
            AssertHarmless(vector.Direction, bytes, $"seed {seed}, round {round}");
        }
    }

    /// <summary>No exception, and what is read can be written, and is read as the same again.</summary>
    private static void AssertHarmless(Direction direction, byte[] bytes, string where)
    {
        try
        {
            if (PacketVector.Read(direction, bytes) is { } content)
            {
                Assert.Equal(PacketText.Of(content), PacketText.Of(PacketVector.Read(direction, PacketVector.Write(content))));
            }
        }
        catch (Exception e)
        {
            Assert.Fail($"{where}: {Convert.ToHexString(bytes)}: {e}");
        }
    }
}
