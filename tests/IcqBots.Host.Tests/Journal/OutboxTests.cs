using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Journal;

public sealed class OutboxTests
{
    private const string Bots = """
        embedded-server: { accounts: [{ uin: 1001, password: guest }, { uin: 1002, password: other }] }
        bots:
          - { name: bot, uin: 3001, password: a, scripts: [bot.csx] }
        """;

    [Fact]
    public async Task What_expires_is_given_up_shown_and_sent_at_the_owners_wish()
    {
        await using var host = await StartAsync();
        await host.AllOnlineAsync();
        await host.Server.StopAsync(CancellationToken.None);
        var sent = await SendAsync(host, "too late", host.Time.GetUtcNow() + TimeSpan.FromMinutes(20));

        await host.UntilAsync(() => sent.Delivered.IsCompleted, TimeSpan.FromSeconds(30));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => sent.Delivered);
        Assert.StartsWith("It could not be delivered before ", failure.Message, StringComparison.Ordinal);
        await host.Fleet.FlushAsync();
        var line = Assert.Single(host.Fleet.Journal.Failed());
        Assert.StartsWith("out-1  bot to 1001, ", line, StringComparison.Ordinal);
        Assert.EndsWith("\"too late\"", line, StringComparison.Ordinal);
        Assert.Equal(0, await host.Fleet.Journal.RetryAsync("out-2"));
        Assert.Equal(1, await host.Fleet.Journal.RetryAsync("out-1"));
        Assert.Empty(host.Fleet.Journal.Failed());
        Assert.False(host.Fleet.Bots["bot"].Outbox.EmptyAsync().IsCompleted);
    }

    [Fact]
    public async Task Of_two_retries_at_a_time_one_takes_the_message()
    {
        await using var host = await StartAsync();
        await host.AllOnlineAsync();
        await host.Server.StopAsync(CancellationToken.None);
        var sent = await SendAsync(host, "again", host.Time.GetUtcNow() + TimeSpan.FromMinutes(20));
        await host.UntilAsync(() => sent.Delivered.IsCompleted, TimeSpan.FromSeconds(30));

        var taken = await Task.WhenAll(host.Fleet.Journal.RetryAsync("all"), host.Fleet.Journal.RetryAsync("all"));

        Assert.Equal(1, taken.Sum());
    }

    [Fact]
    public async Task What_was_given_up_can_be_forgotten()
    {
        await using var host = await StartAsync();
        await host.AllOnlineAsync();
        await host.Server.StopAsync(CancellationToken.None);
        var sent = await SendAsync(host, "gone", host.Time.GetUtcNow() + TimeSpan.FromMinutes(20));
        await host.UntilAsync(() => sent.Delivered.IsCompleted, TimeSpan.FromSeconds(30));

        Assert.Equal(1, await host.Fleet.Journal.DropAsync("all"));

        Assert.Empty(host.Fleet.Journal.Failed());
        await TestHost.SoonAsync(host.Fleet.Bots["bot"].Outbox.EmptyAsync());
    }

    [Fact]
    public async Task No_more_are_taken_while_ten_thousand_wait()
    {
        await using var host = await StartAsync();
        await host.AllOnlineAsync();
        await host.Server.StopAsync(CancellationToken.None);
        for (var i = 0; i < 10_000; i++)
        {
            await SendAsync(host, "waits");
        }

        // What was not taken does not count as sent.
        for (var tries = 0; tries < 2; tries++)
        {
            var failure = await Assert.ThrowsAsync<DeliveryException>(() => SendAsync(host, "one more", key: "one"));
            Assert.Contains("10000 messages of bot wait", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Messages_to_one_person_arrive_in_their_order_over_a_bad_network_and_those_with_a_key_once()
    {
        var time = new ManualTimeProvider();
        await using var network = new MemoryNetwork(time);
        await using var host = await TestHost.StartAsync(
            Bots,
            [
                ("bot.csx", """
                    OnMessage(async message =>
                    {
                        for (var i = 0; i < 20; i++)
                        {
                            await message.ReplyAsync($"{i}");
                            await message.ReplyAsync("once", key: "k");
                        }
                    });
                    """),
            ],
            network: network,
            time: time);
        await host.AllOnlineAsync();
        var guest = await host.LogInAsync(1001, "guest");
        network.Faults = new NetworkFaults(Loss: 0.2, Duplication: 0.2, MaxDelay: TimeSpan.FromMilliseconds(300));
        var sending = guest.SendMessageAsync(3001, "go");
        var heard = new List<string>();

        await host.UntilAsync(
            () =>
            {
                while (guest.Events.TryRead(out var told))
                {
                    heard.Add(((Client.MessageReceived)told).Text);
                }

                return heard.Count >= 21;
            },
            TimeSpan.FromMilliseconds(100));

        await TestHost.SoonAsync(sending);
        Assert.Equal(["0", "once", .. Enumerable.Range(1, 19).Select(i => $"{i}")], heard);
    }

    [Fact]
    public async Task A_long_text_with_a_key_waits_until_its_last_part_has_arrived()
    {
        await using var host = await StartAsync();
        await host.AllOnlineAsync();
        var guest = await host.LogInAsync(1001, "guest");
        var outbox = host.Fleet.Bots["bot"].Outbox;
        host.Network.Faults = new NetworkFaults(MaxDelay: TimeSpan.FromMilliseconds(500));
        var sent = await SendAsync(host, string.Join(' ', Enumerable.Repeat("words", 300)), key: "k");
        var heard = 0;
        var isForgotten = false;

        await host.UntilAsync(
            () =>
            {
                while (guest.Events.TryRead(out _))
                {
                    heard++;
                }

                isForgotten |= !sent.Delivered.IsCompleted && outbox.Waiting("k") is null;
                return sent.Delivered.IsCompleted && heard > 2;
            },
            TimeSpan.FromMilliseconds(20));

        Assert.False(isForgotten);
        await (await SendAsync(host, "other", key: "k")).Delivered;
        Assert.Null(outbox.Waiting("k"));
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(Bots, [("bot.csx", "OnMessage(m => m.ReplyAsync(m.Text));")]);

    private static Task<SentMessage> SendAsync(TestHost host, string text, DateTimeOffset? expiresAt = null, string? key = null) => TestHost.SoonAsync(
        host.Fleet.Bots["bot"].SendAsync(new OutgoingText(1001, text) { ExpiresAt = expiresAt, Key = key }, CancellationToken.None));
}
