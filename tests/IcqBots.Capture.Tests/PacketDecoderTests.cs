using System.Buffers.Binary;
using System.Text.Json.Nodes;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Capture.Tests;

/// <summary>Packets of a genuine client and server, as the decoder shows them.</summary>
public sealed class PacketDecoderTests
{
    private const string Login =
        "0200E8030800 41420F00 344A0000 0800 7365637265743700 72000400 7F000001 04 00000000 03000000 0200 00000000 04007200";

    private readonly PacketDecoder _decoder = new(Texts.Western);

    [Theory]
    [InlineData(Login, """
        {"direction":"client","name":"Login","code":"03E8","sequence":8,"uin":1000001,"fields":{"Port":18996,"Password":"***","Address":"127.0.0.1",
        "ConnectionType":"Direct 04","Status":"Online 00000000","PeerVersion":3,"LoginSequence":2,"X1":262258,"X4":0,"X5":7471108}}
        """)]
    [InlineData("0200FC030100 0200 0400 65666700 72000000 00000000", """
        {"direction":"client","name":"NewUserRegister","code":"03FC","sequence":1,"fields":{"Password":"***","X1":2,"X2":114,"X3":0}}
        """)]
    [InlineData("020006040400 0E640300 02 07B20100 15160500", """
        {"direction":"client","name":"ContactList","code":"0406","sequence":4,"uin":222222,"fields":{"Contacts":[111111,333333]}}
        """)]
    [InlineData("02004C040200 43420F00 01020304", """
        {"direction":"client","name":"OfflineMessagesRequest","code":"044C","sequence":2,"uin":1000003,"fields":{},"rest":"01 02 03 04"}
        """)]
    [InlineData("02000A001200", """{"direction":"server","name":"Ack","code":"000A","sequence":18,"fields":{}}""")]
    [InlineData("02000A001200 43420F00", """{"direction":"client","name":"Ack","code":"000A","sequence":18,"uin":1000003,"fields":{}}""")]
    [InlineData("02006E000B00 41420F00 C0000290 3F500000 7F000001 04 00000000 03000000", """
        {"direction":"server","name":"UserOnline","code":"006E","sequence":11,"fields":{"Uin":1000001,"Address":"192.0.2.144","Port":20543,
        "RealAddress":"127.0.0.1","ConnectionType":"Direct 04","Status":"Online 00000000","PeerVersion":3}}
        """)]
    [InlineData("020018016C00 1000 43420F00 0800 5465737449435100 0400 466F6F00 0400 42617200 1500 74657374657273406D61696C686F7374732E616200 00 0000", """
        {"direction":"server","name":"InfoReply","code":"0118","sequence":108,"fields":{"SubSequence":16,"Uin":1000003,
        "Info":{"Nick":"TestICQ","FirstName":"Foo","LastName":"Bar","Email":"testers@mailhosts.ab","AuthorizationRequired":true},"Tail":"00 00"}}
        """)]
    [InlineData("020004010500 07B20100 0480 1200 6C6F6F6BFE687474703A2F2F782E6F726700", """
        {"direction":"server","name":"OnlineMessage","code":"0104","sequence":5,
        "fields":{"From":111111,"Type":"Url, MultipleRecipients 8004","Text":"look\u00FEhttp://x.org"}}
        """)]
    [InlineData("0200A4010400 07B20100 05010100", """
        {"direction":"server","name":"StatusUpdate","code":"01A4","sequence":4,"fields":{"Uin":111111,"Status":"NotAvailable, Invisible 00010105"}}
        """)]
    [InlineData("FF 03000000 3D620000 43420F00 C6336495 C6336495 04 3D620000", """
        {"direction":"peer","name":"ChannelInit","fields":{"PeerVersion":3,"LocalPort":25149,"Uin":1000003,"Address":"198.51.100.149",
        "RealAddress":"198.51.100.149","ConnectionType":"Direct 04","Port":25149}}
        """)]
    [InlineData("43420F00 0300 DA07 0000 43420F00 0300 0100 00 CB00719F 7F000001 4A1F0000 04 0000 0000 203A0000 0100 00 00000000 3A200000 05000000", """
        {"direction":"peer","name":"ChannelAck","code":"07DA","sequence":5,"fields":{"From":1000003,"PeerVersion":3,"Type":"FileRequest 0003","Text":"",
        "Address":"203.0.113.159","RealAddress":"127.0.0.1","Port":8010,"ConnectionType":"Direct 04","Status":"Accepted 0000","CommandType":"None 0000",
        "Extra":{"Port":8250,"ReversedPort":8250,"FileName":"","Size":0},"Tail":""}}
        """)]
    [InlineData("00 00000000 01000000 45780000 64000000 0800 3130303030303300", """
        {"direction":"peer","name":"FileInit","code":"00","fields":{"Files":1,"Bytes":30789,"Name":"1000003","Speed":100}}
        """)]
    [InlineData("03 00000000 00000000 64000000", """
        {"direction":"peer","name":"FileStart","code":"03","fields":{"Position":0,"Speed":100}}
        """)]
    [InlineData("64000000 FDFFFFFF 43420F00 0800 3130303030303300 623D FFFFFF00 00000000 00", """
        {"direction":"peer","name":"ChatColor","fields":{"Uin":1000003,"Name":"1000003","Port":25149,"Foreground":16777215,"Background":0,"Version":-3}}
        """)]
    public void A_packet_is_shown_with_the_names_and_values_of_its_record(string hex, string expected)
    {
        var packet = Assert.Single(_decoder.Decode(Hex.Bytes(hex), null));

        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), packet.ToJson().ToJsonString());
    }

    [Fact]
    public void Frames_with_their_lengths_are_cut_apart()
    {
        var frames = _decoder.Decode(Hex.Bytes("0D00 03 00000000 00000000 64000000  0300 06 4142"), PacketSender.Peer);

        Assert.Equal(["FileStart", "FileData"], frames.Select(frame => frame.Name));
    }

    [Theory]
    [InlineData("0200", PacketSender.Client, "decoding stopped at byte 0 of 2: it is shorter than a header")]
    [InlineData("0500000000004142", PacketSender.Client, "decoding stopped at byte 0 of 8: its version is 5, not 2")]
    [InlineData("0200FFFF2A0039300000 0102", PacketSender.Client, "decoding stopped at byte 10 of 12: the command is not known")]
    [InlineData("0200FFFF2A0039300000 0102", PacketSender.Server, "decoding stopped at byte 6 of 12: the command is not known")]
    [InlineData("02000E010B00 07B20100 0E640300 0400 1200 6C6F", null, "decoding stopped at byte 18 of 20: the field there does not fit")]
    [InlineData("07000000", PacketSender.Peer, "decoding stopped at byte 4 of 4: a field there does not fit, or the kind of frame is not known")]
    public void What_cannot_be_decoded_has_its_bytes_and_the_place(string hex, PacketSender? sender, string problem)
    {
        var packet = Assert.Single(_decoder.Decode(Hex.Bytes(hex), sender));

        Assert.Equal(problem, packet.Problem);
        Assert.Equal(Hex.Bytes(hex), packet.Bytes.ToArray());
    }

    [Fact]
    public void The_bytes_of_a_login_that_is_cut_off_do_not_show_the_password()
    {
        var login = Hex.Bytes(Login);
        for (var length = 0; length < login.Length; length++)
        {
            var json = _decoder.Decode(login.AsMemory(0, length), PacketSender.Client).Single().ToJson().ToJsonString();

            Assert.DoesNotContain("73 65", json, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_garbage_throws()
    {
        const int seed = 4711;
        var random = new Random(seed);
        for (var i = 0; i < 50_000; i++)
        {
            var packet = new byte[random.Next(60)];
            random.NextBytes(packet);
            if (packet.Length > 8)
            {
                var codes = random.Next(2) == 0 ? Enum.GetValues<ClientCommand>().Cast<ushort>() : Enum.GetValues<ServerCommand>().Cast<ushort>();
                BinaryPrimitives.WriteUInt32LittleEndian(packet, 2 | ((uint)codes.ElementAt(random.Next(codes.Count())) << 16));
            }

            PacketSender?[] senders = [null, PacketSender.Client, PacketSender.Server, PacketSender.Peer];
            Assert.All(
                _decoder.Decode(packet, senders[i % 4]),
                decoded => Assert.Equal(decoded.Problem is null, decoded.ToJson().ContainsKey("fields")));
        }
    }

    [Fact]
    public void Every_command_shows_its_own_name()
    {
        foreach (var command in Enum.GetValues<ClientCommand>().Except([ClientCommand.Ack]))
        {
            var code = (ushort)command;
            byte[] packet = [2, 0, (byte)code, (byte)(code >> 8), 1, 0, .. new byte[300]];

            Assert.Equal((PacketSender.Client, command.ToString(), null), Told(packet));
        }

        (PacketSender, string, string?) Told(byte[] packet)
        {
            var decoded = _decoder.Decode(packet, null).Single();
            return (decoded.Sender, decoded.Name, decoded.Problem);
        }
    }
}
