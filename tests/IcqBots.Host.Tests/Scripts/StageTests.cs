using static IcqBots.Host.Tests.Scripts.ScriptTestFolder;

namespace IcqBots.Host.Tests.Scripts;

/// <summary>What docs/testing-scripts.md says of stages and people.</summary>
public sealed class StageTests
{
    private const string Echo = "OnMessage(message => message.ReplyAsync(message.Text));";

    [Theory]
    [InlineData("a.Hears(\"hi\");", null)]
    [InlineData("a.Hears(\"ho\");", "a.tests.csx:5: 1001 should hear \"ho\", but hears \"hi\"")]
    [InlineData("a.Hears(); a.Hears(\"ho\");", "a.tests.csx:5: 1001 should hear \"ho\", but hears nothing")]
    [InlineData("a.Hears(); a.Hears();", "a.tests.csx:5: 1001 should hear something, but hears nothing")]
    [InlineData("a.HearsMatch(\"^h.$\");", null)]
    [InlineData("a.HearsMatch(\"^o\");", "a.tests.csx:5: 1001 should hear something like ^o, but hears \"hi\"")]
    [InlineData("a.HearsOneOf(\"ho\", \"hi\");", null)]
    [InlineData("a.HearsOneOf(\"ho\", \"hu\");", "a.tests.csx:5: 1001 should hear \"ho\" or \"hu\", but hears \"hi\"")]
    [InlineData("a.HearsNothing();", "a.tests.csx:5: 1001 should hear nothing, but hears \"hi\"")]
    [InlineData("bot.Person(1002).HearsNothing();", null)]
    [InlineData("throw new Exception(\"so\");", "a.tests.csx:5: Exception: so")]
    [InlineData("bot.Person(2001);", "a.tests.csx:5: 2001 is the bot itself")]
    [InlineData("bot.Settings(\"a: b\");", "a.tests.csx:5: the script has started already; say this before anything happens")]
    [InlineData("await bot.RunScheduleAsync(\"x\");", "a.tests.csx:5: the script has no OnSchedule(\"x\", …)")]
    [InlineData("await bot.AdvanceAsync(TimeSpan.FromDays(-1));", "a.tests.csx:5: AdvanceAsync(-1.00:00:00): time passes forwards, until the year 9999")]
    public async Task What_does_not_happen_is_told_with_the_line_of_the_test(string expectation, string? failure) =>
        Assert.Equal(failure, await FailureAsync(Echo, $"var a = bot.Person(1001);\n\nawait a.SaysAsync(\"hi\");\n{expectation}"));

    [Theory]
    [InlineData("OnMessage(async m => {\n throw new FormatException(\"no\"); });", "await bot.Person(1001).SaysAsync(\"x\");", "a.csx:2: FormatException: no")]
    [InlineData("\nthrow new FormatException(\"no\");", "await bot.StartAsync();", "a.csx:2: FormatException: no")]
    [InlineData("\nEvery(TimeSpan.MaxValue, async () => { });", "await bot.StartAsync();", "a.csx:2: FormatException: 10675199.02:48:05.4775807 is too long an interval")]
    [InlineData("\nEvery(TimeSpan.FromDays(2), async () => { });", "bot.StartAt(DateTimeOffset.MaxValue.AddDays(-1));\nawait bot.StartAsync();", "a.csx:2: FormatException: 2.00:00:00 is too long an interval")]
    [InlineData("\nRrule(\"FREQ=WEKLY\", new DateTime(2026, 1, 5), async () => { });", "await bot.StartAsync();", "a.csx:2: FormatException: \"FREQ=WEKLY\" is not a rule of RFC 5545: ")]
    [InlineData("\nEvery(TimeSpan.FromHours(1), async () => { }).Between(\"8-22\");", "await bot.StartAsync();", "a.csx:2: FormatException: \"8\" is no time of day such as 08:00")]
    [InlineData("\nEvery(TimeSpan.FromHours(1), async () => { }).Except(\"2026-02-30\");", "await bot.StartAsync();", "a.csx:2: FormatException: there is no such day")]
    [InlineData("\nEvery(TimeSpan.FromHours(1), async () => { }).Except(\"holidays\");", "await bot.StartAsync();", "a.csx:2: FormatException: bots.yaml has no calendar \"holidays\"")]
    [InlineData("\nAt(Clock.GetUtcNow(), async () => { }).Jitter(TimeSpan.FromHours(1));", "await bot.StartAsync();", "a.csx:2: FormatException: what is done once, at a moment, has no such rule")]
    [InlineData("OnStart(async () => {\n throw new FormatException(\"no\"); });", "await bot.StartAsync();", "a.csx:2: FormatException: no")]
    [InlineData("OnStop(async () => {\n throw new FormatException(\"no\"); });", "await bot.StartAsync();", "a.csx:2: FormatException: no")]
    [InlineData("Every(TimeSpan.FromHours(1), async () => {\n throw new FormatException(\"no\"); });", "await bot.AdvanceAsync(TimeSpan.FromDays(1));", "a.csx:2: FormatException: no")]
    [InlineData("Clock.CreateTimer(_ => {\n throw new FormatException(\"no\"); }, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);", "await bot.AdvanceAsync(TimeSpan.FromDays(1));", "a.csx:2: FormatException: no")]
    [InlineData("OnMessage(async m => { while (true) {\n } });", "await bot.Person(1001).SaysAsync(\"x\");", "a.csx:")]
    [InlineData("record S(int A); Settings<S>();", "bot.Settings(\"b: 1\");\nawait bot.StartAsync();", "a.csx:1: FormatException: settings")]
    [InlineData("await Task.Delay(TimeSpan.FromHours(1), Clock);", "await bot.StartAsync();", "a.tests.csx:2: the script does not start:")]
    [InlineData("OnMessage(async m => await new TaskCompletionSource().Task);", "await bot.Person(1001).SaysAsync(\"x\");", "a.tests.csx:2: a handler has not ended within 1 s of real time")]
    [InlineData("OnMessage(async m => await m.ReplyAsync(await Http.GetStringAsync(\"http://a.example/b\")));", "await bot.Person(1001).SaysAsync(\"x\");", "a.csx:1: HttpRequestException: http://a.example/b is not there in this test; say Web(\"http://a.example/b\", \"…\") first")]
    [InlineData("OnMessage(async m => await ChatAsync(1001));", "await bot.Person(1001).SaysAsync(\"x\");", "a.csx:1: DeliveryException: Script tests know nothing of chats")]
    public async Task What_the_script_does_wrong_fails_the_test_with_the_line_of_the_script(string script, string test, string failure) =>
        Assert.StartsWith(failure, await FailureAsync(script, test, limit: script.Contains("TaskCompletion", StringComparison.Ordinal) ? TimeSpan.FromSeconds(1) : null));

    [Theory]
    [InlineData("Every(TimeSpan.FromHours(1), async () => await SendAsync(1001, \"tick\"));", "await bot.AdvanceAsync(TimeSpan.FromHours(2.5));", "09:00:00 tick, 10:00:00 tick")]
    [InlineData("At(new TimeOnly(9, 30), async () => await SendAsync(1001, \"daily\"));", "await bot.AdvanceAsync(TimeSpan.FromDays(2));", "09:30:00 daily, 09:30:00 daily")]
    [InlineData("Cron(\"0 9 * * TUE\", async () => await SendAsync(1001, \"weekly\"), TimeZoneInfo.FindSystemTimeZoneById(\"Europe/Stockholm\"));", "await bot.AdvanceAsync(TimeSpan.FromDays(7));", "08:00:00 weekly")]
    [InlineData("At(Clock.GetUtcNow() - TimeSpan.FromDays(1), async () => await SendAsync(1001, \"late\"));", "await bot.StartAsync();", "08:00:00 late")]
    [InlineData("Every(TimeSpan.FromHours(2), async () => await SendAsync(1001, \"2\")); Every(TimeSpan.FromHours(1), async () => await SendAsync(1001, \"1\"));", "await bot.AdvanceAsync(TimeSpan.FromHours(3));", "09:00:00 1, 10:00:00 2, 10:00:00 1, 11:00:00 1")]
    [InlineData("Every(TimeSpan.FromHours(1), async () => { await Task.Delay(TimeSpan.FromMinutes(90), Clock, Stopping); await SendAsync(1001, \"slow\"); });", "await bot.AdvanceAsync(TimeSpan.FromHours(5));", "10:30:00 slow, 12:30:00 slow")]
    [InlineData("Every(TimeSpan.FromHours(1), async () => { await Task.Delay(TimeSpan.FromMinutes(90), Clock, Stopping); await SendAsync(1001, \"slow\"); }).OnOverlap(Overlap.Queue);", "await bot.AdvanceAsync(TimeSpan.FromHours(5));", "10:30:00 slow, 12:00:00 slow")]
    [InlineData("Every(TimeSpan.FromHours(1), async () => { await Task.Delay(TimeSpan.FromMinutes(90), Clock, Stopping); await SendAsync(1001, \"slow\"); }).OnOverlap(Overlap.Parallel);", "await bot.AdvanceAsync(TimeSpan.FromHours(4));", "10:30:00 slow, 11:30:00 slow")]
    [InlineData("Rrule(\"FREQ=DAILY;INTERVAL=2\", new DateTime(2026, 1, 5, 9, 0, 0), async () => await SendAsync(1001, $\"{Clock.GetUtcNow():MM-dd}\"));", "bot.StartAt(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero)); await bot.AdvanceAsync(TimeSpan.FromDays(5));", "09:00:00 01-07, 09:00:00 01-09")]
    [InlineData("At(new TimeOnly(9, 30), async () => await SendAsync(1001, $\"{Clock.GetUtcNow():MM-dd}\")).Except(\"01-06\", \"2026-01-08..2026-01-20\").Between(\"TUE-THU 09:00-10:00\");", "bot.StartAt(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)); await bot.AdvanceAsync(TimeSpan.FromDays(18));", "09:30:00 01-07, 09:30:00 01-21, 09:30:00 01-22")]
    [InlineData("OnSchedule(\"lunch\", async () => await SendAsync(1001, \"lunch\"));", "bot.StartAt(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(2)));\nawait bot.RunScheduleAsync(\"lunch\");", "10:00:00 lunch")]
    [InlineData("OnSchedule(\"x\", async a => await SendAsync(a.Get<Uin>(\"to\"), a[\"text\"] + (a.Get<int>(\"n\") + a.Get(\"m\", 2)) + a.Has(\"z\")));", "await bot.RunScheduleAsync(\"x\", new() { [\"to\"] = \"1001\", [\"text\"] = \"a b\", [\"n\"] = \"40\" });", "08:00:00 a b42False")]
    [InlineData("OnStart(async () => { if (Jobs.Count == 0) { RunIn(TimeSpan.FromHours(2), \"x\", new() { [\"a\"] = \"b\" }); CancelJob(RunAt(Clock.GetUtcNow(), \"x\").Id); } }); OnSchedule(\"x\", async a => await SendAsync(1001, a[\"a\"]));", "await bot.AdvanceAsync(TimeSpan.FromHours(1)); await bot.RestartAsync(); await bot.AdvanceAsync(TimeSpan.FromHours(3));", "10:00:00 b")]
    [InlineData("OnMessage(async m => { await Task.Yield(); await Task.Delay(TimeSpan.FromSeconds(5), Clock); await Task.Yield(); await m.ReplyAsync(m.Text); });", "await bot.Person(1001).SaysAsync(\"a\"); await bot.Person(1001).SaysAsync(\"b\"); await bot.AdvanceAsync(TimeSpan.FromMinutes(1));", "08:00:05 a, 08:00:10 b")]
    public async Task What_falls_due_happens_at_its_time(string script, string test, string sent) => Assert.Null(await FailureAsync(
        script, $"{test}\nvar sent = string.Join(\", \", bot.Sent.Select(s => $\"{{s.At:HH:mm:ss}} {{s.Text}}\"));\nif (sent != \"{sent}\") throw new Exception(sent);"));

    [Fact]
    public async Task A_day_of_seconds_passes_in_a_moment() => Assert.Null(await FailureAsync(
        "Every(TimeSpan.FromSeconds(1), async () => State.Increment(\"n\"));",
        """
        await bot.AdvanceAsync(TimeSpan.FromDays(1));
        if (bot.State.Get<long>("n") != 24 * 3600) throw new Exception($"{bot.State.Get<long>("n")}");
        """).WaitAsync(TimeSpan.FromMinutes(1)));

    [Fact]
    public async Task Messages_take_turns_as_in_the_host_and_a_question_lets_the_next_one_pass() => Assert.Null(await FailureAsync(
        """
        OnCommand("join", async message =>
        {
            var name = await message.AskAsync("Name?", TimeSpan.FromMinutes(1));
            await Task.Delay(TimeSpan.FromSeconds(10), Clock, Stopping);
            await message.ReplyAsync($"Hello {name}");
        });
        OnMessage(message => message.ReplyAsync($"? {message.Text}"));
        """,
        """
        var (anna, bert) = (bot.Person(1001), bot.Person(1002));
        await Task.WhenAll(anna.SaysAsync("join"), anna.SaysAsync("Anna"), anna.SaysAsync("more"), bert.SaysAsync("join"));
        anna.Hears("Name?");
        anna.HearsNothing();
        await bot.AdvanceAsync(TimeSpan.FromSeconds(10));
        anna.Hears("Hello Anna");
        anna.Hears("? more");
        bert.Hears("Name?");
        await bot.AdvanceAsync(TimeSpan.FromSeconds(51));
        await bert.SaysAsync("Bert");
        bert.Hears("? Bert");
        """));

    [Theory]
    [InlineData("await bot.DisposeAsync();")]
    [InlineData("await bot.RestartAsync();")]
    public async Task A_message_that_still_waits_when_the_script_ends_does_no_harm(string end) => Assert.Null(await FailureAsync(
        """
        OnMessage(async m =>
        {
            await Task.Delay(TimeSpan.FromHours(1), Clock, Stopping);
            await m.ReplyAsync("late");
        });
        """,
        $"""
        var anna = bot.Person(1001);
        await anna.SaysAsync("a");
        await anna.SaysAsync("b");
        {end}
        anna.HearsNothing();
        """));

    [Theory]
    [InlineData("""
        async Task Loop()
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMinutes(1), Clock);
                await SendAsync(1001, "tick");
            }
        }

        OnStart(async () => { _ = Loop(); });
        """)]
    [InlineData("Clock.CreateTimer(_ => SendAsync(1001, \"tick\"), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));")]
    public async Task Loops_and_timers_of_a_script_end_with_it(string script) => Assert.Null(await FailureAsync(
        script,
        """
        await bot.AdvanceAsync(TimeSpan.FromSeconds(90));
        await bot.RestartAsync();
        await bot.AdvanceAsync(TimeSpan.FromSeconds(90));
        var sent = string.Join(", ", bot.Sent);
        if (sent != "08:01:00 to 1001: tick, 08:02:30 to 1001: tick") throw new Exception(sent);
        """));

    [Fact]
    public async Task Of_two_open_questions_a_text_answers_the_last() => Assert.Null(await FailureAsync(
        """
        OnCommand("two", async m =>
        {
            var a = m.AskAsync("first?");
            var b = m.AskAsync("second?");
            await m.ReplyAsync($"{await a} {await b}");
        });
        OnMessage(m => m.ReplyAsync("? " + m.Text));
        """,
        """
        var anna = bot.Person(1001);
        await anna.SaysAsync("two");
        await anna.SaysAsync("A");
        await anna.SaysAsync("B");
        await anna.SaysAsync("C");
        anna.Hears("first?");
        anna.Hears("second?");
        anna.Hears("B A");
        anna.Hears("? C");
        """));

    [Fact]
    public async Task A_handler_may_wait_for_another_one() => Assert.Null(await FailureAsync(
        """
        var gate = new SemaphoreSlim(1);
        OnMessage(async message =>
        {
            await gate.WaitAsync(Stopping);
            await Task.Delay(TimeSpan.FromSeconds(1), Clock, Stopping);
            await message.ReplyAsync(message.Text);
            gate.Release();
        });
        """,
        """
        await bot.Person(1001).SaysAsync("a");
        await bot.Person(1002).SaysAsync("b");
        await bot.AdvanceAsync(TimeSpan.FromSeconds(1));
        bot.Person(1001).Hears("a");
        bot.Person(1002).HearsNothing();
        await bot.AdvanceAsync(TimeSpan.FromSeconds(1));
        bot.Person(1002).Hears("b");
        """));

    [Fact]
    public async Task People_may_be_counted() => Assert.Null(await FailureAsync(
        "OnMessage(async m => { for (var i = 1; i <= 3; i++) { await SendAsync(1000 + i, $\"{m.From == 1000 + i}\"); } });",
        """
        await bot.Person(1002).SaysAsync("a");
        for (var i = 1; i <= 3; i++)
        {
            bot.Person(1000 + i).Hears($"{i == 2}");
        }
        """));

    [Fact]
    public async Task A_restart_keeps_the_state_and_the_contact_list_and_nothing_else() => Assert.Null(await FailureAsync(
        """
        var count = 0;
        OnContactOnline(contact => SendAsync(1002, $"{contact.Uin} is {contact.Status}"));
        OnStop(() => SendAsync(1002, "bye"));
        OnMessage(async message =>
        {
            await SetStatusAsync(OnlineStatus.Away, "gone");
            await message.ReplyAsync($"{++count} {State.Increment("count")} {Contacts.Count}");
            await AddContactAsync(1004);
            await Task.Delay(TimeSpan.FromHours(1), Clock);
            await message.ReplyAsync("never");
        });
        """,
        """
        bot.Contacts(1001);
        var (anna, bert) = (bot.Person(1001), bot.Person(1002));
        await anna.ComesOnlineAsync(OnlineStatus.FreeForChat);
        bert.Hears("1001 is FreeForChat");
        await anna.SaysAsync("hi");
        anna.Hears("1 1 1");
        if ($"{bot.Status} {bot.AwayMessage}" != "Away gone") throw new Exception($"{bot.Status}");
        await bot.RestartAsync();
        bert.Hears("bye");
        bert.Hears("1001 is FreeForChat");
        if ($"{bot.Status}{bot.AwayMessage}" != "Online") throw new Exception($"{bot.Status}");
        await anna.SaysAsync("hi");
        anna.Hears("1 2 2");
        await bot.RestartAsync();
        await bot.AdvanceAsync(TimeSpan.FromHours(2));
        anna.HearsNothing();
        """));

    [Fact]
    public async Task The_server_and_the_web_know_what_the_test_says() => Assert.Null(await FailureAsync(
        """
        record Settings(string Name);
        OnCommand("who is {uin:uin}", async (IncomingMessage message, Uin uin) => await message.ReplyAsync((await GetInfoAsync(uin))?.Nick ?? "nobody"));
        OnCommand("find {nick}", async (IncomingMessage message, string nick) =>
            await message.ReplyAsync(string.Join(", ", (await SearchAsync(new UserSearch { Nick = nick })).Users.Select(user => user.Uin))));
        OnCommand("weather", async message => await message.ReplyAsync(await Http.GetStringAsync("https://weather.example.org/today", Stopping)));
        OnCommand("name", message => message.ReplyAsync(Settings<Settings>().Name)).For(Admins);
        OnUrl(url => url.ReplyAsync($"{url.Description} {url.Address}"));
        OnAdded(added => added.ReplyAsync(added.Person.Nick));
        OnAuthorizationRequest(request => request.GrantAsync());
        OnContactOffline(contact => SendAsync(1001, $"{contact.Uin} has gone"));
        OnContactStatus(contact => SendAsync(1001, $"{contact.Uin} is {contact.Status}"));
        """,
        """
        bot.Settings("name: Anna");
        bot.Admins(1001);
        bot.Contacts(1002);
        bot.CommandPrefix("!");
        bot.Web("https://weather.example.org/today", "rain");
        bot.Info(1002, new UserInfo("Bert", "", "", ""));
        var (anna, bert) = (bot.Person(1001), bot.Person(1002));
        foreach (var text in (string[])["!who is 1002", "!who is 1003", "!find Bert", "!weather", "!name", "name"]) await anna.SaysAsync(text);
        foreach (var text in (string[])["Bert", "nobody", "1002", "rain", "Anna"]) anna.Hears(text);
        anna.HearsNothing();
        await bert.SaysAsync("!name");
        bert.HearsNothing();
        await anna.SendsUrlAsync("http://a.example", "look");
        anna.Hears("look http://a.example");
        await anna.AddsBotAsync("Anna");
        anna.Hears("Anna");
        await anna.RequestsAuthorizationAsync("please");
        anna.HearsMatch("grants");
        await bert.ComesOnlineAsync();
        await bert.ComesOnlineAsync(OnlineStatus.Away);
        await bert.GoesOfflineAsync();
        anna.Hears("1002 is Away");
        anna.Hears("1002 has gone");
        if (bot.Clock.GetUtcNow() != new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero)) throw new Exception($"{bot.Clock.GetUtcNow()}");
        """));

    [Fact]
    public async Task Who_waits_for_somebody_unlisted_is_told_so() => Assert.Equal(
        "a.tests.csx:3: 1001 should hear \"hi\", but hears nothing "
        + "(the bot does not see them come online: say Contacts(1001), or let the script call AddContactAsync)",
        await FailureAsync(
            "OnContactOnline(contact => SendAsync(contact.Uin, \"hi\"));",
            "await bot.Person(1001).ComesOnlineAsync();\nbot.Person(1001).Hears(\"hi\");"));
}
