using System.Net;
using IcqBots.Protocol.FromServer;
using static IcqBots.Protocol.Tests.PacketVectors;
using ServerAckPacket = IcqBots.Protocol.FromServer.AckPacket;

namespace IcqBots.Protocol.Tests;

/// <summary>Server to client: VERSION, COMMAND, SEQ_NUM, then the parameters.</summary>
internal static class FromServerVectors
{
    private const string AuthorizationText = "Lighthouse\u00FEBertil\u00FELind\u00FEblind@mailhost.org\u00FE1\u00FEPlease authorize me.";

    private const string ExpressText =
        "ann@ex.org\u00FE\u00FE\u00FEann@ex.org\u00FE3\u00FESubject: [NEWSWIRE]\r\n[The Internet] Many More Old Text Store Here";

    private static readonly IPAddress Loopback = IPAddress.Parse("127.0.0.1");

    public static IReadOnlyList<PacketVector> All { get; } =
    [
        Server("captured acknowledgement", "02 00 0A 00 12 00", 18, new ServerAckPacket()),
        Server("captured login reply",
            "02 00 5A 00 00 00 41 42 0F 00 C0 00 02 10 02 00 01 00 05 00 00 00 00 00 8C 00 00 00 F0 00 0A 00 0A 00 05 00 0A 00 01",
            0, new LoginReplyPacket(1000001, IPAddress.Parse("192.0.2.16"), 2) { Tail = LoginReplyPacket.CapturedTail }) with { OptionalFrom = 16 },
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
        Server("unknown packet", "02 00 7A 03 03 00 CA FE", 3, new UnknownServerPacket((ServerCommand)0x037A, Bytes("CA FE"))) with
        {
            OptionalFrom = 6,
        },

        // SEQ_NUM_2 of the check, UIN.
        Server("answer to a check before the login", "02 00 32 00 2A 00 07 00 39 30 00 00", 42, new PreLoginReplyPacket(7, 12345)),
        Server("answer to a query, with bytes that nobody knows", "02 00 82 00 03 00 DE AD",
            3, new QueryReplyPacket(Bytes("DE AD"))) with { OptionalFrom = 6 },
        // SEARCH_SEQ_NUM, UIN, NICK, FIRST, LAST, EMAIL, AUTHORIZE, X1.
        Server("hit of a search",
            "02 00 8C 00 03 00 05 00 43 42 0F 00 08 00 54 65 73 74 49 43 51 00 04 00 46 6F 6F 00 04 00 42 61 72 00 "
            + "06 00 66 40 62 2E 63 00 01 02",
            3, new UserFoundPacket(5, 1000003, new UserInfo("TestICQ", "Foo", "Bar", "f@b.c") { AuthorizationRequired = false }))
            with { OptionalFrom = 42 },
        Server("captured end of a search", "02 00 A0 00 04 00 05 00 00", 4, new EndOfSearchPacket(5, More: false)),
        Server("end of a search that found too many", "02 00 A0 00 04 00 05 00 01", 4, new EndOfSearchPacket(5, More: true)),
        // SEQ_NUM of the request.
        Server("captured answer to an update of the basic information", "02 00 B4 00 28 00 01 00", 40, new NewUserReplyPacket(1)),
        Server("basic information not updated", "02 00 BE 00 28 00 01 00", 40, new NewUserInfoFailedPacket(1)),
        Server("extended information updated", "02 00 C8 00 28 00 03 00", 40, new UpdateExtReplyPacket(3)),
        Server("extended information not updated", "02 00 D2 00 28 00 03 00", 40, new UpdateExtFailedPacket(3)),
        Server("later update of the basic information done", "02 00 E0 01 28 00 03 00", 40, new UpdateReplyPacket(3)),
        Server("later update of the basic information not done", "02 00 EA 01 28 00 03 00", 40, new UpdateFailedPacket(3)),
        Server("password changed", "02 00 40 01 28 00 05 00", 40, new PasswordChangedPacket(5)) with { OptionalFrom = 6 },
        Server("captured basic information",
            "02 00 18 01 6C 00 10 00 43 42 0F 00 08 00 54 65 73 74 49 43 51 00 04 00 46 6F 6F 00 04 00 42 61 72 00 15 00 74 65 73 74 65 "
            + "72 73 40 6D 61 69 6C 68 6F 73 74 73 2E 61 62 00 00 00 00",
            108,
            new InfoReplyPacket(
                16, 1000003, new UserInfo("TestICQ", "Foo", "Bar", "testers@mailhosts.ab") { AuthorizationRequired = true }))
            with { OptionalFrom = 57 },
        // INFO_SEQ_NUM, UIN, CITY, COUNTRY 46, COUNTRY_STATUS -2, STATE, AGE FFFF, SEX, PHONE, HOMEPAGE, ABOUT, X1.
        Server("extended information",
            "02 00 22 01 6D 00 11 00 43 42 0F 00 05 00 4C 75 6E 64 00 2E 00 FE 01 00 00 FF FF 02 01 00 00 01 00 00 03 00 48 69 00 "
            + "FF FF FF FF",
            109,
            new ExtInfoReplyPacket(17, 1000003, new ExtendedUserInfo
            {
                City = "Lund",
                Country = 46,
                TimeZone = -2,
                Sex = Sex.Male,
                About = "Hi",
            })) with { OptionalFrom = 39 },
        Server("extended information of somebody who tells nothing, without spare bytes",
            "02 00 22 01 6D 00 11 00 43 42 0F 00 01 00 00 FF FF 9C 01 00 00 FF FF 00 01 00 00 01 00 00 01 00 00",
            109, new ExtInfoReplyPacket(17, 1000003, new ExtendedUserInfo()) { Tail = Bytes("") }),
        Server("no such UIN", "02 00 2C 01 09 00 9F 86 01 00", 9, new InvalidUinPacket(99999)),
        Server("system message, with bytes that nobody knows", "02 00 C2 01 09 00 01 02 03",
            9, new SystemMessagePacket(Bytes("01 02 03"))) with { OptionalFrom = 6 },
        Server("authorization mode changed", "02 00 F4 01 09 00 01", 9, new AuthorizationModeChangedPacket(Bytes("01"))) with { OptionalFrom = 6 },
        // COUNT, then LENGTH and datagram: STATUS_UPDATE, USER_OFFLINE.
        Server("two packets in one",
            "02 00 12 02 09 00 02 0E 00 02 00 A4 01 0A 00 07 B2 01 00 01 00 00 00 0A 00 02 00 78 00 0B 00 49 42 0F 00",
            9,
            new MultiplePacketsPacket([Bytes("02 00 A4 01 0A 00 07 B2 01 00 01 00 00 00"), Bytes("02 00 78 00 0B 00 49 42 0F 00")])),
    ];
}
