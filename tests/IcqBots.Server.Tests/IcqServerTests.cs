using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Server.Tests;

public class IcqServerTests
{
    [Theory]
    [InlineData("02 00 2E 04 05 00 E9 03 00 00", "02 00 0A 00 05 00")]
    [InlineData("02 00 2E 04 05 00 E9 03 00 00 01 02 03 04", "02 00 0A 00 05 00")]
    [InlineData("02 00 1E 05 06 00 E9 03 00 00", "02 00 0A 00 06 00")]
    [InlineData("02 00 28 05 07 00 E9 03 00 00 00", "02 00 0A 00 07 00")]
    [InlineData("02 00 0E 01 08 00 E9 03 00 00 01", "02 00 0A 00 08 00")]
    [InlineData("02 00 BA 04 09 00 E9 03 00 00 01 02 03", "02 00 0A 00 09 00")]
    [InlineData("02 00 C4 04 0A 00 E9 03 00 00", "02 00 0A 00 0A 00")]
    [InlineData("02 00 5E 01 0B 00 E9 03 00 00 01 02 03", "02 00 0A 00 0B 00")]
    [InlineData("02 00 4A 06 0C 00 E9 03 00 00 01 02 03", "02 00 0A 00 0C 00")]
    [InlineData("02 00 A6 04 0D 00 E9 03 00 00 01 00 FF FF 41", "02 00 0A 00 0D 00")]
    public async Task Keep_alives_and_what_is_not_understood_are_acknowledged(string packet, string answer)
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001);

        guest.SendHex(packet);

        await guest.ExpectHexAsync(answer);
        await guest.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_request_for_an_answer_is_acknowledged_and_the_session_goes_on()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001);

        await guest.SendAcknowledgedAsync(new SendTextCodePacket(SendTextCodePacket.MessageAck));
        await guest.SendAcknowledgedAsync(new SendTextCodePacket("B_SOMETHING_ELSE"));
        await guest.SendAcknowledgedAsync(new KeepAlivePacket());
    }

    [Fact]
    public async Task A_log_off_ends_the_session_without_an_answer()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001);

        guest.SendHex("02 00 38 04 02 00 E9 03 00 00 14 00 42 5F 55 53 45 52 5F 44 49 53 43 4F 4E 4E 45 43 54 45 44 00 05 00");

        await guest.ExpectNothingAsync();
        Assert.Empty(bench.Server.Online);
    }

    [Fact]
    public async Task A_packet_of_another_UIN_from_the_port_of_a_session_is_not_connected()
    {
        await using var bench = new ServerBench();
        var guest = await bench.OnlineAsync(1001);

        guest.SendHex("02 00 2E 04 05 00 EA 03 00 00");

        await guest.ExpectHexAsync("02 00 F0 00 05 00");
    }

    [Theory]
    [InlineData("02 00")]
    [InlineData("02 00 2E 04 05")]
    [InlineData("05 00 2E 04 05 00 E9 03 00 00")]
    [InlineData("02 00 0A 00 05 00 E9 03 00 00")]
    public async Task Other_versions_scraps_and_stray_acknowledgements_get_no_answer(string packet)
    {
        await using var bench = new ServerBench();
        var stranger = bench.Client(1001);

        stranger.SendHex(packet);

        await stranger.ExpectNothingAsync();
    }

    [Fact]
    public async Task Copies_in_both_directions_cost_nothing_but_time()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);

        for (ushort number = 2; number < 20; number++)
        {
            sender.Send(number, new SendMessagePacket(1002, MessageType.Text, $"{number}"));
            sender.Repeat();
            await sender.ExpectAckAsync(number);
            await sender.ExpectAckAsync(number);
            await receiver.ExpectAsync((ushort)(number - 1), new OnlineMessagePacket(1001, MessageType.Text, $"{number}"));
            await bench.PassAsync(seconds: 10);
            await receiver.TakeAsync((ushort)(number - 1), new OnlineMessagePacket(1001, MessageType.Text, $"{number}"));
        }
    }

    [Fact]
    public async Task LICQ_repeats_a_packet_three_times_at_20_s_and_each_copy_is_acknowledged()
    {
        await using var bench = new ServerBench();
        var licq = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);
        licq.Send(2, new SendMessagePacket(1002, MessageType.Text, "hello"));
        await licq.ExpectAckAsync(2);
        await receiver.TakeAsync<OnlineMessagePacket>();
        licq.Send(7, new KeepAlivePacket());
        await licq.ExpectAckAsync(7);

        for (var copy = 1; copy <= 3; copy++)
        {
            await bench.PassAsync(seconds: 20);
            licq.Send(2, new SendMessagePacket(1002, MessageType.Text, "hello"));
            await licq.ExpectAckAsync(2);
        }

        await receiver.ExpectNothingAsync();
    }

    [Fact]
    public async Task Six_ACKs_as_icqlib_sends_them_acknowledge_one_packet()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var icqlib = await bench.OnlineAsync(1002);
        await sender.SendAcknowledgedAsync(new SendMessagePacket(1002, MessageType.Text, "one"));
        await icqlib.ExpectAsync(1, new OnlineMessagePacket(1001, MessageType.Text, "one"));

        for (var copy = 1; copy <= 6; copy++)
        {
            icqlib.Ack(1);
        }

        await bench.Network.IdleAsync();
        await sender.SendAcknowledgedAsync(new SendMessagePacket(1002, MessageType.Text, "two"));
        await icqlib.ExpectAsync(2, new OnlineMessagePacket(1001, MessageType.Text, "two"));
        await bench.PassAsync(seconds: 10);
        await icqlib.TakeAsync(2, new OnlineMessagePacket(1001, MessageType.Text, "two"));
    }

    [Fact]
    public async Task A_keep_alive_every_120_s_keeps_a_session()
    {
        await using var bench = new ServerBench();
        var licq = await bench.OnlineAsync(1001);

        for (var minutes = 0; minutes < 30; minutes += 2)
        {
            await bench.PassAsync(seconds: 120);
            await licq.SendAcknowledgedAsync(new KeepAlivePacket());
        }
    }

    [Fact]
    public async Task A_client_to_which_8192_packets_are_under_way_must_acknowledge_some_before_its_requests_are_taken()
    {
        await using var bench = new ServerBench();
        var answer = new InfoReplyPacket(1, 1002, UserInfo.Empty with { AuthorizationRequired = false });
        var greedy = await bench.OnlineAsync(1001);
        for (var request = 0; request < 8192; request++)
        {
            await greedy.SendAcknowledgedAsync(new InfoRequestPacket(1, 1002));
            if (request < 64)
            {
                await greedy.ExpectAsync((ushort)(request + 1), answer);
            }
        }

        greedy.Send(9000, new KeepAlivePacket());
        await greedy.ExpectNothingAsync();

        greedy.Ack(1);
        await greedy.ExpectAsync(65, answer);
        greedy.Send(9000, new KeepAlivePacket());
        await greedy.ExpectAckAsync(9000);
    }

    [Fact]
    public async Task Garbage_does_no_harm()
    {
        await using var bench = new ServerBench();
        var stranger = bench.Client(1003);
        var guest = await bench.OnlineAsync(1001, 1002, 1003, 1004);
        ClientPacket[] packets =
        [
            ClientTranscript.LoginAs("secret"), new ContactListPacket([1002, 1003]), new SendMessagePacket(1002, MessageType.Text, "hello"),
            new StatusChangePacket(OnlineStatus.Away), new OfflineMessagesRequestPacket(), new OfflineMessagesAckPacket(),
            new SendTextCodePacket("B_MESSAGE_ACK"), new KeepAlivePacket(), new SearchUinPacket(1, 1002),
            new SearchUserPacket(2, "a", "b", "c", "d"), new InfoRequestPacket(3, 1002), new ExtInfoRequestPacket(4, 1002),
            new ChangePasswordPacket(5, new Password("x")), new NewUserInfoPacket(6, UserInfo.Empty),
            new UpdateExtInfoPacket(7, new ExtendedUserInfo()), new UpdateInfoPacket(8, UserInfo.Empty), new AuthorizationModePacket(true),
            new AddToListPacket(1002), new VisibleListPacket([1002]), new InvisibleListPacket([1003]),
            new MessageToNewUserPacket(1002, MessageType.AuthorizationGranted, ""),
            new PreLoginPacket(9, 1001, new Password("secret"), default),
            new NewUserPermissionPacket(default), new Login2Packet(0), new QueryServersPacket(default), new QueryAddonsPacket(default),
        ];

        for (var seed = 1; seed <= 2000; seed++)
        {
            var random = new Random(seed);
            var noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            stranger.SendBytes(noise);

            var damaged = new ClientDatagram((ushort)seed, 1001, packets[seed % packets.Length]).ToArray(WireText.Latin1.Encoding);
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            guest.SendBytes(damaged[..random.Next(damaged.Length + 1)]);
        }

        await bench.Network.IdleAsync();
        await using var other = await bench.OnlineAsync(1004);
        await other.SendAcknowledgedAsync(new KeepAlivePacket());
    }
}
