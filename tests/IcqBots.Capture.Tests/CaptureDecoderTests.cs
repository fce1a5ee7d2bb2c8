using System.Net;
using IcqBots.Testing;

namespace IcqBots.Capture.Tests;

/// <summary>Whole captures: what is found in them, and what is left out.</summary>
public sealed class CaptureDecoderTests : IDisposable
{
    private const string KeepAlive = "02002E040100 43420F00";
    private const string ServerAck = "02000A000100";
    private const string Unknown = "0200FFFF0100 43420F00";
    private const string Init = "1A00 FF 03000000 3D620000 43420F00 C6336495 C6336495 04 3D620000";
    private const string Message =
        "2A00 43420F00 0300 EE07 0000 43420F00 0100 0300 686900 C6336495 C6336495 3D620000 04 0000 1000 01000000";
    private const string Ack =
        "2800 41420F00 0300 DA07 0000 41420F00 0100 0100 00 C6336496 C6336496 3D620000 04 0000 0000 01000000";

    private static readonly DateTimeOffset Time = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private static readonly IPEndPoint Client = IPEndPoint.Parse("10.0.0.1:1027");
    private static readonly IPEndPoint Server = IPEndPoint.Parse("10.0.0.2:4000");
    private static readonly IPEndPoint Elsewhere = IPEndPoint.Parse("10.0.0.3:5190");

    private readonly MemoryStream _file = new();
    private readonly List<DecodedPacket> _seen = [];
    private CaptureDecoder _decoder = new(Texts.Western, 4000);

    public CaptureDecoderTests() => _file.Write(PcapngBlocks.Header());

    public void Dispose() => _file.Dispose();

    [Fact]
    public void The_port_of_the_server_tells_who_has_sent_a_datagram()
    {
        Datagram(Client, Server, KeepAlive);
        Datagram(Server, Client, ServerAck);
        Datagram(Client, Server, Unknown);

        var packets = Decode();

        Assert.Equal(["Client KeepAlive", "Server Ack", "Client Unknown!"], packets.Select(Text));
        Assert.Equal((Time, Client, Server), (packets[0].Time, packets[0].From, packets[0].To));
    }

    [Fact]
    public void On_other_ports_what_decodes_tells_and_its_server_is_remembered()
    {
        Datagram(Client, Elsewhere, Unknown);
        Datagram(Elsewhere, Client, ServerAck);
        Datagram(Client, Elsewhere, Unknown);
        Datagram(Elsewhere, Client, Unknown);

        Assert.Equal(["Server Ack", "Client Unknown!", "Server Unknown!"], Decode().Select(Text));
    }

    [Fact]
    public void Another_port_of_the_server_can_be_given()
    {
        Datagram(Client, Elsewhere, "05000000");
        _decoder = new CaptureDecoder(Texts.Western, Elsewhere.Port);

        Assert.Equal(["Client Unknown!"], Decode().Select(Text));
    }

    [Fact]
    public void Other_protocols_are_left_out()
    {
        Datagram(IPEndPoint.Parse("10.0.0.1:53"), Client, "12348180000100010000000003777777");
        Connection(Client, Elsewhere, 1, "474554202F20485454502F312E310D0A0D0A");
        Connection(Elsewhere, Client, 1, "485454502F312E3120323030204F4B0D0A");

        Assert.Empty(Decode());
    }

    [Fact]
    public void The_frames_of_a_connection_are_found_however_its_segments_come()
    {
        var sent = Hex.Bytes(Init + Message + Message);
        Segment(Client, Elsewhere, 99, TcpFlags.Syn, []);
        Segment(Elsewhere, Client, 499, TcpFlags.Syn | TcpFlags.Ack, []);
        Segment(Client, Elsewhere, 100, TcpFlags.Ack, sent[..20]);
        Segment(Client, Elsewhere, 140, TcpFlags.Ack, sent[40..]);
        Segment(Client, Elsewhere, 100, TcpFlags.Ack, sent[..20]);
        Segment(Client, Elsewhere, 110, TcpFlags.Ack, sent[10..50]);
        Segment(Elsewhere, Client, 500, TcpFlags.Ack, Hex.Bytes(Ack));
        Segment(Client, Elsewhere, 100 + (uint)sent.Length, TcpFlags.Ack | TcpFlags.Fin, []);

        var packets = Decode();

        Assert.Equal(["Peer ChannelInit", "Peer ChannelMessage", "Peer ChannelMessage", "Peer ChannelAck"], packets.Select(Text));
        Assert.Equal((Elsewhere, Client, 1u), (packets[3].From, packets[3].To, packets[3].Sequence));
    }

    [Fact]
    public void A_connection_whose_beginning_is_missing_is_found_by_its_frames()
    {
        Connection(Client, Elsewhere, 1000, Message);

        Assert.Equal(["Peer ChannelMessage"], Decode().Select(Text));
    }

    [Fact]
    public void Bytes_that_the_capture_lacks_are_told_and_the_next_frame_is_found()
    {
        Segment(Client, Elsewhere, 0, TcpFlags.Syn, []);
        Connection(Client, Elsewhere, 1, Init);
        Connection(Client, Elsewhere, 129, "4142");
        Connection(Client, Elsewhere, 131, Message);

        var packets = Decode();

        Assert.Equal(["Peer ChannelInit", "Peer Gap!", "Peer ChannelMessage"], packets.Select(Text));
        Assert.Equal("100 bytes of the connection are not in the capture", packets[1].Problem);
    }

    [Fact]
    public void Half_a_frame_at_the_end_is_shown_as_it_is()
    {
        Connection(Client, Elsewhere, 1, Init + "2A00 4342");

        var last = Decode()[^1];

        Assert.Equal("decoding stopped at byte 4 of 4: the connection, or the capture, ends inside a frame", last.Problem);
        Assert.Equal(Hex.Bytes("2A00 4342"), last.Bytes.ToArray());
    }

    [Fact]
    public void Behind_the_first_frame_a_file_transfer_has_frames_of_its_own()
    {
        Connection(Client, Elsewhere, 1, Init + "1B00 00 00000000 01000000 45780000 64000000 0800 3130303030303300");
        Connection(Elsewhere, Client, 1, "0F00 01 64000000 0800 3130303030303300  0D00 03 00000000 00000000 64000000");
        Connection(Client, Elsewhere, 58, "0B00 06 43420F000300EE070000");

        Assert.Equal(["Peer ChannelInit", "Peer FileInit", "Peer FileInitAck", "Peer FileStart", "Peer FileData"], Decode().Select(Text));
    }

    [Fact]
    public void Behind_three_frames_a_chat_has_what_is_typed()
    {
        Connection(Client, Elsewhere, 1, Init + "2100 64000000 FDFFFFFF 43420F00 0800 3130303030303300 623D FFFFFF00 00000000 00");
        Connection(Elsewhere, Client, 1,
            "4200 64000000 43420F00 0800 3130303030303300 FFFFFF00 00000000 03000000 DB640000 C6336495 C6336495 04 755A 0C000000 00000000 0800 "
            + "436F757269657200 0000 00" + "6869");
        Connection(Client, Elsewhere, 64,
            "2800 03000000 83720000 C6336495 C6336495 04 5472 0C000000 00000000 0800 436F757269657200 000000" + "0D");
        Connection(Elsewhere, Client, 71, "08");

        var packets = Decode();

        Assert.Equal(
            ["Peer ChannelInit", "Peer ChatColor", "Peer ChatColorFont", "Peer ChatTyping", "Peer ChatFont", "Peer ChatTyping", "Peer ChatTyping"],
            packets.Select(Text));
        Assert.Equal("hi", packets[3].Fields["Text"]?.GetValue<string>());
    }

    [Fact]
    public void Damage_is_an_error_behind_everything_that_was_in_front_of_it()
    {
        Datagram(Client, Server, KeepAlive);
        Connection(Client, Elsewhere, 1, Init + "2A00 4342");
        _file.Write(new byte[7]);

        var error = Assert.Throws<CaptureFormatException>(Decode);

        Assert.Equal(["Client KeepAlive", "Peer ChannelInit", "Peer Unknown!"], _seen.Select(Text));
        Assert.Equal(_file.Length - 7, error.Offset);
    }

    [Fact]
    public void Links_that_cannot_be_read_are_told()
    {
        _file.SetLength(0);
        _file.Write(Hex.Bytes("D4C3B2A1 0200 0400 00000000 00000000 00000400 69000000 00000000 00000000 01000000 01000000 00"));

        Assert.Empty(Decode());
        Assert.Equal([105], _decoder.UnknownLinks);
    }

    private List<DecodedPacket> Decode()
    {
        _file.Position = 0;
        foreach (var packet in _decoder.Decode(_file, "test.pcapng"))
        {
            _seen.Add(packet);
        }

        return _seen;
    }

    private void Datagram(IPEndPoint from, IPEndPoint to, string hex) =>
        _file.Write(PcapngBlocks.Packet(Time, IpPackets.Datagram(from, to, Hex.Bytes(hex))));

    private void Connection(IPEndPoint from, IPEndPoint to, uint sequence, string hex) =>
        Segment(from, to, sequence, TcpFlags.Ack, Hex.Bytes(hex));

    private void Segment(IPEndPoint from, IPEndPoint to, uint sequence, TcpFlags flags, byte[] bytes) =>
        _file.Write(PcapngBlocks.Packet(Time, IpPackets.Segment(from, to, sequence, 0, flags, bytes)));

    private static string Text(DecodedPacket packet) => $"{packet.Sender} {packet.Name}{(packet.Problem is null ? "" : "!")}";
}
