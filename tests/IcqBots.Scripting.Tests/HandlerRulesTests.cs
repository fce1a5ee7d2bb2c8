using IcqBots.Protocol;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Tests;

public sealed class HandlerRulesTests : IDisposable
{
    private readonly RecordingBot _bot = new() { Contacts = [new Contact(1001, OnlineStatus.Online)], Admins = [1002] };
    private readonly RecordingEnvironment _environment;
    private BotScript _script;
    private ScriptInstance _instance;

    public HandlerRulesTests()
    {
        _environment = new RecordingEnvironment(_bot.Clock);
        (_script, _instance) = NewVersion();
    }

    public void Dispose() => _instance.Dispose();

    [Fact]
    public async Task A_handler_is_for_the_people_that_its_rules_name()
    {
        _script.OnMessage(Answer("admin")).For(_script.Admins);
        _script.OnMessage(Answer("listed")).For(1001, 1003);
        _script.OnMessage(Answer("contact")).FromContacts();
        _script.OnMessage(Answer("stranger")).FromStrangers();
        _script.OnMessage(Answer("nobody")).FromContacts().For(1003);

        Assert.Equal("listed contact", await AnswersAsync(1001));
        Assert.Equal("admin stranger", await AnswersAsync(1002));
        Assert.Equal("listed stranger", await AnswersAsync(1003));
    }

    [Fact]
    public async Task Once_per_person_counts_for_each_person_and_tells_once_per_period()
    {
        _script.OnMessage(Answer("welcome")).OncePerPerson(TimeSpan.FromHours(1), otherwise: "later");

        Assert.Equal("welcome", await AnswersAsync(1001));
        Assert.Equal("later", await AnswersAsync(1001));
        Assert.Equal("", await AnswersAsync(1001));
        Assert.Equal("welcome", await AnswersAsync(1002));
        _bot.Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal("welcome", await AnswersAsync(1001));
        Assert.Equal("later", await AnswersAsync(1001));
    }

    [Fact]
    public async Task A_cooldown_is_for_everybody_and_each_person_is_told_once()
    {
        _script.OnMessage(Answer("news")).Cooldown(TimeSpan.FromMinutes(1), otherwise: "wait");

        Assert.Equal("news", await AnswersAsync(1001));
        Assert.Equal("wait", await AnswersAsync(1001));
        Assert.Equal("wait", await AnswersAsync(1002));
        Assert.Equal("", await AnswersAsync(1002));
        _bot.Clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("news", await AnswersAsync(1002));
    }

    [Fact]
    public async Task A_handler_that_a_pause_keeps_from_running_begins_no_other_pause()
    {
        _script.OnMessage(Answer("hi")).OncePerPerson(TimeSpan.FromMinutes(10)).Cooldown(TimeSpan.FromMinutes(1));

        Assert.Equal("hi", await AnswersAsync(1001));
        Assert.Equal("", await AnswersAsync(1002));
        _bot.Clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("", await AnswersAsync(1001));
        Assert.Equal("hi", await AnswersAsync(1002));
    }

    [Fact]
    public async Task Pauses_survive_a_new_version_of_the_script_and_are_none_of_its_keys()
    {
        _script.OnMessage("^hi", Answer("hi")).OncePerPerson(TimeSpan.FromDays(1));
        _script.OnCommand("ping", Answer("pong")).OncePerPerson(TimeSpan.FromDays(1));
        await AnswersAsync(1001, "hi");
        await AnswersAsync(1001, "ping");

        _instance.Dispose();
        (_script, _instance) = NewVersion();
        _script.OnMessage("^hi", Answer("hi again")).OncePerPerson(TimeSpan.FromDays(1));
        _script.OnCommand("ping", Answer("pong again")).OncePerPerson(TimeSpan.FromDays(1));

        Assert.Equal("", await AnswersAsync(1001, "hi"));
        Assert.Equal("", await AnswersAsync(1001, "ping"));
        Assert.Equal("hi again", await AnswersAsync(1002, "hi"));
        Assert.Empty(_script.State.Keys());
    }

    [Fact]
    public async Task A_text_that_the_handler_is_not_for_begins_no_pause()
    {
        _script.OnMessage(message => message.Text.Length > 3, Answer("long")).OncePerPerson(TimeSpan.FromDays(1));

        Assert.Equal("", await AnswersAsync(1001, "hi"));
        Assert.Equal("long", await AnswersAsync(1001, "hello"));
    }

    [Fact]
    public async Task A_pattern_finds_whatever_the_capitals_and_each_handler_sees_its_own_match()
    {
        _script.OnMessage(@"my name is (?<name>\w+)", async message => await message.ReplyAsync(message.Match.Groups["name"].Value));
        _script.OnMessage("NAME", async message => await message.ReplyAsync(message.Match.Value));
        _script.OnMessage(async message => await message.ReplyAsync($"{message.Match.Success}"));

        Assert.Equal("Ann name False", await AnswersAsync(1001, "Hello, My name is Ann"));
    }

    [Fact]
    public async Task A_pattern_that_takes_too_long_is_stopped()
    {
        _script.OnMessage("^(a+)+$", Answer("a"));

        await Assert.ThrowsAsync<System.Text.RegularExpressions.RegexMatchTimeoutException>(() => AnswersAsync(1001, new string('a', 40) + "!"));
    }

    [Fact]
    public async Task Rules_hold_for_contacts_and_requests_too()
    {
        _script.OnContactOnline(contact => _script.SendAsync(contact.Uin, "welcome")).OncePerPerson(TimeSpan.FromHours(1));
        _script.OnAuthorizationRequest(request => request.GrantAsync()).FromStrangers();
        var contact = new Contact(1001, OnlineStatus.Online);

        await Assert.Single(_script.Handlers.For(ContactChange.Online, contact)).Run();
        await Assert.Single(_script.Handlers.For(ContactChange.Online, contact)).Run();
        await _bot.HearAsync(_instance, 1001, "please", MessageType.AuthorizationRequest);
        await _bot.HearAsync(_instance, 1003, "please", MessageType.AuthorizationRequest);

        Assert.Single(_bot.Sent);
        Assert.Equal(["grant 1003"], _bot.Client.Done);
    }

    [Fact]
    public async Task What_comes_directly_in_the_name_of_a_chosen_person_counts_only_when_it_is_verified()
    {
        _script.OnMessage(message => message.ReplyAsync("order")).For(1001);
        _script.OnCommand("stop", message => message.ReplyAsync("stopped")).For(1001);

        Assert.Empty(RunsFor("hi", MessagePath.Peer, isVerified: false));
        Assert.Empty(RunsFor("stop", MessagePath.Peer, isVerified: false));
        Assert.Single(RunsFor("hi", MessagePath.Peer, isVerified: true));
        Assert.Single(RunsFor("stop", MessagePath.Peer, isVerified: true));
        Assert.Single(RunsFor("stop", MessagePath.Stored, isVerified: true));

        IReadOnlyList<HandlerRun> RunsFor(string text, MessagePath path, bool isVerified)
        {
            var origin = new MessageOrigin(1001, MessageType.Text, _bot.Clock.Now, path) { IsVerified = isVerified };
            return MessageRouter.Route([_instance], _bot, new IncomingMessage(_bot, origin, text));
        }
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    public async Task An_admins_question_is_answered_by_what_is_as_certain_as_the_message_before(bool isVerified, bool isAnswerVerified, bool answers)
    {
        var conversations = new Conversations(TimeProvider.System);
        var asked = new TaskCompletionSource();
        _ = conversations.Begin(1002, AskAsync, () => { }, isVerified);
        await asked.Task;

        var origin = new MessageOrigin(1002, MessageType.Text, _bot.Clock.Now, MessagePath.Peer) { IsVerified = isAnswerVerified };
        Assert.Equal(answers, conversations.TryAnswer(new IncomingMessage(_bot, origin, "yes"), needsProof: true));

        Task AskAsync() => conversations.AskAsync(
            1002,
            () =>
            {
                asked.SetResult();
                return Task.CompletedTask;
            },
            TimeSpan.FromMinutes(1),
            CancellationToken.None);
    }

    [Fact]
    public async Task When_a_message_has_ended_the_turn_of_the_next_one_has_come()
    {
        var conversations = new Conversations(TimeProvider.System);
        var (handled, ended) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        var second = Task.CompletedTask;
        _ = conversations.Begin(1001, () => handled.Task, () => ended.SetResult(second.IsCompleted));
        second = conversations.Begin(1001, () => Task.CompletedTask, () => { });

        handled.SetResult();

        Assert.True(await ended.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Nobody_answers_what_is_given_up_although_the_thread_that_has_asked_is_busy_yet()
    {
        var conversations = new Conversations(TimeProvider.System);
        var asked = new TaskCompletionSource();
        using var givenUp = new CancellationTokenSource();
        using var busy = new ManualResetEventSlim();
        var thread = new TaskFactory(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
        _ = thread.StartNew(() => conversations.AskAsync(1002, () => Task.CompletedTask, TimeSpan.FromMinutes(1), givenUp.Token));
        var blocked = thread.StartNew(() =>
        {
            asked.SetResult();
            Assert.True(busy.Wait(TimeSpan.FromSeconds(10)));
        });
        await asked.Task;

        await givenUp.CancelAsync();

        var origin = new MessageOrigin(1002, MessageType.Text, _bot.Clock.Now, MessagePath.Server) { IsVerified = true };
        Assert.False(conversations.TryAnswer(new IncomingMessage(_bot, origin, "yes")));
        busy.Set();
        await blocked;
    }

    [Fact]
    public void A_code_that_is_also_the_prefix_is_no_command()
    {
        var bot = new RecordingBot { CommandPrefix = "123" };
        _script.OnCommand("stop", message => message.ReplyAsync("stopped")).For(1001);
        var message = new IncomingMessage(bot, new MessageOrigin(1001, MessageType.Text, _bot.Clock.Now, MessagePath.Server), "123456");

        Assert.Empty(MessageRouter.Route([_instance], bot, message, new Proof(message, _ => null)));
    }

    [Fact]
    public async Task A_run_carries_its_place_its_time_limit_and_its_script()
    {
        using var loaded = LoadedScriptTests.Load("""
            OnStart(async () => { });

            Every(
                TimeSpan.FromMinutes(1), async () => { }).TimeLimit(TimeSpan.FromSeconds(30));
            OnMessage("x", async message => { }).TimeLimit(TimeSpan.FromSeconds(1));
            """);
        var instance = await loaded.StartAsync(_bot, _environment);
        var message = new IncomingMessage(_bot, new MessageOrigin(1001, MessageType.Text, _bot.Clock.Now, MessagePath.Server), "x");

        var start = Assert.Single(instance.Handlers.ForStart());
        var every = Assert.Single(_environment.Schedules).Handler();
        var text = Assert.Single(MessageRouter.Route([instance], _bot, message));

        Assert.Equal(("scripts/test.csx:1", null), (start.Place, start.TimeLimit));
        Assert.Equal(("scripts/test.csx:3", TimeSpan.FromSeconds(30)), (every.Place, every.TimeLimit));
        Assert.Equal(("scripts/test.csx:5", TimeSpan.FromSeconds(1)), (text.Place, text.TimeLimit));
        Assert.All([start, every, text], run => Assert.Same(instance, run.Instance));
    }

    [Fact]
    public async Task A_handler_that_is_disposed_runs_no_more()
    {
        var handler = _script.OnMessage(Answer("hi"));
        Assert.Equal("hi", await AnswersAsync(1001));

        handler.Dispose();

        Assert.Equal("", await AnswersAsync(1001));
    }

    [Fact]
    public void Times_that_are_none_are_refused()
    {
        var handler = _script.OnMessage(Answer("hi"));

        Assert.Throws<ArgumentOutOfRangeException>(() => handler.TimeLimit(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => handler.Cooldown(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => handler.OncePerPerson(TimeSpan.FromSeconds(-1)));
    }

    private static Func<IncomingMessage, Task> Answer(string text) => message => message.ReplyAsync(text);

    private (BotScript, ScriptInstance) NewVersion()
    {
        var script = new BotScript(_bot, _environment, "scripts/test.csx");
        return (script, new ScriptInstance("scripts/test.csx", script.Handlers));
    }

    private async Task<string> AnswersAsync(Uin from, string text = "hello")
    {
        var before = _bot.Sent.Count;
        await _bot.HearAsync(_instance, from, text);
        return string.Join(' ', _bot.Sent.Skip(before).Select(sent => sent.Text));
    }
}
