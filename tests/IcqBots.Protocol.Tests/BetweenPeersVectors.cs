using System.Net;
using IcqBots.Protocol.BetweenPeers;
using static IcqBots.Protocol.Tests.PacketVectors;

namespace IcqBots.Protocol.Tests;

/// <summary>Frames between peers, without LENGTH.</summary>
internal static class BetweenPeersVectors
{
    private static readonly IPAddress Loopback = IPAddress.Parse("127.0.0.1");
    private static readonly IPAddress Somewhere = IPAddress.Parse("198.51.100.149");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("198.51.100.211");

    public static IReadOnlyList<PacketVector> All { get; } =
    [
        Peer("captured init", "FF 03 00 00 00 3D 62 00 00 43 42 0F 00 C6 33 64 95 C6 33 64 95 04 3D 62 00 00",
            new ChannelInitFrame(3, 25149, 1000003, Somewhere, Somewhere, ConnectionType.Direct, 25149)),
        Peer("captured chat request",
            "43 42 0F 00 03 00 EE 07 00 00 43 42 0F 00 02 00 0D 00 63 68 61 74 20 72 65 71 75 65 73 74 00 C6 33 64 D3 C6 33 64 D3 "
            + "28 12 00 00 04 00 00 10 00 01 00 00 00 00 00 00 00 00 00 00 06 00 00 00",
            Message(MessageType.ChatRequest, "chat request", Elsewhere, Elsewhere, 4648, 6) with { Extra = new ChatExtra() })
            with { OptionalFrom = 52 },
        Peer("captured acknowledgement of a text",
            "43 42 0F 00 03 00 DA 07 00 00 43 42 0F 00 01 00 01 00 00 C6 33 64 D3 C6 33 64 D3 60 12 00 00 04 00 00 00 00 02 00 00 00",
            Ack(MessageType.Text, "", Elsewhere, Elsewhere, 4704, 2)),
        Peer("captured refusal of a chat",
            "43 42 0F 00 03 00 DA 07 00 00 43 42 0F 00 02 00 03 00 6E 6F 00 C6 33 64 95 C6 33 64 95 1E 3C 00 00 04 01 00 00 00 "
            + "01 00 00 00 00 00 00 00 00 00 00 01 00 00 00",
            Ack(MessageType.ChatRequest, "no", Somewhere, Somewhere, 15390, 1) with
            {
                Status = ChannelStatus.Refused,
                Extra = new ChatExtra(),
            }) with { OptionalFrom = 42 },
        Peer("captured acceptance of a file",
            "43 42 0F 00 03 00 DA 07 00 00 43 42 0F 00 03 00 01 00 00 CB 00 71 9F 7F 00 00 01 4A 1F 00 00 04 00 00 00 00 "
            + "20 3A 00 00 01 00 00 00 00 00 00 3A 20 00 00 05 00 00 00",
            Ack(MessageType.FileRequest, "", IPAddress.Parse("203.0.113.159"), Loopback, 8010, 5) with
            {
                Extra = new FileExtra { ReversedPort = 0x203A, Port = 0x203A },
            }) with { OptionalFrom = 40 },
        Peer("captured cancellation of a chat request",
            "43 42 0F 00 03 00 D0 07 00 00 43 42 0F 00 02 00 01 00 00 C6 33 64 D3 C6 33 64 D3 28 12 00 00 04 00 00 00 00 "
            + "01 00 00 00 00 00 00 00 00 00 00 06 00 00 00",
            new ChannelCancelFrame
            {
                From = 1000003,
                Type = MessageType.ChatRequest,
                Address = Elsewhere,
                RealAddress = Elsewhere,
                Port = 4648,
                Extra = new ChatExtra(),
                Sequence = 6,
            }) with { OptionalFrom = 40 },
        Peer("init of LICQ", "FF 03 00 00 00 42 ED 00 00 07 B2 01 00 7F 00 00 01 7F 00 00 01 04 42 ED 00 00",
            new ChannelInitFrame(3, 60738, 111111, Loopback, Loopback, ConnectionType.Direct, 60738)),
        // UIN, VERSION, MSG_COMMAND and X1, UIN_2, TYPE, MESSAGE, addresses, PORT, X2, X3, CMD_TYPE, X4, tail.
        Peer("urgent text of LICQ, whose UIN begins with FF and which adds its version",
            "FF 42 0F 00 03 00 EE 07 00 00 FF 42 0F 00 01 00 03 00 68 69 00 7F 00 00 01 7F 00 00 01 "
            + "42 ED 00 00 04 00 00 50 00 FE FF FF FF 4C BD 02",
            Message(MessageType.Text, "hi", Loopback, Loopback, 60738, 0xFFFF_FFFE) with
            {
                From = 1000191,
                CommandType = ChannelCommandType.Normal | ChannelCommandType.Urgent,
                Tail = Bytes("4C BD 02"),
            }) with { OptionalFrom = 42 },
        Peer("away message in an acknowledgement",
            "43 42 0F 00 03 00 DA 07 00 00 43 42 0F 00 01 00 05 00 62 61 63 6B 00 00 00 00 00 00 00 00 00 "
            + "00 00 00 00 04 04 00 00 00 FE FF FF FF",
            Ack(MessageType.Text, "back", IPAddress.Any, IPAddress.Any, 0, 0xFFFF_FFFE) with { Status = ChannelStatus.Away }),
        Peer("file request to several recipients",
            "43 42 0F 00 03 00 EE 07 00 00 43 42 0F 00 03 80 01 00 00 7F 00 00 01 7F 00 00 01 4A 1F 00 00 04 00 00 10 00 "
            + "00 00 00 00 09 00 4D 61 6B 65 66 69 6C 65 00 55 0C 00 00 00 00 00 00 05 00 00 00",
            Message(MessageType.FileRequest | MessageType.MultipleRecipients, "", Loopback, Loopback, 8010, 5) with
            {
                Extra = new FileExtra { FileName = "Makefile", Size = 3157 },
            }) with { OptionalFrom = 40 },
        Peer("chat request without extra fields",
            "43 42 0F 00 03 00 EE 07 00 00 43 42 0F 00 02 00 01 00 00 7F 00 00 01 7F 00 00 01 4A 1F 00 00 04 00 00 10 00 05 00 00 00",
            Message(MessageType.ChatRequest, "", Loopback, Loopback, 8010, 5)),
        // Extra fields of a chat: empty string, port in network order, two zeros, port.
        Peer("acceptance of a chat",
            "43 42 0F 00 03 00 DA 07 00 00 43 42 0F 00 02 00 01 00 00 C6 33 64 95 C6 33 64 95 1E 3C 00 00 04 00 00 00 00 "
            + "01 00 00 40 78 00 00 78 40 00 00 01 00 00 00",
            Ack(MessageType.ChatRequest, "", Somewhere, Somewhere, 15390, 1) with
            {
                Extra = new ChatExtra { ReversedPort = 0x4078, Port = 0x4078 },
            }) with { OptionalFrom = 40 },
        Peer("web address between peers",
            "43 42 0F 00 03 00 EE 07 00 00 43 42 0F 00 04 00 06 00 61 FE 62 2E 63 00 7F 00 00 01 7F 00 00 01 4A 1F 00 00 04 00 00 10 00 05 00 00 00",
            Message(MessageType.Url, "a\u00FEb.c", Loopback, Loopback, 8010, 5)),

        // Behind the CHANNEL_INIT of a chat.
        Chat("captured colours of a chat",
            "64 00 00 00 FD FF FF FF 43 42 0F 00 08 00 31 30 30 30 30 30 33 00 62 3D FF FF FF 00 00 00 00 00 00",
            new ChatColorFrame(1000003, "1000003", 0x623D, 0x00FF_FFFF, 0)) with { OptionalFrom = 32 },
        Chat("captured colours and font of a chat",
            "64 00 00 00 43 42 0F 00 08 00 31 30 30 30 30 30 33 00 FF FF FF 00 00 00 00 00 03 00 00 00 DB 64 00 00 C6 33 64 95 C6 33 64 95 "
            + "04 75 5A 0C 00 00 00 00 00 00 00 08 00 43 6F 75 72 69 65 72 00 00 00 00",
            new ChatColorFontFrame(
                1000003, "1000003", 0x00FF_FFFF, 0, new ChatFont(25819, Somewhere, Somewhere) { OtherPort = 0x5A75 }))
            with { OptionalFrom = 63 },
        Chat("captured font of a chat",
            "03 00 00 00 83 72 00 00 C6 33 64 95 C6 33 64 95 04 54 72 0C 00 00 00 00 00 00 00 08 00 43 6F 75 72 69 65 72 00 00 00",
            new ChatFontFrame(new ChatFont(29315, Somewhere, Somewhere) { OtherPort = 0x7254, Tail = Bytes("00 00") }))
            with { OptionalFrom = 37 },

        // Behind the CHANNEL_INIT of a file transfer.
        File("captured beginning of a file transfer",
            "00 00 00 00 00 01 00 00 00 45 78 00 00 64 00 00 00 08 00 31 30 30 30 30 30 33 00",
            new FileInitFrame(1, 30789, "1000003")),
        File("captured answer to that", "01 64 00 00 00 08 00 31 30 30 30 30 30 33 00", new FileInitAckFrame("1000003")),
        // COMMAND, DIRECTORY, FILE_NAME, FOLDER, SIZE, DATE, SPEED.
        File("name and size of a file", "02 00 04 00 61 2E 63 00 01 00 00 45 78 00 00 00 00 00 00 64 00 00 00", new FileInfoFrame("a.c", 30789)),
        File("captured start of a file", "03 00 00 00 00 00 00 00 00 64 00 00 00", new FileStartFrame(0)),
        File("start in the middle of a file", "03 00 10 00 00 00 00 00 00 64 00 00 00", new FileStartFrame(4096)),
        File("stop of a file", "04 01 00 00 00", new FileStopFrame(1)),
        File("half the speed", "05 32 00 00 00", new FileSpeedFrame(50)),
        File("bytes of a file", "06 01 02 03", new FileDataFrame(Bytes("01 02 03"))) with { OptionalFrom = 1 },
    ];

    private static ChannelMessageFrame Message(
        MessageType type, string text, IPAddress address, IPAddress real, uint port, uint sequence) =>
        new()
        {
            From = 1000003,
            Type = type,
            Text = text,
            Address = address,
            RealAddress = real,
            Port = port,
            CommandType = ChannelCommandType.Normal,
            Sequence = sequence,
        };

    private static ChannelAckFrame Ack(MessageType type, string text, IPAddress address, IPAddress real, uint port, uint sequence) =>
        new() { From = 1000003, Type = type, Text = text, Address = address, RealAddress = real, Port = port, Sequence = sequence };
}
