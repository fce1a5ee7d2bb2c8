using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using Microsoft.Extensions.Logging;

namespace IcqBots.Client.Tests;

public class MessagingTests
{
    [Fact]
    public async Task A_message_is_delivered_when_the_server_has_acknowledged_it()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var sending = bench.Client.SendMessageAsync(1001, "hello");
        await bench.Server.ExpectHexAsync("02 00 0E 01 05 00 D1 07 00 00 E9 03 00 00 01 00 06 00 68 65 6C 6C 6F 00");
        Assert.False(sending.IsCompleted);
        bench.Server.Ack(5);

        Assert.Equal(
            new Delivery(MessagePath.Server, OnlineStatus.Online, ""), await sending.WaitAsync(ClientBench.SafetyLimit));
    }

    [Fact]
    public async Task A_message_that_arrives_is_told_once_and_each_copy_is_acknowledged()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        await bench.Server.SendAcknowledgedAsync(new OnlineMessagePacket(1001, MessageType.Text, "one\r\ntwo"));
        bench.Server.Repeat();
        await bench.Server.ExpectAckAsync(3);

        var message = await bench.NextAsync<MessageReceived>();
        Assert.Equal(
            new MessageReceived(1001, MessageType.Text, "one\ntwo", bench.Clock.GetUtcNow(), MessagePath.Server), message);
        await bench.ExpectNoEventAsync();
    }

    [Fact]
    public async Task The_flag_for_several_recipients_is_taken_off_and_structured_texts_keep_their_separators()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        await bench.Server.SendAcknowledgedAsync(
            new OnlineMessagePacket(1001, MessageType.Url | MessageType.MultipleRecipients, "look\u00FEhttp://x.org"));

        var message = await bench.NextAsync<MessageReceived>();
        Assert.Equal((MessageType.Url, "look\u00FEhttp://x.org"), (message.Type, message.Text));
    }

    [Fact]
    public async Task Texts_are_in_the_code_page_of_the_identity_in_both_directions()
    {
        await using var bench = new ClientBench(options => options with { Text = WireText.For("windows-1251") });
        await bench.LogInAsync();

        _ = bench.Client.SendMessageAsync(1001, "люблю");
        await bench.Server.ExpectHexAsync("02 00 0E 01 05 00 D1 07 00 00 E9 03 00 00 01 00 06 00 EB FE E1 EB FE 00");
        bench.Server.Ack(5);
        bench.Server.SendHex("02 00 04 01 03 00 E9 03 00 00 01 00 06 00 EB FE E1 EB FE 00");

        Assert.Equal("люблю", (await bench.NextAsync<MessageReceived>()).Text);
    }

    [Fact]
    public async Task Characters_that_the_code_page_lacks_are_replaced_and_warned_of_once_without_the_text()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        Assert.Equal("30 €? ok", await SendAsync(bench, "30 €☃ ok"));
        Assert.Equal("?", await SendAsync(bench, "😀"));

        var warning = Assert.Single(bench.Log.At(LogLevel.Warning));
        Assert.Contains("windows-1252", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("30", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_ends_are_sent_as_CR_LF_and_a_NUL_is_left_out()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        Assert.Equal("one\r\ntwo\r\nthree", await SendAsync(bench, "one\ntwo\r\nth\0ree"));
        Assert.Empty(bench.Log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_long_text_is_sent_in_parts_each_after_the_one_before_was_acknowledged()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        var text = string.Join(' ', Enumerable.Range(1000, 250));

        var sending = bench.Client.SendMessageAsync(1001, text);
        var parts = new List<string>();
        for (ushort number = 5; number < 8; number++)
        {
            parts.Add((await bench.Server.ExpectAsync<SendMessagePacket>(number)).Text);
            await bench.Server.ExpectNothingAsync();
            bench.Server.Ack(number);
        }

        await sending.WaitAsync(ClientBench.SafetyLimit);
        Assert.Equal(text, string.Join(' ', parts));
        Assert.All(parts, part => Assert.InRange(part.Length, 1, 450));
    }

    [Fact]
    public async Task A_message_that_alone_is_not_acknowledged_fails_and_the_session_goes_on()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await bench.LogInAsync();

        var sending = bench.Client.SendMessageAsync(1001, "hello");
        for (var step = 0; step < 14; step++)
        {
            if (step is 6 or 13)
            {
                await bench.Server.TakeAsync<SendTextCodePacket>();
            }
            else
            {
                await bench.Server.ExpectAsync<SendMessagePacket>(5);
            }

            await bench.PassAsync(seconds: 10.01);
        }

        await Assert.ThrowsAsync<DeliveryException>(() => sending.WaitAsync(ClientBench.SafetyLimit));
        Assert.True(bench.Client.IsOnline);
    }

    [Fact]
    public async Task Without_a_session_nothing_can_be_sent()
    {
        await using var bench = new ClientBench();

        await Assert.ThrowsAsync<DeliveryException>(() => bench.Client.SendMessageAsync(1001, "hello"));
    }

    [Fact]
    public async Task A_message_under_way_fails_when_the_client_logs_off()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        var sending = bench.Client.SendMessageAsync(1001, "hello");
        await bench.Server.ExpectAsync<SendMessagePacket>(5);

        await bench.Client.DisconnectAsync();

        await Assert.ThrowsAsync<DeliveryException>(() => sending.WaitAsync(ClientBench.SafetyLimit));
        await bench.Server.ExpectHexAsync(
            "02 00 38 04 06 00 D1 07 00 00 14 00 42 5F 55 53 45 52 5F 44 49 53 43 4F 4E 4E 45 43 54 45 44 00 05 00");
    }

    [Fact]
    public async Task One_sender_cannot_take_the_place_of_the_others()
    {
        await using var bench = new ClientBench(options => options with { MaxWaitingOfSender = 1 });
        await bench.LogInAsync();
        await bench.Server.SendAcknowledgedAsync(new OnlineMessagePacket(1001, MessageType.Text, "one"));

        bench.Server.Send(new OnlineMessagePacket(1001, MessageType.Text, "two"));
        await bench.Server.ExpectNothingAsync();
        await bench.Server.SendAcknowledgedAsync(new OnlineMessagePacket(1002, MessageType.Text, "from another"));

        bench.Client.Handled(await bench.NextAsync<MessageReceived>());
        await bench.Server.SendAcknowledgedAsync(new OnlineMessagePacket(1001, MessageType.Text, "two"));
    }

    [Fact]
    public async Task A_message_that_finds_the_events_full_is_not_acknowledged_and_comes_again()
    {
        await using var bench = new ClientBench(options => options with { MaxWaitingEvents = 1 });
        await bench.LogInAsync();

        await bench.Server.SendAcknowledgedAsync(new OnlineMessagePacket(1001, MessageType.Text, "one"));
        bench.Server.Send(new OnlineMessagePacket(1001, MessageType.Text, "two"));
        await bench.Server.ExpectNothingAsync();

        Assert.Equal("one", (await bench.NextAsync<MessageReceived>()).Text);
        bench.Server.Repeat();
        await bench.Server.ExpectAckAsync(4);
        Assert.Equal("two", (await bench.NextAsync<MessageReceived>()).Text);
    }

    [Theory]
    [InlineData("02 00 18 01 03 00 10 00 43 42 0F 00")]
    [InlineData("02 00 04 01 03 00 E9 03")]
    public async Task What_cannot_be_read_is_acknowledged_and_ignored(string packet)
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        bench.Server.SendHex(packet);

        await bench.Server.ExpectHexAsync("02 00 0A 00 03 00 D1 07 00 00");
        await bench.ExpectNoEventAsync();
        Assert.True(bench.Client.IsOnline);
    }

    [Theory]
    [InlineData("02 00 C2 01 03 00 CA FE", ServerCommand.SystemMessage)]
    [InlineData("02 00 82 00 03 00", ServerCommand.QueryReply)]
    [InlineData("02 00 F4 01 03 00 01", ServerCommand.AuthorizationModeChanged)]
    [InlineData("02 00 7A 03 03 00 01", (ServerCommand)0x037A)]
    public async Task What_nobody_knows_is_acknowledged_and_told(string packet, ServerCommand command)
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        bench.Server.SendHex(packet);

        await bench.Server.ExpectHexAsync("02 00 0A 00 03 00 D1 07 00 00");
        Assert.Equal(command, (await bench.NextAsync<PacketReceived>()).Packet.Command);
    }

    [Fact]
    public async Task Packets_in_one_packet_are_each_taken_and_acknowledged()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        // 0104 from 1001 as number 4, then a packet of packets, which is not looked into.
        bench.Server.SendHex(
            "02 00 12 02 03 00 02 11 00 02 00 04 01 04 00 E9 03 00 00 01 00 03 00 68 69 00 07 00 02 00 12 02 05 00 00");

        await bench.Server.ExpectAckAsync(4);
        await bench.Server.ExpectAckAsync(3);
        Assert.Equal("hi", (await bench.NextAsync<MessageReceived>()).Text);
        await bench.Server.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_packet_of_packets_comes_again_while_there_is_no_room_for_one_of_them()
    {
        await using var bench = new ClientBench(options => options with { MaxWaitingEvents = 1 });
        await bench.LogInAsync();

        // 0104 "a" and 0104 "b" as numbers 4 and 5.
        bench.Server.SendHex(
            "02 00 12 02 03 00 02 0F 00 02 00 04 01 04 00 E9 03 00 00 01 00 01 00 61 0F 00 02 00 04 01 05 00 E9 03 00 00 01 00 01 00 62");
        await bench.Server.ExpectAckAsync(4);
        await bench.Server.ExpectNothingAsync();
        Assert.Equal("a", (await bench.NextAsync<MessageReceived>()).Text);
        bench.Server.Repeat();

        await bench.Server.ExpectAckAsync(4);
        await bench.Server.ExpectAckAsync(5);
        await bench.Server.ExpectAckAsync(3);
        Assert.Equal("b", (await bench.NextAsync<MessageReceived>()).Text);
    }

    [Fact]
    public async Task A_message_to_several_people_says_so()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        await bench.Server.SendAcknowledgedAsync(new OnlineMessagePacket(1001, MessageType.Url | MessageType.MultipleRecipients, "a\u00FEb"));

        var message = await bench.NextAsync<MessageReceived>();
        Assert.Equal((MessageType.Url, true, "a\u00FEb"), (message.Type, message.ToSeveral, message.Text));
    }

    [Fact]
    public async Task Garbage_does_no_harm()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        for (var seed = 1; seed <= 1000; seed++)
        {
            var random = new Random(seed);
            var garbage = new byte[random.Next(80)];
            random.NextBytes(garbage);
            if (garbage.Length >= 6)
            {
                // Right version, commands that do not end the session, numbers ahead of those that are used.
                (garbage[0], garbage[1], garbage[3], garbage[5]) = (2, 0, (byte)random.Next(1, 3), 0x10);
            }

            bench.Server.SendBytes(garbage);
        }

        await bench.Network.IdleAsync();
        Assert.True(bench.Client.IsOnline);
    }

    [Fact]
    public async Task No_message_text_is_logged_at_Information()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        await SendAsync(bench, "private matter");
        await bench.Server.SendAcknowledgedAsync(new OnlineMessagePacket(1001, MessageType.Text, "private matter"));

        Assert.DoesNotContain(bench.Log.At(LogLevel.Information), entry => entry.Contains("private", StringComparison.Ordinal));
    }

    /// <summary>Sends a text of one part; what the server gets.</summary>
    private static async Task<string> SendAsync(ClientBench bench, string text)
    {
        var sending = bench.Client.SendMessageAsync(1001, text);
        var packet = await bench.Server.TakeAsync<SendMessagePacket>();
        await sending.WaitAsync(ClientBench.SafetyLimit);
        return packet.Text;
    }
}
