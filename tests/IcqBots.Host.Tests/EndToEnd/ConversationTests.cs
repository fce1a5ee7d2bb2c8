using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.EndToEnd;

/// <summary>People talk to the shipped bots: real server, real bots, shipped scripts, memory network.</summary>
public sealed class ConversationTests
{
    private static readonly Uin Echo = 2001;
    private static readonly Uin Away = 2003;

    [Fact]
    public async Task A_guest_talks_to_echo_through_the_server()
    {
        await using var host = await StartShippedAsync();
        var guest = await host.LogInAsync(1001, "guest");

        var delivery = await TestHost.SoonAsync(guest.SendMessageAsync(Echo, "hello"));
        var answer = await TestHost.ReceiveAsync(guest, Echo);

        Assert.Equal(MessagePath.Server, delivery.Path);
        Assert.Equal((Echo, "You said: hello", MessagePath.Server), (answer.From, answer.Text, answer.Path));
    }

    [Fact]
    public async Task A_guest_talks_to_echo_directly()
    {
        await using var host = await StartShippedAsync();
        var guest = await host.LogInAsync(1001, "guest", peerToPeer: true, Echo);

        var delivery = await TestHost.SoonAsync(guest.SendMessageAsync(Echo, "hello", MessageRoute.Peer));
        var answer = await TestHost.ReceiveAsync(guest, Echo);

        Assert.Equal(MessagePath.Peer, delivery.Path);
        Assert.Equal((Echo, "You said: hello", MessagePath.Peer), (answer.From, answer.Text, answer.Path));
    }

    [Fact]
    public async Task Away_tells_its_away_message_in_the_acknowledgement()
    {
        await using var host = await StartShippedAsync();
        var guest = await host.LogInAsync(1001, "guest", peerToPeer: true, Away);

        var delivery = await TestHost.SoonAsync(guest.SendMessageAsync(Away, "are you there?", MessageRoute.Peer));

        Assert.Equal((OnlineStatus.Away, "Gone fishing."), (delivery.ReceiverStatus, delivery.AwayMessage));
    }

    [Fact]
    public async Task Somebody_with_a_new_uin_gets_an_answer()
    {
        await using var host = await StartShippedAsync();
        var registration = new ServerAccess(host.Network.Loopback, host.Time);
        var uin = await TestHost.SoonAsync(registration.RegisterAsync("127.0.0.1", 4000, new Password("mine"), CancellationToken.None));

        var newcomer = await host.LogInAsync(uin.Value, "mine");
        await TestHost.SoonAsync(newcomer.SendMessageAsync(Echo, "hello"));

        Assert.Equal("You said: hello", (await TestHost.ReceiveAsync(newcomer)).Text);
    }

    [Fact]
    public async Task A_message_to_a_bot_that_is_offline_is_answered_when_it_comes_online()
    {
        const string script = "OnMessage(async message => await message.ReplyAsync($\"{message.Path} {message.Text}\"));";
        await using var server = await TestHost.StartAsync("""
            embedded-server:
              accounts:
                - { uin: 1001, password: guest }
                - { uin: 2001, password: echo }
            """, []);
        var guest = await server.LogInAsync(1001, "guest");
        await TestHost.SoonAsync(guest.SendMessageAsync(Echo, "are you there?"));

        await using var bots = await TestHost.StartAsync(
            """
            server: 127.0.0.1:4000
            bots:
              - { name: echo, uin: 2001, password: echo, scripts: [echo.csx] }
            """,
            [("echo.csx", script)],
            network: server.Network,
            time: server.Time);

        Assert.Equal("Stored are you there?", (await TestHost.ReceiveAsync(guest)).Text);
    }

    [Fact]
    public async Task Every_message_is_answered_exactly_once_over_a_bad_network()
    {
        var time = new ManualTimeProvider();
        await using var network = new MemoryNetwork(time, seed: 7);
        await using var host = await StartShippedAsync(network, time);
        var guest = await host.LogInAsync(1001, "guest");
        network.Faults = new NetworkFaults(Loss: 0.3, Duplication: 0.2, MaxDelay: TimeSpan.FromSeconds(3));
        var texts = Enumerable.Range(0, 40).Select(number => $"message {number}").ToArray();

        var sending = Task.WhenAll(texts.Select(text => guest.SendMessageAsync(Echo, text)));
        var answers = new List<string>();
        await host.UntilAsync(
            () =>
            {
                while (guest.Events.TryRead(out var received))
                {
                    answers.AddRange(received is MessageReceived { From: var from, Text: var text } && from == Echo ? [text] : []);
                }

                return answers.Count >= texts.Length && sending.IsCompleted;
            },
            TimeSpan.FromMilliseconds(500));

        // Whatever is still under way is over after the last retransmission.
        await sending;
        time.Advance(TimeSpan.FromMinutes(3));
        await network.IdleAsync();
        Assert.Equal(texts.Select(text => $"You said: {text}").Order(), answers.Order());
        Assert.False(guest.Events.TryRead(out _));
    }

    [Fact]
    public async Task Two_bots_with_one_script_do_not_mix()
    {
        const string script = """
            var count = 0;
            OnMessage(async message => await message.ReplyAsync($"{Name} {Uin} {++count}"));
            """;
        await using var host = await TestHost.StartAsync(
            """
            embedded-server:
              accounts: [{ uin: 1001, password: guest }]
            bots:
              - { name: one, uin: 3001, password: a, scripts: [count.csx] }
              - { name: two, uin: 3002, password: b, scripts: [count.csx] }
            """,
            [("count.csx", script)]);
        await host.AllOnlineAsync();
        var guest = await host.LogInAsync(1001, "guest");

        foreach (var uin in (uint[])[3001, 3001, 3002])
        {
            await TestHost.SoonAsync(guest.SendMessageAsync(uin, "who?"));
        }

        var answers = new[] { await TestHost.ReceiveAsync(guest), await TestHost.ReceiveAsync(guest), await TestHost.ReceiveAsync(guest) };
        Assert.Equal(
            ["3001: one 3001 1", "3001: one 3001 2", "3002: two 3002 1"],
            answers.Select(answer => $"{answer.From}: {answer.Text}").Order());
    }

    private static Task<TestHost> StartShippedAsync(MemoryNetwork? network = null, ManualTimeProvider? time = null) =>
        ShippedFiles.StartAsync(network, time);
}
