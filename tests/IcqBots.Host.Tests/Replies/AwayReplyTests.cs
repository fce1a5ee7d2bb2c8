using IcqBots.Client;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Replies;

/// <summary>What people get while a bot is away, and what its admin gets when back; over real connections, through restarts and kills.</summary>
public sealed class AwayReplyTests : IDisposable
{
    private static readonly Uin Bot = ReplyBench.Bot;

    private readonly ReplyBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Each_person_gets_the_text_filled_for_them_once_in_a_period()
    {
        await using var host = await _bench.StartAsync("status: { set: away, message: 'Hello {nick} ({uin}), {bot} is {status} at {time:HH:mm}' }");
        var anna = await host.LogInAsync(1001, "p");
        var boris = await host.LogInAsync(1002, "p");

        Assert.Equal("Hello Anna (1001), Shop is away at 08:00", await _bench.AskAsync(host, anna, "are you there?"));
        Assert.Equal("Hello Boris (1002), Shop is away at 08:00", await _bench.AskAsync(host, boris, "are you there?"));
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(5), host.Network);
        Assert.Null(await _bench.AskAsync(host, anna, "hello?"));

        await ReplyBench.SetStatusAsync(host, OnlineStatus.Online);
        Assert.Null(await _bench.AskAsync(host, anna, "back?"));
        await ReplyBench.SetStatusAsync(host, OnlineStatus.Away, "Gone, {nick}");
        Assert.Equal("Gone, Anna", await _bench.AskAsync(host, anna, "and now?"));
    }

    [Fact]
    public async Task A_period_goes_on_however_long_the_scripts_are_broken_after_a_restart()
    {
        const string Yaml = "away-messages: { away: Gone }\naway-reply: { enabled: true }\nstatus: { set: away }\nscripts: [bot.csx]";
        const string Script = "OnMessage(\"never\", message => message.ReplyAsync(\"yes\"));";
        await using (var host = await _bench.StartAsync(Yaml, Script))
        {
            Assert.Equal("Gone", await _bench.AskAsync(host, await host.LogInAsync(1001, "p"), "one"));
        }

        File.WriteAllText(_bench.PathOf("bot.csx"), "OnMesage(");
        await using var again = await TestHost.StartFileAsync(
            _bench.PathOf("bots.yaml"), null, new TestLog { ExpectsErrors = true }, time: At(TimeSpan.FromMinutes(50)));
        var since = again.Time.GetUtcNow();
        await again.UntilAsync(() => again.Time.GetUtcNow() - since > TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(1));
        File.WriteAllText(_bench.PathOf("bot.csx"), Script);
        _ = again.Fleet.Reloader.ReloadAsync("bot", default);
        await again.UntilAsync(() => again.Fleet.IsOnline("bot"), TimeSpan.FromMilliseconds(20));

        Assert.Null(await _bench.AskAsync(again, await again.LogInAsync(1001, "p"), "two"));
    }

    [Fact]
    public async Task A_period_goes_on_over_a_restart_and_a_time_does_as_well()
    {
        const string Yaml = "away-messages: { away: Gone }\nstatus: { set: away }";
        await using (var host = await _bench.StartAsync(Yaml))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Equal("Gone", await _bench.AskAsync(host, anna, "one"));
        }

        await using (var host = await _bench.StartAsync(Yaml))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Null(await _bench.AskAsync(host, anna, "two"));
            await ReplyBench.SetStatusAsync(host, OnlineStatus.Online);
        }

        await using (var host = await _bench.StartAsync($"{Yaml}\naway-reply: {{ once-per: 1h }}"))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Equal("Gone", await _bench.AskAsync(host, anna, "three"));
        }

        await using (var host = await _bench.StartAsync($"{Yaml}\naway-reply: {{ once-per: 1h }}", time: At(TimeSpan.FromMinutes(50))))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Null(await _bench.AskAsync(host, anna, "four"));
            await host.Time.AdvanceAsync(TimeSpan.FromMinutes(15), host.Network);
            Assert.Equal("Gone", await _bench.AskAsync(host, anna, "five"));
        }
    }

    [Fact]
    public async Task A_peer_gets_the_text_with_the_acknowledgement_and_when_it_reads_it_but_not_as_a_message()
    {
        await using var host = await _bench.StartAsync("""
            away-messages: { dnd: "Not now, {nick}", na: "Holiday, {nick}" }
            status: { set: dnd }
            """);
        var anna = await host.LogInAsync(1001, "p", peerToPeer: true, Bot);

        var delivery = await TestHost.SoonAsync(anna.SendMessageAsync(Bot, "are you there?", MessageRoute.Peer));
        var read = await TestHost.SoonAsync(anna.ReadAwayMessageAsync(Bot));
        await ReplyBench.SetStatusAsync(host, OnlineStatus.NotAvailable);
        var later = await TestHost.SoonAsync(anna.ReadAwayMessageAsync(Bot));

        Assert.Equal((OnlineStatus.DoNotDisturb, "Not now, Anna"), (delivery.ReceiverStatus, delivery.AwayMessage));
        Assert.Equal(("Not now, Anna", "Holiday, Anna"), (read.AwayMessage, later.AwayMessage));
        Assert.Null(await _bench.AnswerAsync(host, anna));
    }

    [Fact]
    public async Task The_message_of_a_bot_that_is_free_for_chat_is_only_for_who_reads_it()
    {
        await using var host = await _bench.StartAsync("""
            away-messages: { free-for-chat: "Ask me anything, {nick}" }
            status: { set: free-for-chat }
            """);
        var anna = await host.LogInAsync(1001, "p", peerToPeer: true, Bot);

        var delivery = await TestHost.SoonAsync(anna.SendMessageAsync(Bot, "hello", MessageRoute.Peer));

        Assert.Equal("Ask me anything, Anna", (await TestHost.SoonAsync(anna.ReadAwayMessageAsync(Bot))).AwayMessage);
        Assert.Equal("", delivery.AwayMessage);
        Assert.Null(await _bench.AskAsync(host, anna, "anybody there?"));
    }

    [Theory]
    [InlineData("User is currently away", MessageType.Text)]
    [InlineData("[Auto-Reply] hi", MessageType.Text)]
    [InlineData("hi", MessageType.Text | MessageType.MultipleRecipients)]
    [InlineData("hi", MessageType.ContactList)]
    [InlineData("hi", MessageType.WebPager)]
    [InlineData("hi", MessageType.EmailExpress)]
    [InlineData("hi", MessageType.ServerMessage)]
    [InlineData("hi", MessageType.YouWereAdded)]
    public async Task Nobody_gets_it_for_what_no_person_has_written_to_the_bot_alone(string text, MessageType type)
    {
        await using var host = await _bench.StartAsync("away-messages: { away: Gone }\nstatus: { set: away }");
        var anna = await host.LogInAsync(1001, "p");

        await TestHost.SoonAsync(anna.SendAsync(Bot, type, text, MessageRoute.Server, MessageUrgency.Normal, CancellationToken.None));

        Assert.Null(await _bench.AnswerAsync(host, anna));
        Assert.Equal("Gone", await _bench.AskAsync(host, anna, "I am real"));
    }

    [Fact]
    public async Task Neither_another_bot_of_the_host_nor_a_stored_message_of_before_gets_it()
    {
        var time = new ManualTimeProvider();
        await using var network = new MemoryNetwork(time);
        await using var server = await TestHost.StartAsync(
            "embedded-server: { accounts: [{ uin: 1001, password: p }, { uin: 3001, password: b }, { uin: 3002, password: b }] }",
            [],
            network: network,
            time: time);
        var anna = await server.LogInAsync(1001, "p");
        await TestHost.SoonAsync(anna.SendMessageAsync(Bot, "while you were offline"));
        await time.AdvanceAsync(TimeSpan.FromMinutes(5), network);

        var path = _bench.PathOf("bots.yaml");
        await File.WriteAllTextAsync(path, """
            server: 127.0.0.1:4000
            data: data
            bots:
              - { name: one, uin: 3001, password: b, status: { set: away, message: Gone } }
              - { name: two, uin: 3002, password: b }
            """);
        await using var host = await TestHost.StartFileAsync(path, null, new TestLog(), network, time);
        await host.AllOnlineAsync();
        await host.Fleet.Bots["two"].SendAsync(new Scripting.OutgoingText(Bot, "hello, brother"), CancellationToken.None);
        await host.UntilAsync(() => _bench.Count("inbox WHERE state = 1") == 2, TimeSpan.FromMilliseconds(10));

        Assert.Equal(0, _bench.Count("outbox WHERE bot = 'one'"));
        await TestHost.SoonAsync(anna.SendMessageAsync(Bot, "and now?"));
        Assert.Equal("Gone", (await TestHost.ReceiveAsync(anna)).Text);
        Assert.Equal(1, _bench.Count("outbox WHERE bot = 'one'"));
    }

    [Fact]
    public async Task A_bot_with_scripts_sends_it_only_where_bots_yaml_wants_it_and_no_script_has_answered()
    {
        const string Script = "OnMessage(m => m.Text == \"hi\", m => m.ReplyAsync(\"ho\"));";
        const string Yaml = "scripts: [bot.csx]\nstatus: { set: away, message: Gone }";
        await using (var host = await _bench.StartAsync(Yaml, Script))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Null(await _bench.AskAsync(host, anna, "hello"));
        }

        await using (var host = await _bench.StartAsync($"{Yaml}\naway-reply:", Script))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Equal("ho", await _bench.AskAsync(host, anna, "hi"));
            Assert.Null(await _bench.AnswerAsync(host, anna));
            await host.Time.AdvanceAsync(TimeSpan.FromMinutes(1), host.Network);
            Assert.Equal("Gone", await _bench.AskAsync(host, anna, "hello"));
        }
    }

    [Fact]
    public async Task Texts_are_kept_through_a_kill_and_handed_over_once()
    {
        const string Yaml = "admins: [1002]\nstatus: { set: away, message: Gone }";
        await using (var host = await _bench.StartAsync(Yaml))
        {
            var anna = await host.LogInAsync(1001, "p");
            foreach (var text in (string[])["one", "two", "Auto-reply: away"])
            {
                await TestHost.SoonAsync(anna.SendMessageAsync(Bot, text));
            }

            await host.UntilAsync(
                () => host.Fleet.Bots["bot"].Replies.Kept.Keys.Count == 2 && _bench.IsIdle(), TimeSpan.FromMilliseconds(1));
            _bench.Kill();
        }

        _bench.Restore();
        await using var again = await _bench.StartAsync(Yaml);
        var boris = await again.LogInAsync(1002, "p");
        Assert.Equal("2 messages:", await _bench.AskAsync(again, boris, " Messages"));
        Assert.Equal("5 Jan 08:00 Anna (1001): one", await ReplyBench.NextAsync(again, boris));
        Assert.Equal("5 Jan 08:00 Anna (1001): two", await ReplyBench.NextAsync(again, boris));
        await again.UntilAsync(() => again.Log.At(LogLevel.Information).Any(line => line.Contains("has got the 2 messages", StringComparison.Ordinal)), TimeSpan.FromMilliseconds(1));
        Assert.Equal("Nobody has written.", await _bench.AskAsync(again, boris, "messages"));
    }

    [Fact]
    public async Task Only_the_latest_texts_are_kept_and_the_admin_is_told()
    {
        await using var host = await _bench.StartAsync("""
            admins: [1002]
            status: { set: away, message: Gone }
            away-reply: { keep: 2, words: [post] }
            """);
        var anna = await host.LogInAsync(1001, "p");
        foreach (var text in (string[])["one", "two", "three"])
        {
            await TestHost.SoonAsync(anna.SendMessageAsync(Bot, text));
        }

        await host.UntilAsync(() => host.Fleet.Bots["bot"].Replies.Kept.Dropped == 1, TimeSpan.FromMilliseconds(1));
        var boris = await host.LogInAsync(1002, "p");
        Assert.Equal("2 messages:", await _bench.AskAsync(host, boris, "post"));
        Assert.Equal("Before them 1 came that are lost: no more than 2 are kept.", await ReplyBench.NextAsync(host, boris));
        Assert.Equal("5 Jan 08:00 Anna (1001): two", await ReplyBench.NextAsync(host, boris));
        Assert.Equal("5 Jan 08:00 Anna (1001): three", await ReplyBench.NextAsync(host, boris));
    }

    [Fact]
    public async Task The_word_is_only_for_admins_and_needs_their_code()
    {
        await using var host = await _bench.StartAsync("""
            admins: [1002]
            admin-codes: { 1002: GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ }
            status: { set: away, message: Gone }
            """);
        var anna = await host.LogInAsync(1001, "p");
        var boris = await host.LogInAsync(1002, "p");

        Assert.Equal("Gone", await _bench.AskAsync(host, anna, "messages"));
        Assert.StartsWith("This needs a code", await _bench.AskAsync(host, boris, "messages"), StringComparison.Ordinal);
        await host.UntilAsync(
            () => TraceOf(1001).Contains("it asks for the kept messages, and 1001 is no admin", StringComparison.Ordinal)
                && TraceOf(1002).Contains("it asks for the kept messages: 1", StringComparison.Ordinal),
            TimeSpan.FromMilliseconds(1));

        string TraceOf(Uin uin) => host.Fleet.Traces.Last("bot", uin, 1).SingleOrDefault()?.Steps ?? "";
    }

    [Fact]
    public async Task Texts_are_passed_on_but_nothing_goes_in_circles()
    {
        await using var host = await _bench.StartAsync("""
            admins: [1002]
            status: { set: away, message: Gone }
            away-reply: { forward-to: 1002 }
            """);
        var anna = await host.LogInAsync(1001, "p");
        var boris = await host.LogInAsync(1002, "p");

        Assert.Equal("Gone", await _bench.AskAsync(host, anna, "where are you?"));
        Assert.Equal("Forwarded from 1001 (Anna):\nwhere are you?", await _bench.AnswerAsync(host, boris));
        await TestHost.SoonAsync(boris.SendMessageAsync(Bot, "here"));
        await TestHost.SoonAsync(anna.SendMessageAsync(Bot, "Forwarded from 1002 (Boris):\nhere"));
        Assert.Null(await _bench.AnswerAsync(host, anna));
        Assert.Equal("Gone", await _bench.AnswerAsync(host, boris));
        Assert.Null(await _bench.AnswerAsync(host, boris));
    }

    private static ManualTimeProvider At(TimeSpan later) => new(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero) + later);
}
