using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Server.Tests.Handlers;

public class AuthorizationTests
{
    public static TheoryData<ClientPacket> Conversation { get; } =
    [
        new SendMessagePacket(1002, MessageType.AuthorizationRequest, "Ann\u00FEAnn\u00FELee\u00FEann@example.org\u00FE1\u00FEplease"),
        new MessageToNewUserPacket(1002, MessageType.AuthorizationRequest, "Ann\u00FE\u00FE\u00FE\u00FE1\u00FEplease"),
        new SendMessagePacket(1002, MessageType.AuthorizationDenied, "no"),
        new MessageToNewUserPacket(1002, MessageType.AuthorizationDenied, "no"),
        new SendMessagePacket(1002, MessageType.AuthorizationGranted, "\u0003"),
        new MessageToNewUserPacket(1002, MessageType.AuthorizationGranted, ""),
    ];

    [Theory]
    [MemberData(nameof(Conversation))]
    public async Task Requests_and_answers_are_passed_on_by_either_command(ClientPacket packet)
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);

        await sender.SendAcknowledgedAsync(packet);

        var (type, text) = ContentOf(packet);
        await receiver.TakeAsync(1, new OnlineMessagePacket(1001, type, text));
    }

    [Theory]
    [MemberData(nameof(Conversation))]
    public async Task Requests_and_answers_wait_for_who_is_offline(ClientPacket packet)
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        await sender.SendAcknowledgedAsync(packet);

        var receiver = await bench.OnlineAsync(1002);
        await receiver.SendAcknowledgedAsync(new OfflineMessagesRequestPacket());

        var (type, text) = ContentOf(packet);
        await receiver.TakeAsync(1, new ReceiveMessagePacket(1001, 2026, 1, 5, 8, 0, type, text));
    }

    [Fact]
    public async Task The_grant_that_LICQ_sends_arrives_byte_for_byte()
    {
        await using var bench = new ServerBench();
        var sender = await bench.OnlineAsync(1001);
        var receiver = await bench.OnlineAsync(1002);

        sender.SendHex("02 00 56 04 05 00 E9 03 00 00 EA 03 00 00 08 00 01 00 00");

        await sender.ExpectAckAsync(5);
        await receiver.ExpectHexAsync("02 00 04 01 01 00 E9 03 00 00 08 00 01 00 00");
    }

    [Theory]
    [InlineData(true, "00")]
    [InlineData(false, "01")]
    public async Task In_answers_0_means_that_others_must_ask_and_1_that_they_need_not(bool required, string authorize)
    {
        await using var bench = new ServerBench();
        var user = await bench.OnlineAsync(1001);
        await user.SendAcknowledgedAsync(new AuthorizationModePacket(required));
        var guest = await bench.OnlineAsync(1002);

        await guest.SendAcknowledgedAsync(new SearchUinPacket(1, 1001));
        await guest.ExpectHexAsync($"02 00 8C 00 01 00 01 00 E9 03 00 00 01 00 00 01 00 00 01 00 00 01 00 00 {authorize} 02");
        guest.Ack(1);
        await guest.TakeAsync<EndOfSearchPacket>();
        await guest.SendAcknowledgedAsync(new InfoRequestPacket(2, 1001));
        await guest.ExpectHexAsync($"02 00 18 01 03 00 02 00 E9 03 00 00 01 00 00 01 00 00 01 00 00 01 00 00 {authorize} 00 00");
    }

    [Fact]
    public async Task Who_must_be_asked_is_seen_by_those_who_did_not_ask()
    {
        await using var bench = new ServerBench();
        var user = await bench.OnlineAsync(1001);
        await user.SendAcknowledgedAsync(new AuthorizationModePacket(AuthorizationRequired: true));
        var guest = await bench.OnlineAsync(1002);

        await guest.SendAcknowledgedAsync(new ContactListPacket([1001]));

        Assert.Equal(1001u, (await guest.TakeAsync<UserOnlinePacket>()).Uin.Value);
    }

    private static (MessageType Type, string Text) ContentOf(ClientPacket packet) => packet switch
    {
        SendMessagePacket message => (message.Type, message.Text),
        MessageToNewUserPacket message => (message.Type, message.Text),
        _ => throw new ArgumentException("Not a message", nameof(packet)),
    };
}
