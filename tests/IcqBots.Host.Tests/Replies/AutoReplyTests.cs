using System.Text.RegularExpressions;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Replies;

/// <summary>What bots answer by the rules of bots.yaml, without scripts.</summary>
public sealed class AutoReplyTests : IDisposable
{
    private readonly ReplyBench _bench = new();

    public void Dispose() => _bench.Dispose();

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

        Assert.Equal(answer, await _bench.AskAsync(host, anna, text));
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

        Assert.Equal("welcome", await _bench.AskAsync(host, anna, "1"));
        Assert.Equal("stranger", await _bench.AskAsync(host, anna, "2"));
        Assert.Equal("friend", await _bench.AskAsync(host, boris, "1"));
        await ReplyBench.SetStatusAsync(host, OnlineStatus.DoNotDisturb);
        Assert.Equal("busy", await _bench.AskAsync(host, anna, "3"));
    }

    [Fact]
    public async Task A_rule_has_its_hours()
    {
        await using var host = await StartAsync("""
            - { name: open, when: { between: MON-FRI 07:00-09:00 }, answer: open }
            - { name: closed, answer: closed }
            """);
        var anna = await host.LogInAsync(1001, "p");

        Assert.Equal("open", await _bench.AskAsync(host, anna, "1"));
        await host.Time.AdvanceAsync(TimeSpan.FromHours(1), host.Network);
        Assert.Equal("closed", await _bench.AskAsync(host, anna, "2"));
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

        Assert.Equal("once", await _bench.AskAsync(host, anna, "1"));
        Assert.Equal("always", await _bench.AskAsync(host, anna, "2"));
        Assert.Equal("once", await _bench.AskAsync(host, boris, "1"));
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(10), host.Network);
        Assert.Equal("once", await _bench.AskAsync(host, anna, "3"));
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

        Assert.Equal("rule", await _bench.AskAsync(host, anna, "taken"));
        Assert.Equal("script else", await _bench.AskAsync(host, anna, "else"));
        Assert.Equal("rule", await _bench.AskAsync(host, anna, "both"));
        Assert.Equal("script both", await ReplyBench.NextAsync(host, anna));
    }

    [Fact]
    public async Task The_answer_to_a_question_of_a_script_goes_to_the_script()
    {
        await using var host = await StartAsync(
            "- { name: else, when: { regex: '^[^?]*$' }, answer: rule }",
            "OnMessage(async m => await m.ReplyAsync($\"Hello {await m.AskAsync(\"Name?\")}\"));");
        var anna = await host.LogInAsync(1001, "p");

        Assert.Equal("Name?", await _bench.AskAsync(host, anna, "hi?"));
        Assert.Equal("Hello Anna", await _bench.AskAsync(host, anna, "Anna"));
    }

    [Fact]
    public async Task An_expression_that_takes_for_ever_is_given_up_and_the_next_rule_answers()
    {
        await using var host = await StartAsync("""
            - { name: slow, when: { regex: '^(?=a)(a+)+$' }, answer: slow }
            - { name: else, answer: else }
            """);
        var anna = await host.LogInAsync(1001, "p");

        Assert.Equal("else", await _bench.AskAsync(host, anna, new string('a', 60) + "!"));
        Assert.Contains("The regular expression of the rule slow took too long", Assert.Single(host.Log.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expression_that_looks_only_ahead_of_itself_takes_no_longer_for_any_text()
    {
        await using var host = await StartAsync("""
            - { name: steady, when: { regex: '^(a+)+$' }, answer: "{1}" }
            - { name: else, answer: else }
            """);
        var anna = await host.LogInAsync(1001, "p");

        Assert.Equal("else", await _bench.AskAsync(host, anna, new string('a', 60) + "!"));
        Assert.Equal("aaa", await _bench.AskAsync(host, anna, "aaa"));
        Assert.Empty(host.Log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_rule_passes_on()
    {
        await using var host = await StartAsync("- { name: order, when: { contains: order }, answer: thanks, forward-to: 1002 }");
        var anna = await host.LogInAsync(1001, "p");
        var boris = await host.LogInAsync(1002, "p");

        Assert.Equal("thanks", await _bench.AskAsync(host, anna, "I order a pizza"));
        Assert.Equal("Forwarded from 1001 (Anna):\nI order a pizza", await ReplyBench.NextAsync(host, boris));
    }

    [Fact]
    public async Task Who_is_never_answered_gets_neither_rules_nor_words_nor_the_away_message()
    {
        await using var host = await StartAsync(
            "- { name: hi, when: { text: hi }, answer: ho }",
            more: """
            status: { set: away, message: Gone }
            subscriptions: [{ name: news }]
            guards: { never: [1001] }
            """);
        var anna = await host.LogInAsync(1001, "p");
        var boris = await host.LogInAsync(1002, "p");

        foreach (var text in (string[])["hi", "subscribe", "hello"])
        {
            Assert.Null(await _bench.AskAsync(host, anna, text));
            Assert.NotNull(await _bench.AskAsync(host, boris, text));
        }
    }

    [Fact]
    public async Task Why_a_rule_has_answered_or_not_is_in_the_trace()
    {
        await using var host = await StartAsync("""
            - { name: night, when: { between: 22:00-06:00 }, answer: asleep }
            - { name: prices, when: { contains: [price, cost] }, answer: cheap, once-per: 1h }
            - { name: else, answer: what? }
            """);
        var anna = await host.LogInAsync(1001, "p");

        Assert.Equal("cheap", await _bench.AskAsync(host, anna, "price?"));
        Assert.Null(await _bench.AskAsync(host, anna, "price?"));

        Assert.Equal(
            [
                "rule \"night\" does not match: it is Mon 08:00, its hours are 22:00-06:00",
                "rule \"prices\" does not match: 1001 has got it a moment ago, and gets it once in 1h",
                "rule \"else\" matches",
                "nothing is answered: the same text came a moment ago; it is answered again after 30s",
            ],
            await StepsAsync(host, "rule", "nothing"));
        Assert.Equal("what?", await _bench.AskAsync(host, anna, "hm"));
        Assert.Contains("rule \"prices\" does not match: the text has no \"price\", no \"cost\"", await StepsAsync(host, "rule"));
    }

    [Fact]
    public async Task What_was_answered_before_a_kill_is_not_answered_again_and_nothing_else_is_lost()
    {
        const string Rules = "- { name: once, answer: [one, two, three], once-per: 1h, continue: true }";
        await using (var host = await StartAsync(Rules, "OnMessage(async m => { Log.LogInformation(\"begun\"); await Task.Delay(-1, Stopping); });"))
        {
            var anna = await host.LogInAsync(1001, "p");
            await TestHost.SoonAsync(anna.SendMessageAsync(ReplyBench.Bot, "hi"));
            Assert.Contains(await ReplyBench.NextAsync(host, anna), (string[])["one", "two", "three"]);
            await host.UntilAsync(
                () => host.Log.At(LogLevel.Information).Contains("begun") && _bench.Count("message", "server.db") == 0
                    && _bench.Count("outbox WHERE state = 0") == 0,
                TimeSpan.FromMilliseconds(1));
            _bench.Kill();
        }

        _bench.Restore();
        await using var again = await StartAsync(Rules, "OnMessage(m => m.ReplyAsync($\"again {m.IsRedelivered}\"));");
        var person = await again.LogInAsync(1001, "p");
        Assert.Equal("again True", await ReplyBench.NextAsync(again, person));
        Assert.Equal("again False", await _bench.AskAsync(again, person, "more"));
    }

    [Fact]
    public async Task Bots_of_one_host_do_not_answer_each_other()
    {
        await using var host = await TestHost.StartAsync(
            """
            embedded-server: { accounts: [{ uin: 1001, password: p }] }
            bots:
              - { name: one, uin: 3001, password: b, auto-reply: [{ name: all, answer: one }] }
              - { name: two, uin: 3002, password: b, auto-reply: [{ name: all, answer: two }] }
            """,
            []);
        await host.AllOnlineAsync();
        var anna = await host.LogInAsync(1001, "p");

        await TestHost.SoonAsync(host.Fleet.Bots["two"].SendAsync(new Scripting.OutgoingText(3001, "begin"), CancellationToken.None));
        await host.Time.AdvanceAsync(TimeSpan.FromSeconds(2), host.Network);
        await TestHost.SoonAsync(anna.SendMessageAsync(3001, "hi"));

        Assert.Equal("one", await ReplyBench.NextAsync(host, anna));
        Assert.Equal(3, host.Log.At(LogLevel.Trace).Count(line => line.StartsWith('→') && line.EndsWith("SendMessagePacket", StringComparison.Ordinal)));
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

        // However long this machine takes, no second passes between the messages.
        await one.UntilAsync(() => one.Log.At(LogLevel.Information).Concat(two.Log.At(LogLevel.Information)).Any(IsProgram), TimeSpan.FromMicroseconds(10));
        await time.AdvanceAsync(TimeSpan.FromMinutes(5), network);

        var sent = one.Log.At(LogLevel.Trace).Concat(two.Log.At(LogLevel.Trace)).Count(line => line.StartsWith('→') && line.EndsWith("SendMessagePacket", StringComparison.Ordinal));
        Assert.Equal(3, sent);

        static bool IsProgram(string line) => line.Contains("seems to be a program", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_is_told_once_and_reaches_no_script_where_guards_are_over_scripts()
    {
        await using var host = await StartAsync(
            "- { name: never, when: { text: never }, answer: never }",
            "OnMessage(m => m.ReplyAsync($\"got {m.Text}\"));",
            more: "guards: { scripts: true, per-sender: 2/5m, exchange-gap: 100ms, notice: 'Slowly, {uin}.' }");
        var anna = await host.LogInAsync(1001, "p");

        Assert.Equal("got 1", await _bench.AskAsync(host, anna, "1"));
        Assert.Equal("got 2", await _bench.AskAsync(host, anna, "2"));
        Assert.Equal("Slowly, 1001.", await _bench.AskAsync(host, anna, "3"));
        Assert.Equal("1001", Assert.Single(host.Fleet.Bots["bot"].Replies.Guards.Silent()).Person);
        Assert.Null(await _bench.AskAsync(host, anna, "4"));
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(15), host.Network);
        Assert.Equal("got 5", await _bench.AskAsync(host, anna, "5"));
    }

    /// <summary>The steps of the last message's explanation that begin so, once it is handled.</summary>
    private static async Task<IReadOnlyList<string>> StepsAsync(TestHost host, params string[] beginnings)
    {
        IReadOnlyList<string> steps = [];
        await host.UntilAsync(
            () =>
            {
                var last = host.Fleet.Traces.Last("bot", 1001, 1).SingleOrDefault()?.Steps ?? "";
                steps = [.. last.Split('\n').Select(line => line.Split('\t', 2)[^1])];
                return last.Contains("handled", StringComparison.Ordinal);
            },
            TimeSpan.FromMilliseconds(1));
        return
        [
            .. steps.Where(step => beginnings.Any(beginning => step.StartsWith(beginning, StringComparison.Ordinal)))
                .Select(step => Regex.Replace(step, "[0-9.]+ ?s ago", "a moment ago")),
        ];
    }

    private Task<TestHost> StartAsync(string rules, string? script = null, string more = "contacts: [1002]") => _bench.StartAsync(
        $"{(script is null ? "" : "scripts: [bot.csx]\n")}{more}\nauto-reply:\n{rules}", script ?? "");
}
