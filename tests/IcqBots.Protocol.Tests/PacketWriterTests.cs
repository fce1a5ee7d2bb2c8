using System.Buffers;
using System.Net;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;

namespace IcqBots.Protocol.Tests;

public sealed class PacketWriterTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void A_string_counts_and_ends_with_its_nul()
    {
        Writer().WriteString("hi");

        Assert.Equal("0300686900", Written());
    }

    [Fact]
    public void A_nul_inside_a_text_is_left_out()
    {
        Writer().WriteString("\0h\0i\0");

        Assert.Equal("0300686900", Written());
    }

    [Fact]
    public void A_text_that_the_length_field_cannot_count_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Writer().WriteString(new string('x', 65_535)));

        Writer().WriteString(new string('x', 65_534));
        Assert.StartsWith("FFFF7878", Written(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.144", "C0000290")]
    [InlineData("::ffff:192.0.2.144", "C0000290")]
    [InlineData("2001:db8::1", "00000000")]
    public void An_address_is_written_in_network_order_if_it_is_ipv4(string address, string expected)
    {
        // The buffer is dirty, so that bytes which are not written show.
        _output.GetSpan(4)[..4].Fill(0xEE);

        Writer().WriteAddress(IPAddress.Parse(address));

        Assert.Equal(expected, Written());
    }

    [Fact]
    public void A_contact_list_that_the_count_cannot_count_is_refused()
    {
        var contacts = Enumerable.Range(1, 256).Select(uin => new Uin((uint)uin)).ToList();

        Assert.Throws<InvalidOperationException>(() => Write(new ContactListPacket(contacts)));
        Assert.Equal(10 + 1 + (4 * 255), Write(new ContactListPacket(contacts[..255])).Length);

        static byte[] Write(ContactListPacket packet) => new ClientDatagram(1, 1001, packet).ToArray(WireText.Latin1.Encoding);
    }

    [Fact]
    public void A_frame_that_its_length_cannot_count_is_refused()
    {
        var frame = new ChannelMessageFrame { Text = new string('x', 65_500) };

        Assert.Throws<InvalidOperationException>(() => frame.ToArray(WireText.Latin1.Encoding));
    }

    private PacketWriter Writer() => new(_output, WireText.Latin1.Encoding);

    private string Written() => Convert.ToHexString(_output.WrittenSpan);
}
