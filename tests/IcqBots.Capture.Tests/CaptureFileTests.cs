using IcqBots.Testing;

namespace IcqBots.Capture.Tests;

public sealed class CaptureFileTests
{
    /// <summary>5 January 2026, 8:00:00.123456 UTC.</summary>
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).AddTicks(1_234_560);

    private static readonly byte[] First = [0x11, 0x22, 0x33, 0x44, 0x55];
    private static readonly byte[] Second = [0x66];

    /// <summary>Microseconds, little-endian, raw IPv4; the second packet was cut from 9 bytes to one.</summary>
    private const string LittlePcap = """
        D4C3B2A1 0200 0400 00000000 00000000 00000400 65000000
        806F5B69 40E20100 05000000 05000000 1122334455
        816F5B69 00000000 01000000 09000000 66
        """;

    private const string BigPcap = """
        A1B2C3D4 0002 0004 00000000 00000000 00040000 00000065
        695B6F80 0001E240 00000005 00000005 1122334455
        695B6F81 00000000 00000001 00000009 66
        """;

    /// <summary>Nanoseconds: the last two digits have no room in a DateTimeOffset.</summary>
    private const string LittleNanoPcap = """
        4D3CB2A1 0200 0400 00000000 00000000 00000400 65000000
        806F5B69 63CA5B07 05000000 05000000 1122334455
        816F5B69 00000000 01000000 09000000 66
        """;

    private const string BigNanoPcap = """
        A1B23C4D 0002 0004 00000000 00000000 00040000 00000065
        695B6F80 075BCA63 00000005 00000005 1122334455
        695B6F81 00000000 00000001 00000009 66
        """;

    /// <summary>Section with a comment, interface (raw IPv4), packet, name resolution (skipped), packet with a comment.</summary>
    private const string LittlePcapng = """
        0A0D0D0A 28000000 4D3C2B1A 0100 0000 FFFFFFFFFFFFFFFF  0100 0200 68690000 00000000  28000000
        01000000 14000000 6500 0000 00000400  14000000
        06000000 28000000 00000000 9F470600 40C21C72 05000000 05000000 1122334455000000  28000000
        04000000 10000000 00000000 10000000
        06000000 30000000 00000000 9F470600 40C21C72 01000000 09000000 66000000 0100 0200 68690000 00000000  30000000
        """;

    private const string BigPcapng = """
        0A0D0D0A 0000001C 1A2B3C4D 0001 0000 FFFFFFFFFFFFFFFF  0000001C
        00000001 00000014 0065 0000 00040000  00000014
        00000006 00000028 00000000 0006479F 721CC240 00000005 00000005 1122334455000000  00000028
        00000BAD 00000014 12345678 9ABCDEF0 00000014
        00000006 00000024 00000000 0006479F 721CC240 00000001 00000009 66000000  00000024
        """;

    /// <summary>
    /// A little-endian section with two interfaces: Ethernet in nanoseconds, and raw IPv4 in 1024ths of a second, an hour early; then a
    /// big-endian section whose only interface cuts packets at 5 bytes, with a simple packet of 9.
    /// </summary>
    private const string Sections = """
        0A0D0D0A 1C000000 4D3C2B1A 0100 0000 FFFFFFFFFFFFFFFF  1C000000
        01000000 20000000 0100 0000 00000400  0900 0100 09000000 00000000  20000000
        01000000 2C000000 6500 0000 00000400  0900 0100 8A000000  0E00 0800 100E000000000000 00000000  2C000000
        06000000 24000000 00000000 D5C68718 00CA56C0 01000000 01000000 66000000  24000000
        06000000 24000000 01000000 A5010000 0002BE6D 01000000 01000000 66000000  24000000
        0A0D0D0A 0000001C 1A2B3C4D 0001 0000 FFFFFFFFFFFFFFFF  0000001C
        00000001 00000014 0065 0000 00000005  00000014
        00000003 00000018 00000009 1122334455000000  00000018
        """;

    public static TheoryData<string> Files => [LittlePcap, BigPcap, LittleNanoPcap, BigNanoPcap, LittlePcapng, BigPcapng, Sections];

    [Theory]
    [InlineData(LittlePcap)]
    [InlineData(BigPcap)]
    [InlineData(LittleNanoPcap)]
    [InlineData(BigNanoPcap)]
    [InlineData(LittlePcapng)]
    [InlineData(BigPcapng)]
    public void Packets_come_with_time_and_link_from_either_format_and_byte_order(string file)
    {
        var frames = Read(Hex.Bytes(file));

        Assert.Equal([First, Second], frames.Select(frame => frame.Bytes.ToArray()));
        Assert.Equal(Time, frames[0].Time);
        Assert.All(frames, frame => Assert.Equal(LinkType.Raw, frame.Link));
    }

    [Fact]
    public void Sections_and_interfaces_have_their_own_byte_order_link_and_time()
    {
        var frames = Read(Hex.Bytes(Sections));

        Assert.Equal([LinkType.Ethernet, LinkType.Raw, LinkType.Raw], frames.Select(frame => frame.Link));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).AddTicks(1_234_560), frames[0].Time);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero).AddMilliseconds(500), frames[1].Time);
        Assert.Null(frames[2].Time);
        Assert.Equal(First, frames[2].Bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_is_cut_anywhere_gives_what_is_whole_and_then_an_error_with_name_and_offset(string file)
    {
        var bytes = Hex.Bytes(file);
        var whole = Read(bytes);

        for (var length = 0; length < bytes.Length; length++)
        {
            var (frames, error) = TryRead(bytes[..length]);

            Assert.True(frames.Count < whole.Count || error is null);
            Assert.All(frames.Zip(whole), pair => Assert.True(pair.First.Bytes.Span.SequenceEqual(pair.Second.Bytes.Span)));
            if (error is not null)
            {
                Assert.InRange(error.Offset, 0, length);
                Assert.StartsWith($"cut.pcap: byte {error.Offset}: ", error.Message, StringComparison.Ordinal);
            }
        }

        Assert.NotNull(TryRead(bytes[..^1]).Error);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_file_gives_frames_or_an_error_and_nothing_else(string file)
    {
        var bytes = Hex.Bytes(file);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var value in new byte[] { 0, 0x7F, 0x80, 0xFF, (byte)~bytes[i] })
            {
                var damaged = (byte[])bytes.Clone();
                damaged[i] = value;

                Assert.InRange(TryRead(damaged).Frames.Count, 0, 3);
            }
        }
    }

    [Theory]
    [InlineData("", "cut.pcap: byte 0: the file is empty")]
    [InlineData("626F74733A0A", "cut.pcap: byte 0: neither a pcap nor a pcapng file begins like this")]
    [InlineData("D4C3B2A1 0200 0400 00000000 00000000 00000400 65000000 806F5B69 40E20100 01001000",
        "cut.pcap: byte 24: what begins here is cut off: the file ends at byte 36")]
    [InlineData("D4C3B2A1 0200 0400 00000000 00000000 00000400 65000000 806F5B69 40E20100 01001000 01001000",
        "cut.pcap: byte 24: a packet of 1048577 bytes cannot be: the file is damaged")]
    [InlineData("0A0D0D0A 1C000000 4D3C2B1A 0100 0000 FFFFFFFFFFFFFFFF 18000000",
        "cut.pcap: byte 0: the block that begins here has another length at its end: the file is damaged")]
    [InlineData("0A0D0D0A 1C000000 4D3C2B1A 0100 0000 FFFFFFFFFFFFFFFF 1C000000"
        + "06000000 20000000 00000000 00000000 00000000 00000000 00000000 20000000",
        "cut.pcap: byte 28: the block that begins here is too short, or of an interface that was not described")]
    public void What_is_wrong_is_told_with_its_place(string file, string expected)
    {
        Assert.Equal(expected, TryRead(Hex.Bytes(file)).Error?.Message);
    }

    private static List<LinkFrame> Read(byte[] file) => [.. CaptureFile.Read(new MemoryStream(file), "cut.pcap")];

    private static (List<LinkFrame> Frames, CaptureFormatException? Error) TryRead(byte[] file)
    {
        var frames = new List<LinkFrame>();
        try
        {
            foreach (var frame in CaptureFile.Read(new MemoryStream(file), "cut.pcap"))
            {
                frames.Add(frame);
            }

            return (frames, null);
        }
        catch (CaptureFormatException e)
        {
            return (frames, e);
        }
    }
}
