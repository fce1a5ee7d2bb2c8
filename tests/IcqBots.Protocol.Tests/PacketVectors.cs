using System.Net;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using ClientAckPacket = IcqBots.Protocol.FromClient.AckPacket;
using ServerAckPacket = IcqBots.Protocol.FromServer.AckPacket;

namespace IcqBots.Protocol.Tests;

/// <summary>
/// Bytes as they are on the wire, and what they mean. Those called "captured" come from a genuine client and server of 1998/99, with
/// personal data replaced by other data of the same length. Frames between peers are without their length.
/// </summary>
internal static class PacketVectors
{
    private const string AuthorizationText = "Lighthouse\u00FEBertil\u00FELind\u00FEblind@mailhost.org\u00FE1\u00FEPlease authorize me.";

    private const string ExpressText =
        "ann@ex.org\u00FE\u00FE\u00FEann@ex.org\u00FE3\u00FESubject: [NEWSWIRE]\r\n[The Internet] Many More Old Text Store Here";

    /// <summary>An empty string and two empty fields: what a chat request has where its acceptance has a port.</summary>
    private const string NoChatPort = "01 00 00 00 00 00 00 00 00 00 00";

    private static readonly IPAddress Loopback = IPAddress.Parse("127.0.0.1");
    private static readonly IPAddress Somewhere = IPAddress.Parse("198.51.100.149");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("198.51.100.211");

    public static IReadOnlyList<PacketVector> All { get; } =
    [
        // Client to server: VERSION, COMMAND, SEQ_NUM, UIN, then the parameters.
        Client("captured registration", "02 00 FC 03 01 00 02 00 04 00 65 66 67 00 72 00 00 00 00 00 00 00",
            1, 0, new NewUserRegisterPacket(new Password("efg"))) with { OptionalFrom = 14 },
        Client("captured login",
            "02 00 E8 03 08 00 41 42 0F 00 34 4A 00 00 08 00 73 65 63 72 65 74 37 00 72 00 04 00 7F 00 00 01 04 00 00 00 00 "
            + "03 00 00 00 02 00 00 00 00 00 04 00 72 00",
            8, 1000001, Login(18996, "secret7", Loopback)) with { OptionalFrom = 37 },
        Client("captured request for stored messages", "02 00 4C 04 02 00 43 42 0F 00", 2, 1000003, new OfflineMessagesRequestPacket()),
        Client("captured deletion of stored messages", "02 00 42 04 04 00 43 42 0F 00", 4, 1000003, new OfflineMessagesAckPacket()),

        Client("login of mICQ: server only, its address reversed",
            "02 00 E8 03 01 00 0E 64 03 00 DB B8 00 00 07 00 73 65 63 72 65 74 00 72 00 04 00 01 00 00 7F 06 00 00 00 00 "
            + "03 00 00 00 02 00 00 00 00 00 04 00 72 00",
            1, 222222, Login(47323, "secret", IPAddress.Parse("1.0.0.127")) with { ConnectionType = ConnectionType.ServerOnly })
            with { OptionalFrom = 36 },
        Client("login of LICQ: no address",
            "02 00 E8 03 01 00 07 B2 01 00 93 BA 00 00 07 00 73 65 63 72 65 74 00 72 00 04 00 00 00 00 00 04 00 00 00 00 "
            + "03 00 00 00 02 00 00 00 00 00 04 00 72 00",
            1, 111111, Login(47763, "secret", IPAddress.Any)) with { OptionalFrom = 36 },
        Client("login whose password has no NUL and whose last field is cut short",
            "02 00 E8 03 2A 00 39 30 00 00 A0 0F 00 00 06 00 73 65 63 72 65 74 72 00 04 00 01 00 00 7F 04 00 00 00 00 "
            + "00 00 00 00 00 00 00 00 00 00 00 00",
            42, 12345, Login(4000, "secret", IPAddress.Parse("1.0.0.127")) with { PeerVersion = 0, LoginSequence = 0, X5 = 0 }) with
        {
            OptionalFrom = 35,
            Rewritten = "02 00 E8 03 2A 00 39 30 00 00 A0 0F 00 00 07 00 73 65 63 72 65 74 00 72 00 04 00 01 00 00 7F 04 00 00 00 00 "
                + "00 00 00 00 00 00 00 00 00 00 00 00 00 00",
        },
        Client("acknowledgement of a client", "02 00 0A 00 03 00 0E 64 03 00", 3, 222222, new ClientAckPacket()),
        Client("contact list", "02 00 06 04 04 00 0E 64 03 00 02 07 B2 01 00 15 16 05 00",
            4, 222222, new ContactListPacket([111111, 333333])),
        Client("contact list with nobody in it", "02 00 06 04 04 00 0E 64 03 00 00", 4, 222222, new ContactListPacket([])),
        Client("contact list of one", "02 00 06 04 2A 00 39 30 00 00 01 9F 86 01 00", 42, 12345, new ContactListPacket([99999])),
        Client("status change", "02 00 D8 04 06 00 07 B2 01 00 01 00 00 00", 6, 111111, new StatusChangePacket(OnlineStatus.Away)),
        Client("web address",
            "02 00 0E 01 0B 00 07 B2 01 00 0E 64 03 00 04 00 12 00 6C 6F 6F 6B FE 68 74 74 70 3A 2F 2F 78 2E 6F 72 67 00",
            11, 111111, new SendMessagePacket(222222, MessageType.Url, "look\u00FEhttp://x.org")),
        Client("message without NUL", "02 00 0E 01 2A 00 39 30 00 00 9F 86 01 00 01 00 02 00 68 69",
            42, 12345, new SendMessagePacket(99999, MessageType.Text, "hi")) with
        {
            Rewritten = "02 00 0E 01 2A 00 39 30 00 00 9F 86 01 00 01 00 03 00 68 69 00",
        },
        Client("log-off",
            "02 00 38 04 0C 00 07 B2 01 00 14 00 42 5F 55 53 45 52 5F 44 49 53 43 4F 4E 4E 45 43 54 45 44 00 05 00",
            12, 111111, new SendTextCodePacket(SendTextCodePacket.UserDisconnected)) with { OptionalFrom = 32, MayEndAt = 10 },
        Client("log-off without parameters", "02 00 38 04 2A 00 39 30 00 00", 42, 12345, new SendTextCodePacket("") { X1 = 0 }) with
        {
            Rewritten = "02 00 38 04 2A 00 39 30 00 00 01 00 00 00 00",
        },
        // Header only.
        Client("keep-alive", "02 00 2E 04 2A 00 39 30 00 00", 42, 12345, new KeepAlivePacket()),
        Client("second keep-alive, with the random bytes of later clients", "02 00 1E 05 2A 00 39 30 00 00 DE AD BE EF",
            42, 12345, new KeepAlive2Packet()) with { OptionalFrom = 10, Rewritten = "02 00 1E 05 2A 00 39 30 00 00" },
        Client("registration with nothing behind the password", "02 00 FC 03 2A 00 00 00 08 00 6E 65 77 70 61 73 73 00",
            42, 0, new NewUserRegisterPacket(new Password("newpass")) { X1 = 0, X2 = 0 }) with
        {
            Rewritten = "02 00 FC 03 2A 00 00 00 08 00 6E 65 77 70 61 73 73 00 00 00 00 00 00 00 00 00",
        },
        Client("registration of icqlib, which counts no NUL", "02 00 FC 03 01 00 02 00 03 00 65 66 67 72 00 00 00 00 00 00 00",
            1, 0, new NewUserRegisterPacket(new Password("efg"))) with
        {
            OptionalFrom = 13,
            Rewritten = "02 00 FC 03 01 00 02 00 04 00 65 66 67 00 72 00 00 00 00 00 00 00",
        },

        Client("unknown packet of a client", "02 00 FF FF 2A 00 39 30 00 00 CA FE",
            42, 12345, new UnknownClientPacket((ClientCommand)0xFFFF, Bytes("CA FE"))) with { OptionalFrom = 10 },

        // Server to client: VERSION, COMMAND, SEQ_NUM, then the parameters.
        Server("captured acknowledgement", "02 00 0A 00 12 00", 18, new ServerAckPacket()),
        Server("captured login reply",
            "02 00 5A 00 00 00 41 42 0F 00 C0 00 02 10 02 00 01 00 05 00 00 00 00 00 8C 00 00 00 F0 00 0A 00 0A 00 05 00 0A 00 01",
            0, new LoginReplyPacket(1000001, IPAddress.Parse("192.0.2.16"), 2)) with { OptionalFrom = 16 },
        Server("captured wrong password", "02 00 64 00 00 00 02 00 41 42 0F 00",
            0, new WrongPasswordPacket(2, 1000001)) with { OptionalFrom = 6 },
        Server("captured user online",
            "02 00 6E 00 0B 00 41 42 0F 00 C0 00 02 90 3F 50 00 00 7F 00 00 01 04 00 00 00 00 03 00 00 00",
            11,
            new UserOnlinePacket(1000001, IPAddress.Parse("192.0.2.144"), 20543, Loopback, ConnectionType.Direct, OnlineStatus.Online, 3))
            with { OptionalFrom = 27 },
        Server("captured user offline", "02 00 78 00 06 00 49 42 0F 00", 6, new UserOfflinePacket(1000009)),
        Server("captured end of the online list", "02 00 1C 02 05 00 41 42 0F 00",
            5, new ContactListDonePacket(1000001)) with { OptionalFrom = 6 },
        Server("captured end of stored messages", "02 00 E6 00 04 00 43 42 0F 00",
            4, new OfflineMessagesDonePacket(1000003)) with { OptionalFrom = 6 },
        Server("captured authorization request",
            "02 00 04 01 08 00 41 42 0F 00 06 00 41 00 4C 69 67 68 74 68 6F 75 73 65 FE 42 65 72 74 69 6C FE 4C 69 6E 64 FE 62 6C 69 6E "
            + "64 40 6D 61 69 6C 68 6F 73 74 2E 6F 72 67 FE 31 FE 50 6C 65 61 73 65 20 61 75 74 68 6F 72 69 7A 65 20 6D 65 2E 00",
            8, new OnlineMessagePacket(1000001, MessageType.AuthorizationRequest, AuthorizationText)),
        Server("captured e-mail express",
            "02 00 04 01 07 00 0A 00 00 00 0E 00 5C 00 61 6E 6E 40 65 78 2E 6F 72 67 FE FE FE 61 6E 6E 40 65 78 2E 6F 72 67 FE 33 FE 53 "
            + "75 62 6A 65 63 74 3A 20 5B 4E 45 57 53 57 49 52 45 5D 0D 0A 5B 54 68 65 20 49 6E 74 65 72 6E 65 74 5D 20 4D 61 6E 79 20 4D "
            + "6F 72 65 20 4F 6C 64 20 54 65 78 74 20 53 74 6F 72 65 20 48 65 72 65 00",
            7, new OnlineMessagePacket(10, MessageType.EmailExpress, ExpressText)),

        Server("login reply of the specification, one byte shorter",
            "02 00 5A 00 00 00 0E 64 03 00 7F 00 00 01 02 00 01 00 01 00 18 00 16 00 8C 00 00 00 78 00 05 00 0A 00 05 00 01 00",
            0,
            new LoginReplyPacket(222222, Loopback, 2) { Tail = Bytes("01 00 01 00 18 00 16 00 8C 00 00 00 78 00 05 00 0A 00 05 00 01 00") })
            with { OptionalFrom = 16 },
        Server("user online as Open OSCAR Server writes it",
            "02 00 6E 00 03 00 07 B2 01 00 00 00 00 00 00 00 00 00 00 00 03 00 04 00 00 02 00 00 00 00 00",
            3,
            new UserOnlinePacket(111111, IPAddress.Any, 0, IPAddress.Parse("0.0.3.0"), ConnectionType.Direct, (OnlineStatus)0x2_0000, 0))
            with { OptionalFrom = 27 },
        // REMOTE_UIN, STATUS.
        Server("status update", "02 00 A4 01 04 00 07 B2 01 00 01 00 00 00", 4, new StatusUpdatePacket(111111, OnlineStatus.Away)),
        Server("status update with the flags for web presence and DND", "02 00 A4 01 05 00 07 B2 01 00 13 00 01 00",
            5, new StatusUpdatePacket(111111, (OnlineStatus)0x0001_0013)),
        Server("wrong password of Open OSCAR Server", "02 00 64 00 01 00", 1, new WrongPasswordPacket(0, 0)) with
        {
            Rewritten = "02 00 64 00 01 00 00 00 00 00 00 00",
        },
        // Header only; SEQ_NUM repeats the client's in the first two.
        Server("not connected", "02 00 F0 00 2A 00", 42, new NotConnectedPacket()),
        Server("busy", "02 00 FA 00 2A 00", 42, new BusyPacket()),
        Server("go away", "02 00 28 00 07 00", 7, new ForcedOfflinePacket()),
        // Number of the registration, UIN.
        Server("new UIN", "02 00 46 00 01 00 01 00 A0 86 01 00", 1, new NewUserUinPacket(1, 100000)),
        // REMOTE_UIN, YEAR, MONTH, DAY, HOUR, MINUTE, TYPE, MESSAGE.
        Server("stored message of 5 January 2026, 13:07", "02 00 DC 00 01 00 07 B2 01 00 EA 07 01 05 0D 07 01 00 03 00 68 69 00",
            1, new ReceiveMessagePacket(111111, new DateTimeOffset(2026, 1, 5, 14, 7, 30, TimeSpan.FromHours(1)), MessageType.Text, "hi")),
        Server("stored message whose text and type Open OSCAR Server has lost",
            "02 00 DC 00 02 00 07 B2 01 00 EA 07 01 05 0D 07 00 00 01 00 00",
            2, new ReceiveMessagePacket(111111, 2026, 1, 5, 13, 7, 0, "")),
        Server("unknown packet", "02 00 82 00 03 00 CA FE", 3, new UnknownServerPacket((ServerCommand)0x0082, Bytes("CA FE"))) with
        {
            OptionalFrom = 6,
        },

        // Between peers, without LENGTH.
        Peer("captured init", "FF 03 00 00 00 3D 62 00 00 43 42 0F 00 C6 33 64 95 C6 33 64 95 04 3D 62 00 00",
            new ChannelInitFrame(3, 25149, 1000003, Somewhere, Somewhere, ConnectionType.Direct, 25149)),
        Peer("captured chat request",
            "43 42 0F 00 03 00 EE 07 00 00 43 42 0F 00 02 00 0D 00 63 68 61 74 20 72 65 71 75 65 73 74 00 C6 33 64 D3 C6 33 64 D3 "
            + "28 12 00 00 04 00 00 10 00 01 00 00 00 00 00 00 00 00 00 00 06 00 00 00",
            Message(MessageType.ChatRequest, "chat request", Elsewhere, Elsewhere, 4648, 6) with { Extra = Bytes(NoChatPort) }),
        Peer("captured acknowledgement of a text",
            "43 42 0F 00 03 00 DA 07 00 00 43 42 0F 00 01 00 01 00 00 C6 33 64 D3 C6 33 64 D3 60 12 00 00 04 00 00 00 00 02 00 00 00",
            Ack(MessageType.Text, "", Elsewhere, Elsewhere, 4704, 2)),
        Peer("captured refusal of a chat",
            "43 42 0F 00 03 00 DA 07 00 00 43 42 0F 00 02 00 03 00 6E 6F 00 C6 33 64 95 C6 33 64 95 1E 3C 00 00 04 01 00 00 00 "
            + "01 00 00 00 00 00 00 00 00 00 00 01 00 00 00",
            Ack(MessageType.ChatRequest, "no", Somewhere, Somewhere, 15390, 1) with
            {
                Status = ChannelStatus.Refused,
                Extra = Bytes(NoChatPort),
            }),
        Peer("captured acceptance of a file",
            "43 42 0F 00 03 00 DA 07 00 00 43 42 0F 00 03 00 01 00 00 CB 00 71 9F 7F 00 00 01 4A 1F 00 00 04 00 00 00 00 "
            + "20 3A 00 00 01 00 00 00 00 00 00 3A 20 00 00 05 00 00 00",
            Ack(MessageType.FileRequest, "", IPAddress.Parse("203.0.113.159"), Loopback, 8010, 5) with
            {
                Extra = Bytes("20 3A 00 00 01 00 00 00 00 00 00 3A 20 00 00"),
            }),
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
                Extra = Bytes(NoChatPort),
                Sequence = 6,
            }),
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
                Extra = Bytes("00 00 00 00 09 00 4D 61 6B 65 66 69 6C 65 00 55 0C 00 00 00 00 00 00"),
            }),
    ];

    public static PacketVector Named(string name) => All.Single(vector => vector.Name == name);

    public static TheoryData<string> Names { get; } = [.. All.Select(vector => vector.Name)];

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static PacketVector Client(string name, string hex, ushort sequence, uint uin, ClientPacket packet) =>
        new(name, Direction.FromClient, hex, new ClientDatagram(sequence, uin, packet));

    private static PacketVector Server(string name, string hex, ushort sequence, ServerPacket packet) =>
        new(name, Direction.FromServer, hex, new ServerDatagram(sequence, packet));

    private static PacketVector Peer(string name, string hex, PeerFrame frame) => new(name, Direction.BetweenPeers, hex, frame);

    private static LoginPacket Login(uint port, string password, IPAddress address) =>
        new(port, new Password(password), address, ConnectionType.Direct, OnlineStatus.Online, PeerVersion: 3, LoginSequence: 2);

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
