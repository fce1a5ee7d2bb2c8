using System.Net;
using IcqBots.Testing;

namespace IcqBots.Capture.Tests;

public sealed class IpUnitTests
{
    /// <summary>UDP from 10.0.0.1:4000 to 10.0.0.2:1027 with an ACK of the server; behind it four bytes that are padding of the link.</summary>
    private const string Datagram = "45000022 00004000 4011 0000 0A000001 0A000002  0FA0 0403 000E 0000  02000A001200";

    /// <summary>TCP with options: sequence number 0x01020304, PSH and ACK, payload "hi".</summary>
    private const string Segment = "4500002E 00004000 4006 0000 0A000001 0A000002  0FA0 0403 01020304 00000000 6018 FFFF 0000 0000 01010101  6869";

    [Theory]
    [InlineData(LinkType.Raw, "")]
    [InlineData(LinkType.IPv4, "")]
    [InlineData(LinkType.Ethernet, "020000000001 020000000002 0800")]
    [InlineData(LinkType.Ethernet, "020000000001 020000000002 8100 0005 0800")]
    [InlineData(LinkType.Ethernet, "020000000001 020000000002 88A8 0005 8100 0006 0800")]
    [InlineData(LinkType.Null, "02000000")]
    [InlineData(LinkType.Null, "00000002")]
    [InlineData(LinkType.Loop, "00000002")]
    [InlineData(LinkType.LinuxSll, "0000 0001 0006 020000000001 0000 0800")]
    [InlineData(LinkType.LinuxSll2, "0800 0000 00000001 0001 00 06 020000000001 0000")]
    internal void A_datagram_is_found_behind_each_link(LinkType link, string header)
    {
        var unit = Read(link, header + Datagram + "00000000");

        Assert.NotNull(unit);
        Assert.Equal(IPEndPoint.Parse("10.0.0.1:4000"), unit.From);
        Assert.Equal(IPEndPoint.Parse("10.0.0.2:1027"), unit.To);
        Assert.Null(unit.Tcp);
        Assert.Equal(Hex.Bytes("02000A001200"), unit.Payload.ToArray());
    }

    [Fact]
    public void A_segment_has_its_number_and_its_bytes_without_options()
    {
        var unit = Read(LinkType.Raw, Segment);

        Assert.Equal(new TcpFields(0x01020304, TcpFlags.Push | TcpFlags.Ack), unit?.Tcp);
        Assert.Equal("hi"u8, unit!.Payload.Span);
    }

    [Theory]
    [InlineData(LinkType.Raw, "6" + "5000022 00004000 4011 0000 0A000001 0A000002 0FA0 0403 000E 0000 02000A001200")]
    [InlineData(LinkType.Raw, "45000022 00002000 4011 0000 0A000001 0A000002 0FA0 0403 000E 0000 02000A001200")]
    [InlineData(LinkType.Raw, "45000022 00000001 4011 0000 0A000001 0A000002 0FA0 0403 000E 0000 02000A001200")]
    [InlineData(LinkType.Raw, "45000022 00004000 4001 0000 0A000001 0A000002 0800 0000 0000 0000 000000000000")]
    [InlineData(LinkType.Ethernet, "020000000001 020000000002 86DD" + Datagram)]
    [InlineData(LinkType.Null, "1E000000" + Datagram)]
    [InlineData((LinkType)105, Datagram)]
    internal void IPv6_fragments_and_other_protocols_are_left_out(LinkType link, string bytes)
    {
        Assert.Null(Read(link, bytes));
    }

    [Theory]
    [InlineData(LinkType.Ethernet, "020000000001 020000000002 8100 0005 0800" + Datagram)]
    [InlineData(LinkType.LinuxSll2, "0800 0000 00000001 0001 00 06 020000000001 0000" + Segment)]
    internal void No_garbage_throws(LinkType link, string good)
    {
        var bytes = Hex.Bytes(good);
        for (var i = 0; i < bytes.Length; i++)
        {
            IpUnit.Read(new LinkFrame(null, link, bytes.AsMemory(0, i)));
            for (var value = 0; value <= byte.MaxValue; value++)
            {
                var damaged = (byte[])bytes.Clone();
                damaged[i] = (byte)value;
                var unit = IpUnit.Read(new LinkFrame(null, link, damaged));

                Assert.True(unit is null || unit.Payload.Length < bytes.Length);
            }
        }
    }

    private static IpUnit? Read(LinkType link, string hex) => IpUnit.Read(new LinkFrame(null, link, Hex.Bytes(hex)));
}
