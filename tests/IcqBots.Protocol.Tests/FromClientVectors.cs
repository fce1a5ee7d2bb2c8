using System.Net;
using IcqBots.Protocol.FromClient;
using static IcqBots.Protocol.Tests.PacketVectors;
using ClientAckPacket = IcqBots.Protocol.FromClient.AckPacket;

namespace IcqBots.Protocol.Tests;

/// <summary>Client to server: VERSION, COMMAND, SEQ_NUM, UIN, then the parameters.</summary>
internal static class FromClientVectors
{
    private static readonly IPAddress Loopback = IPAddress.Parse("127.0.0.1");

    public static IReadOnlyList<PacketVector> All { get; } =
    [
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

        Client("check before the login, with version 3 in front",
            // SEQ_NUM_2, UIN, PASSWORD without NUL, STATUS.
            "03 00 F2 03 2A 00 07 00 39 30 00 00 06 00 73 65 63 72 65 74 00 00 00 00",
            42, 0, new PreLoginPacket(7, 12345, new Password("secret"), OnlineStatus.Online)) with
        {
            OptionalFrom = 20,
            Rewritten = "02 00 F2 03 2A 00 07 00 39 30 00 00 07 00 73 65 63 72 65 74 00 00 00 00 00",
        },
        // SEARCH_SEQ_NUM, then what is searched for.
        Client("search for a UIN", "02 00 1A 04 2A 00 39 30 00 00 01 00 9F 86 01 00", 42, 12345, new SearchUinPacket(1, 99999)),
        Client("search for a nick", "02 00 24 04 2A 00 39 30 00 00 01 00 06 00 61 6C 69 63 65 00 01 00 00 01 00 00 01 00 00",
            42, 12345, new SearchUserPacket(1, "alice", "", "", "")),
        Client("captured grant of an authorization", "02 00 56 04 05 00 43 42 0F 00 47 42 0F 00 08 00 01 00 00",
            5, 1000003, new MessageToNewUserPacket(1000007, MessageType.AuthorizationGranted, "")),
        Client("message to somebody new, without NUL", "02 00 56 04 2A 00 39 30 00 00 9F 86 01 00 01 00 04 00 61 75 74 68",
            42, 12345, new MessageToNewUserPacket(99999, MessageType.Text, "auth")) with
        {
            Rewritten = "02 00 56 04 2A 00 39 30 00 00 9F 86 01 00 01 00 05 00 61 75 74 68 00",
        },
        // INFO_SEQ_NUM, UIN.
        Client("captured request for information", "02 00 60 04 B7 00 45 42 0F 00 0A 00 41 42 0F 00",
            183, 1000005, new InfoRequestPacket(10, 1000001)),
        Client("request for extended information", "02 00 6A 04 2A 00 39 30 00 00 2A 00 9F 86 01 00",
            42, 12345, new ExtInfoRequestPacket(42, 99999)),
        // SEQ_NUM, PASSWORD.
        Client("change of the password", "02 00 9C 04 2A 00 39 30 00 00 05 00 06 00 6E 65 77 70 77 00",
            42, 12345, new ChangePasswordPacket(5, new Password("newpw"))),
        // SEQ_NUM, NICK, FIRST, LAST, EMAIL, AUTHORIZE.
        Client("update of the basic information",
            "02 00 A6 04 2A 00 39 30 00 00 2A 00 05 00 6E 69 63 6B 00 06 00 66 69 72 73 74 00 05 00 6C 61 73 74 00 "
            + "08 00 61 40 62 2E 63 6F 6D 00 00",
            42, 12345, new NewUserInfoPacket(42, new UserInfo("nick", "first", "last", "a@b.com") { AuthorizationRequired = true }))
            with { OptionalFrom = 44 },
        Client("later update of the basic information, without AUTHORIZE as mICQ sends it",
            "02 00 0A 05 2A 00 39 30 00 00 2A 00 05 00 6E 69 63 6B 00 06 00 66 69 72 73 74 00 05 00 6C 61 73 74 00 "
            + "08 00 61 40 62 2E 63 6F 6D 00",
            42, 12345, new UpdateInfoPacket(42, new UserInfo("nick", "first", "last", "a@b.com"))),
        // SEQ_NUM, CITY, COUNTRY, COUNTRY_STATUS, STATE, AGE, SEX, PHONE, HOMEPAGE, ABOUT.
        Client("update of the extended information",
            "02 00 B0 04 2A 00 39 30 00 00 03 00 05 00 63 69 74 79 00 48 03 00 03 00 43 41 00 19 00 01 04 00 35 35 35 00 "
            + "13 00 68 74 74 70 3A 2F 2F 65 78 61 6D 70 6C 65 2E 63 6F 6D 00 09 00 61 62 6F 75 74 20 6D 65 00",
            42, 12345, new UpdateExtInfoPacket(3, new ExtendedUserInfo
            {
                City = "city",
                Country = 840,
                TimeZone = 0,
                State = "CA",
                Age = 25,
                Sex = Sex.Female,
                Phone = "555",
                HomePage = "http://example.com",
                About = "about me",
            })),
        Client("query for servers, with bytes that nobody knows", "02 00 BA 04 2A 00 39 30 00 00 01 00",
            42, 12345, new QueryServersPacket(Bytes("01 00"))) with { OptionalFrom = 10 },
        Client("query for add-ons", "02 00 C4 04 2A 00 39 30 00 00", 42, 12345, new QueryAddonsPacket(Bytes(""))),
        Client("question for permission to register, whose header has no UIN", "02 00 EC 04 2A 00 BE BA FE CA",
            42, 0, new NewUserPermissionPacket(Bytes("BE BA FE CA"))) with { OptionalFrom = 6 },
        // AUTHORIZE: 0, they must ask.
        Client("authorization mode", "02 00 14 05 2A 00 39 30 00 00 00 00 00 00",
            42, 12345, new AuthorizationModePacket(AuthorizationRequired: true)) with { OptionalFrom = 10 },
        Client("login 2", "02 00 28 05 2A 00 39 30 00 00 00", 42, 12345, new Login2Packet(0)) with { OptionalFrom = 10 },
        Client("captured addition to the list", "02 00 3C 05 06 00 43 42 0F 00 41 42 0F 00", 6, 1000003, new AddToListPacket(1000001)),
        // COUNT, UINs.
        Client("invisible list", "02 00 A4 06 2A 00 39 30 00 00 01 CE 56 00 00", 42, 12345, new InvisibleListPacket([22222])),
        Client("visible list", "02 00 AE 06 2A 00 39 30 00 00 01 67 2B 00 00", 42, 12345, new VisibleListPacket([11111])),
    ];

    private static LoginPacket Login(uint port, string password, IPAddress address) =>
        new(port, new Password(password), address, ConnectionType.Direct, OnlineStatus.Online, PeerVersion: 3, LoginSequence: 2);
}
