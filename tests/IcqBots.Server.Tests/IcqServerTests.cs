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
    public async Task Garbage_does_no_harm()
    {
        await using var bench = new ServerBench();
        var stranger = bench.Client(1003);
        var guest = await bench.OnlineAsync(1001, 1002, 1003, 1004);
        ClientPacket[] packets =
        [
            ClientTranscript.LoginAs("secret"), new ContactListPacket([1002, 1003]), new SendMessagePacket(1002, MessageType.Text, "hello"),
            new StatusChangePacket(OnlineStatus.Away), new OfflineMessagesRequestPacket(), new OfflineMessagesAckPacket(),
            new SendTextCodePacket("B_MESSAGE_ACK"), new KeepAlivePacket(),
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
