using System.Text;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Protocol.Tests;

public class ChatLineReaderTests
{
    [Theory]
    [InlineData("68 69 0D", "hi")]
    [InlineData("68 75 08 69 0D", "hi")]
    [InlineData("08 08 68 69 0D", "hi")]
    [InlineData("07 68 07 69 0D", "hi")]
    [InlineData("68 00 FF 0D 00 00 69 0D", "hi")]
    [InlineData("68 01 0D 08 08 00 69 0D", "hi")]
    [InlineData("68 10 08 00 43 6F 75 72 69 65 72 00 0D 00 69 0D", "hi")]
    [InlineData("68 11 01 00 00 00 12 0D 00 00 00 69 0D", "hi")]
    [InlineData("0D", "")]
    [InlineData("68 69 0D 0A 0D", "hi|")]
    public void Keys_become_lines_wherever_the_bytes_are_cut(string hex, string expected)
    {
        var bytes = PacketVectors.Bytes(hex);

        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var reader = new ChatLineReader(WireText.Latin1.Encoding);
            Assert.Equal(expected, string.Join('|', [.. reader.Take(bytes.AsSpan(0, cut)), .. reader.Take(bytes.AsSpan(cut))]));
        }
    }

    [Fact]
    public void A_line_without_end_is_cut_and_takes_no_more_memory()
    {
        var reader = new ChatLineReader(WireText.Latin1.Encoding);

        var lines = reader.Take(Encoding.ASCII.GetBytes(new string('x', 10_000)));

        Assert.Equal([4096, 4096], lines.Select(line => line.Length));
        Assert.Equal(10_000 - 8192, reader.End().Length);
    }

    [Fact]
    public void A_backspace_takes_a_whole_character()
    {
        var page = WireText.For("shift_jis").Encoding;
        var reader = new ChatLineReader(page);

        Assert.Equal(["こ"], reader.Take([.. page.GetBytes("こん"), 0x08, 0x0D]));
    }

    [Fact]
    public void Taking_back_costs_no_more_at_the_end_of_a_long_line()
    {
        var reader = new ChatLineReader(WireText.Latin1.Encoding);
        reader.Take(Encoding.ASCII.GetBytes(new string('x', 4000)));
        var keys = Enumerable.Range(0, 100_000).Select(i => i % 2 == 0 ? (byte)'x' : (byte)'\b').ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Empty(reader.Take(keys));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
        Assert.Equal(4000, reader.End().Length);
    }

    [Fact]
    public void A_line_is_typed_without_control_codes() =>
        Assert.Equal("hi you\r"u8.ToArray(), ChatLineReader.Write("hi\u0000\u0011 you", WireText.Latin1.Encoding));
}
