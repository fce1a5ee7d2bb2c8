using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.EndToEnd;

public sealed class BotTests
{
    private static readonly Uin Bot = 3001;

    [Fact]
    public async Task An_exception_in_a_handler_is_logged_with_file_and_line_and_the_bot_goes_on()
    {
        await using var host = await StartAsync("""
            OnMessage(async message =>
            {
                await Task.Yield();
                if (message.Text == "boom") throw new InvalidOperationException("out of order");
                await message.ReplyAsync("fine");
            });
            """);
        var guest = await host.LogInAsync(1001, "guest");

        await TestHost.SoonAsync(guest.SendMessageAsync(Bot, "boom"));
        await TestHost.SoonAsync(guest.SendMessageAsync(Bot, "hello"));

        Assert.Equal("fine", (await TestHost.ReceiveAsync(guest)).Text);
        Assert.StartsWith("bot.csx:4: InvalidOperationException", Assert.Single(host.Log.At(LogLevel.Error)), StringComparison.Ordinal);
        Assert.Contains("bot.csx:4: it says: out of order", host.Log.At(LogLevel.Debug));
    }

    [Fact]
    public async Task Neither_passwords_nor_texts_are_logged_above_debug()
    {
        await using var host = await StartAsync("""
            OnMessage(async message =>
            {
                await message.ReplyAsync("Your number is private-answer");
                int.Parse(message.Text.Substring(1, 4));
            });
            """);
        var guest = await host.LogInAsync(1001, "guest");

        await TestHost.SoonAsync(guest.SendMessageAsync(Bot, "private-question"));
        await TestHost.ReceiveAsync(guest);
        await Assert.ThrowsAsync<LoginException>(() => host.LogInAsync(1002, "wrong-password"));

        await host.UntilAsync(() => host.Log.At(LogLevel.Error).Count > 0, TimeSpan.FromMilliseconds(1));
        var log = string.Join('\n', host.Log.At(LogLevel.Information));
        Assert.Contains("bot.csx:4: FormatException", log, StringComparison.Ordinal);
        Assert.DoesNotContain("riva", log, StringComparison.Ordinal);
        Assert.DoesNotContain("-password", string.Join('\n', host.Log.At(LogLevel.Trace)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_with_a_mistake_keeps_only_its_own_bot_offline()
    {
        await using var host = await TestHost.StartAsync(
            """
            embedded-server:
              accounts: [{ uin: 1001, password: guest }]
            bots:
              - { name: broken, uin: 3001, password: a, scripts: [broken.csx] }
              - { name: good, uin: 3002, password: b, scripts: [good.csx] }
            """,
            [
                ("broken.csx", "OnMessage(async message =>\n    await message.ReplyAsnyc(\"hello\"));"),
                ("good.csx", "OnMessage(async message => await message.ReplyAsync(\"hello\"));"),
            ],
            new TestLog { ExpectsErrors = true });
        var guest = await host.LogInAsync(1001, "guest");

        await TestHost.SoonAsync(guest.SendMessageAsync(3001, "hello"));
        await TestHost.SoonAsync(guest.SendMessageAsync(3002, "hello"));

        Assert.Equal(3002u, (await TestHost.ReceiveAsync(guest)).From.Value);
        await host.UntilAsync(() => host.Log.At(LogLevel.Error).Count == 2, TimeSpan.FromMilliseconds(1));
        Assert.StartsWith("broken.csx:2:19: error CS1061:", host.Log.At(LogLevel.Error)[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Bot, host.Server.Online);
    }

    [Fact]
    public async Task Messages_of_one_sender_are_handled_in_order_while_others_are_served()
    {
        await using var host = await StartAsync("""
            var gate = new TaskCompletionSource();
            OnMessage(async message =>
            {
                if (message.Text == "wait") await gate.Task;
                if (message.Text == "open") gate.SetResult();
                await message.ReplyAsync(message.Text);
            });
            """);
        var guest = await host.LogInAsync(1001, "guest");
        var other = await host.LogInAsync(1002, "other");

        await TestHost.SoonAsync(guest.SendMessageAsync(Bot, "wait"));
        await TestHost.SoonAsync(guest.SendMessageAsync(Bot, "behind"));
        await TestHost.SoonAsync(other.SendMessageAsync(Bot, "open"));

        Assert.Equal("open", (await TestHost.ReceiveAsync(other)).Text);
        Assert.Equal("wait", (await TestHost.ReceiveAsync(guest)).Text);
        Assert.Equal("behind", (await TestHost.ReceiveAsync(guest)).Text);
    }

    [Fact]
    public async Task Script_code_of_one_bot_never_runs_in_parallel()
    {
        await using var host = await StartAsync("""
            var inside = 0;
            OnMessage(async message =>
            {
                for (var i = 0; i < 100; i++)
                {
                    if (Interlocked.Increment(ref inside) != 1) throw new InvalidOperationException("two at once");
                    Thread.SpinWait(1000);
                    Interlocked.Decrement(ref inside);
                    await Task.Yield();
                }

                await message.ReplyAsync("alone");
            });
            """, new TestLog());
        var guest = await host.LogInAsync(1001, "guest");
        var other = await host.LogInAsync(1002, "other");

        await TestHost.SoonAsync(Task.WhenAll(guest.SendMessageAsync(Bot, "a"), other.SendMessageAsync(Bot, "b")));

        Assert.Equal("alone", (await TestHost.ReceiveAsync(guest)).Text);
        Assert.Equal("alone", (await TestHost.ReceiveAsync(other)).Text);
    }

    [Fact]
    public async Task A_bot_comes_back_by_itself_after_the_server_was_away()
    {
        var time = new ManualTimeProvider();
        await using var network = new MemoryNetwork(time);
        var first = await StartServerAsync(network, time);
        await using var bots = await TestHost.StartAsync(
            """
            server: 127.0.0.1:4000
            bots:
              - { name: bot, uin: 3001, password: a, scripts: [bot.csx] }
            """,
            [("bot.csx", "OnMessage(async message => await message.ReplyAsync(\"back\"));")],
            network: network,
            time: time);
        await bots.AllOnlineAsync();

        await first.DisposeAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        await using var second = await StartServerAsync(network, time);
        await second.UntilAsync(() => second.Server.Online.Contains(Bot), TimeSpan.FromSeconds(1));

        var guest = await second.LogInAsync(1001, "guest");
        await TestHost.SoonAsync(guest.SendMessageAsync(Bot, "are you there?"));
        Assert.Equal("back", (await TestHost.ReceiveAsync(guest)).Text);
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_tried_again_only_after_a_long_time()
    {
        var time = new ManualTimeProvider();
        await using var network = new MemoryNetwork(time);
        await using var server = await StartServerAsync(network, time);
        await using var host = await TestHost.StartAsync(
            """
            server: 127.0.0.1:4000
            bots:
              - { name: bot, uin: 3001, password: wrong }
            """,
            [],
            new TestLog { ExpectsErrors = true },
            network,
            time);

        await host.UntilAsync(() => host.Log.At(LogLevel.Error).Count > 0, TimeSpan.FromMilliseconds(1));
        time.Advance(TimeSpan.FromMinutes(7));
        await network.IdleAsync();

        Assert.Contains("The server refused UIN 3001", Assert.Single(host.Log.At(LogLevel.Error)), StringComparison.Ordinal);
        await host.UntilAsync(() => host.Log.At(LogLevel.Error).Count == 2, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Stopping_lets_a_handler_end_and_logs_off()
    {
        var host = await StartAsync("""
            OnMessage(async message =>
            {
                await Task.WhenAny(Task.Delay(Timeout.Infinite, Stopping));
                await message.ReplyAsync("last words");
            });
            """);
        var guest = await host.LogInAsync(1001, "guest");
        await TestHost.SoonAsync(guest.SendMessageAsync(Bot, "hello"));

        await TestHost.SoonAsync(host.Fleet.StopAsync(CancellationToken.None));

        Assert.Equal("last words", (await TestHost.ReceiveAsync(guest)).Text);
        Assert.DoesNotContain(Bot, host.Server.Online);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_script_that_hangs_in_its_top_level_code()
    {
        var host = await TestHost.StartAsync(
            """
            embedded-server: {}
            bots:
              - { name: bot, uin: 3001, password: a, scripts: [bot.csx] }
            """,
            [("bot.csx", "Log.LogInformation(\"begun\"); await Task.Delay(-1);")]);
        await host.UntilAsync(() => host.Log.At(LogLevel.Information).Contains("begun"), TimeSpan.FromMilliseconds(1));

        await TestHost.SoonAsync(host.Fleet.StopAsync(CancellationToken.None));

        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_password_beyond_ascii_logs_in_to_the_embedded_server()
    {
        await using var host = await TestHost.StartAsync(
            """
            embedded-server: {}
            bots:
              - { name: bot, uin: 3001, password: пароль, encoding: windows-1251 }
            """,
            []);

        await host.AllOnlineAsync();
    }

    private static async Task<TestHost> StartAsync(string script, TestLog? log = null)
    {
        var host = await TestHost.StartAsync(
            """
            embedded-server:
              accounts:
                - { uin: 1001, password: guest }
                - { uin: 1002, password: other }
            bots:
              - { name: bot, uin: 3001, password: bot-password, scripts: [bot.csx] }
            """,
            [("bot.csx", script)],
            log ?? new TestLog { ExpectsErrors = true });
        await host.AllOnlineAsync();
        return host;
    }

    private static Task<TestHost> StartServerAsync(MemoryNetwork network, ManualTimeProvider time) => TestHost.StartAsync(
        """
        embedded-server:
          accounts:
            - { uin: 1001, password: guest }
            - { uin: 3001, password: a }
        """,
        [],
        network: network,
        time: time);
}
