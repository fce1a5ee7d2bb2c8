using IcqBots.Decode;

namespace IcqBots.Tests.Decode;

public sealed class HexInputTests
{
    private const string Login = "0200E803080041420F00344A00000800736563726574370072000400";

    [Theory]
    [InlineData("02000A001200")]
    [InlineData("02 00 0a 00 12 00")]
    [InlineData("0200 0A00 1200")]
    [InlineData("0x02, 0x00, 0x0A, 0x00, 0x12, 0x00")]
    [InlineData("\t0x02000A00 1200\r")]
    public void White_space_commas_and_prefixes_are_left_out(string line)
    {
        Assert.Equal(["02000A001200"], Read(line));
    }

    [Fact]
    public void Each_line_is_a_packet_and_empty_ones_are_none()
    {
        Assert.Equal(["02000A001200", "02000A001300"], Read("02 00 0A 00 12 00", "", "02000A001300", ""));
    }

    [Theory]
    [InlineData(
        "00000000: 0200 e803 0800 4142 0f00 344a 0000 0800  ......AB..4J....",
        "00000010: 7365 6372 6574 3700 7200 0400            secret7.r...")]
    [InlineData(
        "00000000: 02 00 e8 03 08 00 41 42 0f 00 34 4a 00 00 08 00  ......AB..4J....",
        "00000010: 73 65 63 72 65 74 37 00 72 00 04 00              secret7.r...")]
    [InlineData(
        "00000000  02 00 e8 03 08 00 41 42  0f 00 34 4a 00 00 08 00  |......AB..4J....|",
        "00000010  73 65 63 72 65 74 37 00  72 00 04 00              |secret7.r...|",
        "0000001c")]
    [InlineData(
        "0000   02 00 e8 03 08 00 41 42 0f 00 34 4a 00 00 08 00   ......AB..4J....",
        "0010   73 65 63 72 65 74 37 00 72 00 04 00               secret7.r...")]
    [InlineData(
        "000000 02 00 e8 03 08 00 41 42 0f 00 34 4a 00 00 08 00 73 65 63 72 65 74 37 00 72 00 04 00")]
    public void The_lines_of_a_dump_are_one_packet(params string[] lines)
    {
        Assert.Equal([Login], Read(lines));
        Assert.Equal([Login, Login, "02000A001200"], Read([.. lines, .. lines, "02 00 0A 00 12 00"]));
    }

    [Theory]
    [InlineData("input:2:8: 'g' is no hexadecimal digit", "0200", "02 00 0g")]
    [InlineData("input:1:4: \"0\" has an odd number of digits; a byte has two", "02 0 0A")]
    [InlineData("input:1:4: \"0x0\" has an odd number of digits; a byte has two", "02 0x0 0A")]
    [InlineData("input:2:1: the offset is 0020, but 0002 bytes stand before it", "0000: 02 00", "0020: 0A 00")]
    [InlineData("input:1:3: 'p' is no hexadecimal digit", "capture.pcap")]
    public void A_mistake_is_told_with_line_and_column(string expected, params string[] lines)
    {
        var mistake = Assert.Throws<MistakeException>(() => Read(lines));

        Assert.Equal(expected, mistake.Message);
    }

    private static string[] Read(params string[] lines) => [.. new HexInput("input").Read(lines).Select(Convert.ToHexString)];
}
