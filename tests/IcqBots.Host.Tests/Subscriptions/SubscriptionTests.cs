using IcqBots.Host.Scripts;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Subscriptions;

public sealed class SubscriptionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task People_subscribe_and_unsubscribe_with_a_word_and_stay_so_over_a_restart()
    {
        await using (var host = await StartAsync("{ name: news, subscribe: [join], unsubscribe: [stop, leave], goodbye: 'Bye, {nick}' }"))
        {
            Assert.Equal(
                [
                    "You have not subscribed to news. To do so, write: join",
                    "You have subscribed to news. To leave it, write: stop",
                    "You have subscribed to news already. To leave it, write: stop",
                    "script: join us",
                ],
                await TellAsync(host, "stop", " JOIN\n", "Join", "join us"));
            Assert.Equal([1001], Lists(host).SubscribersOf("news")!.Select(uin => (int)uin.Value));
            Assert.Null(Lists(host).SubscribersOf("olds"));
        }

        await using var again = await StartAsync("{ name: news, subscribe: [join], unsubscribe: [stop, leave], goodbye: 'Bye, {nick}' }");
        Assert.NotNull(Lists(again).SinceOf("news", 1001));
        Assert.Equal(["Bye, Guest"], await TellAsync(again, "Leave"));
        Assert.Empty(Lists(again).SubscribersOf("news")!);
    }

    [Fact]
    public async Task Who_shall_confirm_is_subscribed_when_they_have_in_time()
    {
        await using var host = await StartAsync("{ name: news, confirm: true, confirm-within: 5m, yes: [yes, ok] }");

        Assert.Equal(["script: yes", "Reply YES to subscribe to news."], await TellAsync(host, "yes", "subscribe"));
        await host.UntilAsync(Passed(host, TimeSpan.FromMinutes(6)), TimeSpan.FromSeconds(10));
        Assert.Equal(["script: yes", "Reply YES to subscribe to news."], await TellAsync(host, "yes", "subscribe"));
        Assert.Empty(Lists(host).SubscribersOf("news")!);
        Assert.Equal(["You have subscribed to news. To leave it, write: unsubscribe", "script: ok"], await TellAsync(host, "ok", "ok"));
        Assert.NotNull(Lists(host).SinceOf("news", 1001));
    }

    [Fact]
    public async Task What_anybody_could_have_sent_changes_nothing()
    {
        await using var host = await StartAsync("{ name: news }");
        Lists(host).Add("news", 1001);

        var isTaken = await TestHost.SoonAsync(Lists(host).TryTakeAsync(Unverified(host, "unsubscribe")));

        Assert.True(isTaken);
        Assert.NotNull(Lists(host).SinceOf("news", 1001));
        Assert.False(await Lists(host).TryTakeAsync(Unverified(host, "hello")));
        Assert.Empty(host.Fleet.Bots["herald"].People.Everyone());
    }

    [Fact]
    public async Task Words_count_among_what_the_bot_answers_in_all()
    {
        await using var host = await StartAsync("{ name: news }", "guards: { per-bot: 2/1m }");

        Assert.Equal(
            [
                "You have subscribed to news. To leave it, write: unsubscribe",
                "You get nothing of news any more. To come back, write: subscribe",
                "script: Subscribe",
            ],
            await TellAsync(host, "subscribe", "unsubscribe", "Subscribe"));
    }

    [Theory]
    [InlineData(" subscribe ", true)]
    [InlineData("SUBSCRIBE", true)]
    [InlineData("subscribe me", false)]
    [InlineData("", false)]
    public void A_word_is_the_whole_text(string text, bool isOne) => Assert.Equal(isOne, MessageWord.IsOneOf(text, ["join", "subscribe"]));

    private static IncomingMessage Unverified(TestHost host, string text) => new(
        host.Fleet.Bots["herald"], new MessageOrigin(1001, MessageType.Text, host.Time.GetUtcNow(), MessagePath.Peer) { IsVerified = false }, text);

    private static Func<bool> Passed(TestHost host, TimeSpan span)
    {
        var end = host.Time.GetUtcNow() + span;
        return () => host.Time.GetUtcNow() >= end;
    }

    private static Host.Subscriptions.BotSubscriptions Lists(TestHost host) => host.Fleet.Bots["herald"].Subscriptions;

    /// <summary>Sends texts and gives the answer to each.</summary>
    private static async Task<List<string>> TellAsync(TestHost host, params string[] texts)
    {
        await using var guest = await host.LogInAsync(1001, "guest");
        var answers = new List<string>();
        foreach (var text in texts)
        {
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, text));
            answers.Add((await TestHost.ReceiveAsync(guest)).Text);
        }

        return answers;
    }

    private async Task<TestHost> StartAsync(string list, string more = "guards: {}")
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "bot.csx"), "OnMessage(message => message.ReplyAsync($\"script: {message.Text}\"));");
        var path = Path.Combine(_folder.FullName, "bots.yaml");
        File.WriteAllText(path, $$"""
            data: data
            embedded-server: { accounts: [{ uin: 1001, password: guest, nick: Guest }] }
            bots:
              - { name: herald, uin: 3001, password: a, scripts: [bot.csx], subscriptions: [{{list}}], {{more}} }
            """);
        var host = await TestHost.StartFileAsync(path, null, new TestLog());
        await host.AllOnlineAsync();
        return host;
    }
}
