using IcqBots.Client;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Replies;

/// <summary>What bots answer by the rules of bots.yaml, without scripts.</summary>
public sealed class AutoReplyTests
{
    private static readonly Uin Bot = 3001;

    [Theory]
    [InlineData("prices please", "by contains")]
    [InlineData("  HELLO ", "by text")]
    [InlineData("order 12 pizzas", "12 times pizzas, Anna: order 12 pizzas")]
    [InlineData("hello you", "else")]
    public async Task The_first_rule_that_fits_answers(string text, string answer)
    {
        await using var host = await StartAsync("""
            - { name: a, when: { contains: [price, cost] }, answer: by contains }
            - { name: b, when: { text: hello }, answer: by text }
            - { name: c, when: { regex: 'order (\d+) (?<what>\w+)' }, answer: "{1} times {what}, {nick}: {text}" }
            - { name: d, answer: else }
            """);
        var anna = await host.LogInAsync(1001, "p");

        Assert.Equal(answer, await AskAsync(host, anna, text));
    }

    [Fact]
    public async Task A_rule_asks_for_the_person_and_for_the_status()
    {
        await using var host = await StartAsync("""
            - { name: first, when: { first-contact: true, from: [1001, 1003] }, answer: welcome }
            - { name: friend, when: { stranger: false }, answer: friend }
            - { name: busy, when: { status: [occupied, dnd] }, answer: busy }
            - { name: stranger, when: { stranger: true }, answer: stranger }
            """);
        var anna = await host.LogInAsync(1001, "p");
        var boris = await host.LogInAsync(1002, "p");

        Assert.Equal("welcome", await AskAsync(host, anna, "1"));
        Assert.Equal("stranger", await AskAsync(host, anna, "2"));
        Assert.Equal("friend", await AskAsync(host, boris, "1"));
        await TestHost.SoonAsync(host.Fleet.Bots["bot"].SetStatusAsync(OnlineStatus.DoNotDisturb, "", CancellationToken.None));
        Assert.Equal("busy", await AskAsync(host, anna, "3"));
    }

    [Fact]
    public async Task A_rule_whose_time_is_not_over_lets_the_next_one_answer()
    {
        await using var host = await StartAsync("""
            - { name: once, answer: once, once-per: 10m }
            - { name: always, answer: always }
            """);
        var anna = await host.LogInAsync(1001, "p");
        var boris = await host.LogInAsync(1002, "p");

        Assert.Equal("once", await AskAsync(host, anna, "1"));
        Assert.Equal("always", await AskAsync(host, anna, "2"));
        Assert.Equal("once", await AskAsync(host, boris, "1"));
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(10), host.Network);
        Assert.Equal("once", await AskAsync(host, anna, "3"));
    }

    [Fact]
    public async Task Scripts_get_what_no_rule_has_taken_and_what_goes_on()
    {
        await using var host = await StartAsync(
            """
            - { name: taken, when: { text: taken }, answer: rule }
            - { name: both, when: { text: both }, answer: rule, continue: true }
            """,
            "OnMessage(m => m.ReplyAsync($\"script {m.Text}\"));");
        var anna = await host.LogInAsync(1001, "p");

        Assert.Equal("rule", await AskAsync(host, anna, "taken"));
        Assert.Equal("script else", await AskAsync(host, anna, "else"));
        Assert.Equal("rule", await AskAsync(host, anna, "both"));
        Assert.Equal("script both", await NextAsync(host, anna));
    }

    [Fact]
    public async Task The_answer_to_a_question_of_a_script_goes_to_the_script()
    {
        await using var host = await StartAsync(
            "- { name: else, when: { regex: '^[^?]*$' }, answer: rule }",
            "OnMessage(async m => await m.ReplyAsync($\"Hello {await m.AskAsync(\"Name?\")}\"));");
        var anna = await host.LogInAsync(1001, "p");

        Assert.Equal("Name?", await AskAsync(host, anna, "hi?"));
        Assert.Equal("Hello Anna", await AskAsync(host, anna, "Anna"));
    }

    [Fact]
    public async Task An_expression_that_takes_for_ever_is_given_up_and_the_next_rule_answers()
    {
        await using var host = await StartAsync("""
            - { name: slow, when: { regex: '^(a+)+$' }, answer: slow }
            - { name: else, answer: else }
            """);
        var anna = await host.LogInAsync(1001, "p");

        Assert.Equal("else", await AskAsync(host, anna, new string('a', 60) + "!"));
        Assert.Contains("The regular expression of the rule slow took too long", Assert.Single(host.Log.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_passes_on()
    {
        await using var host = await StartAsync("- { name: order, when: { contains: order }, answer: thanks, forward-to: 1002 }");
        var anna = await host.LogInAsync(1001, "p");
        var boris = await host.LogInAsync(1002, "p");

        Assert.Equal("thanks", await AskAsync(host, anna, "I order a pizza"));
        Assert.Equal("Forwarded from 1001 (Anna):\nI order a pizza", await NextAsync(host, boris));
    }

    [Fact]
    public async Task Two_bots_that_answer_each_other_exchange_at_most_three_messages()
    {
        var time = new ManualTimeProvider();
        await using var network = new MemoryNetwork(time);
        await using var one = await TestHost.StartAsync(
            """
            embedded-server: { accounts: [{ uin: 3002, password: b }] }
            bots:
              - name: one
                uin: 3001
                password: b
                auto-reply: [{ name: all, answer: ["one says {text}", "one hears {text}"] }]
            """,
            [],
            network: network,
            time: time);
        await using var two = await TestHost.StartAsync(
            """
            server: 127.0.0.1:4000
            bots:
              - { name: two, uin: 3002, password: b, auto-reply: [{ name: all, answer: "two says {text}" }] }
            """,
            [],
            network: network,
            time: time);
        await Task.WhenAll(one.AllOnlineAsync(), two.AllOnlineAsync());

        await TestHost.SoonAsync(two.Fleet.Bots["two"].SendAsync(new Scripting.OutgoingText(3001, "begin"), CancellationToken.None));
        await one.UntilAsync(() => one.Log.At(LogLevel.Information).Concat(two.Log.At(LogLevel.Information)).Any(IsProgram), TimeSpan.FromMilliseconds(10));
        await time.AdvanceAsync(TimeSpan.FromMinutes(5), network);

        var sent = one.Log.At(LogLevel.Trace).Concat(two.Log.At(LogLevel.Trace)).Count(line => line.StartsWith('→') && line.EndsWith("SendMessagePacket", StringComparison.Ordinal));
        Assert.Equal(3, sent);

        static bool IsProgram(string line) => line.Contains("seems to be a program", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_is_told_once_and_reaches_no_script_where_guards_are_over_scripts()
    {
        await using var host = await StartAsync(
            "[]",
            "OnMessage(m => m.ReplyAsync($\"got {m.Text}\"));",
            "guards: { scripts: true, per-sender: 2/1m, exchange-gap: 100ms, notice: 'Slowly, {uin}.' }");
        var anna = await host.LogInAsync(1001, "p");

        Assert.Equal("got 1", await AskAsync(host, anna, "1"));
        await PauseAsync(host);
        Assert.Equal("got 2", await AskAsync(host, anna, "2"));
        await PauseAsync(host);
        Assert.Equal("Slowly, 1001.", await AskAsync(host, anna, "3"));
        await TestHost.SoonAsync(anna.SendMessageAsync(Bot, "4"));
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(3), host.Network);
        Assert.Equal("got 5", await AskAsync(host, anna, "5"));
    }

    private static Task PauseAsync(TestHost host) => host.Time.AdvanceAsync(TimeSpan.FromSeconds(2), host.Network);

    /// <summary>The answer, which comes for certain. People take longer than a second to write.</summary>
    private static async Task<string> AskAsync(TestHost host, IcqClient person, string text)
    {
        await PauseAsync(host);
        await TestHost.SoonAsync(person.SendMessageAsync(Bot, text, MessageRoute.Server));
        return await NextAsync(host, person);
    }

    private static async Task<string> NextAsync(TestHost host, IcqClient person)
    {
        var next = TestHost.ReceiveAsync(person);
        await host.UntilAsync(() => next.IsCompleted, TimeSpan.FromMilliseconds(20));
        return (await next).Text;
    }

    private static async Task<TestHost> StartAsync(string rules, string? script = null, string more = "")
    {
        var host = await TestHost.StartAsync(
            $$"""
            embedded-server: { accounts: [{ uin: 1001, password: p, nick: Anna }, { uin: 1002, password: p, nick: Boris }] }
            bots:
              - name: bot
                uin: 3001
                password: b
                contacts: [1002]
                {{(script is null ? "" : "scripts: [bot.csx]")}}
                {{more}}
                auto-reply:
                  {{rules.ReplaceLineEndings("\n      ")}}
            """,
            script is null ? [] : [("bot.csx", script)]);
        await host.AllOnlineAsync();
        return host;
    }
}
