using System.Net;

namespace IcqBots.Protocol.Tests;

public sealed class PacketReaderTests
{
    [Fact]
    public void Integers_are_little_endian_and_addresses_are_not()
    {
        var reader = Reader("12 34 12 78 56 34 12 7F 00 00 01");

        Assert.Equal(0x12, reader.ReadByte());
        Assert.Equal(0x1234, reader.ReadUInt16());
        Assert.Equal(0x12345678u, reader.ReadUInt32());
        Assert.Equal(IPAddress.Loopback, reader.ReadAddress());
        Assert.Equal(0, reader.Remaining);
        Assert.False(reader.Truncated);
    }

    [Fact]
    public void A_field_past_the_end_is_zero_and_so_is_every_later_one()
    {
        var reader = Reader("01 02 03");

        Assert.Equal(0u, reader.ReadUInt32());
        Assert.True(reader.Truncated);
        Assert.Equal(0, reader.ReadByte());
        Assert.Equal(0, reader.ReadUInt16());
        Assert.Equal(IPAddress.Any, reader.ReadAddress());
        Assert.Equal("", reader.ReadString());
        Assert.Empty(reader.ReadBytes(1));
        Assert.True(reader.Truncated);
    }

    [Theory]
    [InlineData("03 00 68 69 00", "hi")]
    [InlineData("02 00 68 69", "hi")]
    [InlineData("05 00 68 69 00 78 79", "hi")]
    [InlineData("01 00 00", "")]
    [InlineData("00 00", "")]
    public void A_string_ends_at_its_length_or_its_first_nul(string hex, string expected)
    {
        var reader = Reader(hex);

        Assert.Equal(expected, reader.ReadString());
        Assert.Equal(0, reader.Remaining);
        Assert.False(reader.Truncated);
    }

    [Fact]
    public void A_string_longer_than_the_rest_is_truncated()
    {
        var reader = Reader("FF FF 68 69 00");

        Assert.Equal("", reader.ReadString());
        Assert.True(reader.Truncated);
    }

    [Fact]
    public void An_optional_field_that_is_cut_short_is_not_read_as_the_next_one()
    {
        var reader = Reader("01 02 03");

        Assert.Equal(0u, reader.ReadOptionalUInt32());
        Assert.Equal(0, reader.ReadOptionalUInt16());
        Assert.Equal("", reader.ReadOptionalString());
        Assert.False(reader.Truncated);
    }

    [Fact]
    public void An_optional_string_that_is_there_must_be_whole()
    {
        var reader = Reader("03 00 68");

        Assert.Equal("", reader.ReadOptionalString());
        Assert.True(reader.Truncated);
    }

    private static PacketReader Reader(string hex) => new(PacketVectors.Bytes(hex), WireText.Latin1.Encoding);
}
