using IcqBots.Protocol;
using IcqBots.Protocol.Messages;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Tests;

public sealed class BotScriptTests : IDisposable
{
    private readonly RecordingBot _bot = new()
    {
        Contacts = [new Contact(1001, OnlineStatus.Online), new Contact(1002, OnlineStatus.Away), new Contact(1003, OnlineStatus.Offline)],
    };

    private readonly RecordingEnvironment _environment;
    private readonly BotScript _script;
    private readonly ScriptInstance _instance;

    public BotScriptTests()
    {
        _environment = new RecordingEnvironment(_bot.Clock);
        _script = new BotScript(_bot, _environment, "scripts/test.csx");
        _instance = new ScriptInstance("scripts/test.csx", _script.Handlers);
    }

    [Fact]
    public async Task Handlers_are_kept_apart_by_event_and_in_the_order_of_registration()
    {
        var ran = new List<string>();
        Func<Contact, Task> Handler(string name) => _ => Record(ran, name);
        _script.OnContactOnline(Handler("online"));
        _script.OnContactOffline(Handler("offline"));
        _script.OnContactStatus(Handler("status"));
        _script.OnContactOnline(Handler("also online"));
        var contact = new Contact(1001, OnlineStatus.Online);

        foreach (var change in Enum.GetValues<ContactChange>())
        {
            await RunAsync(_script.Handlers.For(change, contact));
        }

        Assert.Equal(["online", "also online", "offline", "status"], ran);
    }

    [Fact]
    public async Task Two_handlers_for_one_schedule_are_both_kept()
    {
        var ran = new List<string>();
        _script.OnSchedule("lunch", () => Record(ran, "first"));
        _script.OnSchedule("dinner", () => Record(ran, "dinner"));
        _script.OnSchedule("lunch", () => Record(ran, "second"));

        await RunAsync(_script.Handlers.ForSchedule("lunch"));

        Assert.Equal(["first", "second"], ran);
        Assert.Empty(_script.Handlers.ForSchedule("Lunch"));
    }

    [Fact]
    public void An_argument_that_is_missing_or_no_such_value_is_named()
    {
        var arguments = new ScheduleArguments { ["days"] = "many", ["to"] = "1001" };

        Assert.Equal(
            "There is no argument \"day\"; there are days, to", Assert.Throws<KeyNotFoundException>(() => arguments.Get<int>("day")).Message);
        Assert.Equal(
            "The argument \"days\": \"many\" is not a whole number", Assert.Throws<FormatException>(() => arguments.Get("days", 7)).Message);
        Assert.Throws<NotSupportedException>(() => arguments.Get<Version>("to"));
        Assert.Throws<ArgumentException>(() => arguments[""] = "x");
    }

    public void Dispose() => _instance.Dispose();

    private static Task Record(List<string> ran, string name)
    {
        ran.Add(name);
        return Task.CompletedTask;
    }

    private static async Task RunAsync(IReadOnlyList<HandlerRun> runs)
    {
        foreach (var run in runs)
        {
            await run.Run();
        }
    }

    [Fact]
    public async Task A_handler_may_register_another_while_the_handlers_run()
    {
        _script.OnMessage(async _ => _script.OnMessage(async message => await message.ReplyAsync("late")));

        await _bot.HearAsync(_instance, 1001, "one");
        Assert.Empty(_bot.Sent);

        await _bot.HearAsync(_instance, 1001, "two");
        Assert.Equal([(1001, "late")], _bot.Sent);
    }

    [Fact]
    public void A_handler_that_is_null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => _script.OnMessage((Func<IncomingMessage, Task>)null!));
        Assert.Throws<ArgumentNullException>(() => _script.OnContactOnline(null!));
        Assert.Throws<ArgumentNullException>(() => _script.OnContactOffline(null!));
        Assert.Throws<ArgumentNullException>(() => _script.OnContactStatus(null!));
        Assert.Throws<ArgumentNullException>(() => _script.OnSchedule("lunch", (Func<Task>)null!));
        Assert.Throws<ArgumentException>(() => _script.OnSchedule(" ", () => Task.CompletedTask));
    }

    [Fact]
    public async Task A_broadcast_reaches_the_others_when_a_contact_fails_and_tells_who_got_it()
    {
        _bot.Unreachable.Add(1002);

        var result = await _script.BroadcastAsync("hello");

        Assert.Equal([((Uin)1001, "hello"), ((Uin)1003, "hello")], _bot.Sent.OrderBy(sent => sent.To.Value));
        Assert.Equal([1001u, 1003u], result.Delivered.Select(delivery => delivery.Uin.Value));
        Assert.Equal([new BroadcastDelivery(1002, false, "no acknowledgement")], result.Failed);
        Assert.Equal([1001u, 1002u, 1003u], result.Deliveries.Select(delivery => delivery.Uin.Value));
    }

    [Fact]
    public async Task A_broadcast_to_chosen_people_reaches_each_once_and_nobody_when_one_is_no_UIN()
    {
        Assert.Equal(2, (await _script.BroadcastAsync([1001, 1005, 1001], "hello")).Delivered.Count);
        await Assert.ThrowsAsync<ArgumentException>(() => _script.BroadcastAsync([1001, 0], "hello"));

        Assert.Equal([1001u, 1005u], _bot.Sent.Select(sent => sent.To.Value).Order());
    }

    [Fact]
    public async Task A_broadcast_that_is_cancelled_ends_as_cancelled()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _script.BroadcastAsync("hello", new CancellationToken(true)));
    }

    [Fact]
    public async Task A_script_sets_status_and_away_message_but_cannot_log_its_bot_off()
    {
        await _script.SetStatusAsync(OnlineStatus.Occupied, "Thinking.");
        await Assert.ThrowsAsync<ArgumentException>(() => _script.SetStatusAsync(OnlineStatus.Offline));

        Assert.Equal((OnlineStatus.Occupied, "Thinking."), (_script.Status, _script.AwayMessage));
    }

    [Theory]
    [InlineData(MessageType.Text, "hi", "OnMessage hi")]
    [InlineData(MessageType.Url, "look\u00FEhttp://x.org", "OnUrl look http://x.org")]
    [InlineData(MessageType.ContactList, "1\u00FE1001\u00FEalice\u00FE", "OnContacts 1001 alice")]
    [InlineData(MessageType.AuthorizationRequest, "al\u00FEA\u00FEL\u00FEa@b.c\u00FE1\u00FEplease\u00FEnow", "OnAuthorizationRequest al please\u00FEnow")]
    [InlineData(MessageType.AuthorizationGranted, "", "OnAuthorizationGranted 1001")]
    [InlineData(MessageType.AuthorizationDenied, "no", "OnAuthorizationDenied no")]
    [InlineData(MessageType.AuthorizationDenied, "al\u00FEA\u00FEL\u00FEa@b.c\u00FEno", "OnAuthorizationDenied no")]
    [InlineData(MessageType.YouWereAdded, "al\u00FEA\u00FEL\u00FEa@b.c\u00FE0", "OnAdded al True")]
    [InlineData(MessageType.WebPager, "ann\u00FE\u00FE\u00FEa@b.c\u00FE3\u00FEhi", "OnPager ann a@b.c hi False")]
    [InlineData(MessageType.EmailExpress, "ann\u00FE\u00FE\u00FEa@b.c\u00FE3\u00FEhi", "OnPager ann a@b.c hi True")]
    [InlineData(MessageType.ServerMessage, "down soon", "OnOtherMessage ServerMessage down soon")]
    public async Task Each_kind_of_message_has_an_event_of_its_own(MessageType type, string text, string expected)
    {
        var told = new List<string>();
        _script.OnMessage(message => Note($"OnMessage {message.Text}"));
        _script.OnUrl(url => Note($"OnUrl {url.Description} {url.Address}"));
        _script.OnContacts(list => Note($"OnContacts {list.Contacts[0].Uin} {list.Contacts[0].Nick}"));
        _script.OnAuthorizationRequest(request => Note($"OnAuthorizationRequest {request.Person.Nick} {request.Reason}"));
        _script.OnAuthorizationGranted(answer => Note($"OnAuthorizationGranted {answer.From}"));
        _script.OnAuthorizationDenied(answer => Note($"OnAuthorizationDenied {answer.Reason}"));
        _script.OnAdded(added => Note($"OnAdded {added.Person.Nick} {added.Person.AuthorizationRequired}"));
        _script.OnPager(pager => Note($"OnPager {pager.Name} {pager.Email} {pager.Text} {pager.IsEmail}"));
        _script.OnOtherMessage(other => Note($"OnOtherMessage {other.Type} {other.Text}"));

        await _bot.HearAsync(_instance, 1001, text, type);

        Assert.Equal([expected], told);

        Task Note(string what)
        {
            told.Add(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_request_for_authorization_is_answered_to_its_sender()
    {
        _script.OnAuthorizationRequest(async request =>
        {
            await request.GrantAsync();
            await request.DenyAsync("changed my mind");
        });

        await _bot.HearAsync(_instance, 1001, "please", MessageType.AuthorizationRequest);

        Assert.Equal(["grant 1001", "deny 1001 changed my mind"], _bot.Client.Done);
    }

    [Fact]
    public async Task All_that_a_script_says_of_a_text_goes_to_the_bot()
    {
        await _script.SendAsync(1001, "now", MessageUrgency.Urgent, key: "once", expiresIn: TimeSpan.FromHours(1));

        Assert.Equal(
            new OutgoingText(1001, "now") { Urgency = MessageUrgency.Urgent, Key = "once", ExpiresAt = _bot.Clock.Now + TimeSpan.FromHours(1) },
            _bot.LastSent);
        await Assert.ThrowsAsync<ArgumentException>(() => _script.SendAsync(1001, "now", key: new string('k', 201)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _script.SendAsync(1001, "now", expiresIn: TimeSpan.Zero));
    }

    [Fact]
    public async Task Everything_else_on_ICQ_goes_to_the_client()
    {
        await _script.SendUrlAsync(1001, "http://x.org", "look");
        await _script.SendContactsAsync(1001, [new ListedContact(1002, "bob")]);
        await _script.RequestAuthorizationAsync(1001, "please");
        await _script.GrantAuthorizationAsync(1001);
        await _script.DenyAuthorizationAsync(1001, "no");
        await _script.AddContactAsync(1001);
        await _script.RemoveContactAsync(1001);
        await _script.ShowToAsync(1001);
        await _script.HideFromAsync(1002);
        Assert.Equal("gone", await _script.ReadAwayMessageAsync(1001));
        Assert.Equal(1001u, (await _script.SearchAsync(1001)).Users.Single().Uin.Value);
        Assert.True((await _script.SearchAsync(new UserSearch { Nick = "al" })).HasMore);
        Assert.NotNull(await _script.GetInfoAsync(1001));
        Assert.Null(await _script.GetExtendedInfoAsync(1001));
        await _script.UpdateInfoAsync(UserInfo.Empty with { Nick = "bot" });
        await _script.UpdateExtendedInfoAsync(new ExtendedUserInfo { City = "Lund" });
        await _script.ChangePasswordAsync("newpw");
        await _script.AskPermissionAsync();
        Assert.Equal(1003u, (await _script.RegisterAsync("pw")).Value);
        Assert.True(await _script.CheckLoginAsync(1003, "pw"));
        await _script.SendPacketAsync(0x04BA, new byte[] { 1 });
        Assert.True((await _script.SendFileAsync(1001, "a.txt", "look")).IsTaken);

        Assert.Equal(
            [
                "url 1001 look|http://x.org", "contacts 1001 1002", "request 1001 please", "grant 1001", "deny 1001 no",
                "add 1001", "remove 1001", "show 1001", "hide 1002", "read 1001", "search 1001", "search al", "info 1001", "extended 1001", "update bot",
                "update Lund", "password ***", "permission", "register ***", "check 1003 ***", "packet 04BA 01",
                "files 1001 a.txt look",
            ],
            _bot.Client.Done);
    }

    [Fact]
    public async Task Arguments_that_are_no_use_are_refused_by_name_and_nothing_is_sent()
    {
        Uin none = 0;
        await RefusesAsync("to", () => _script.SendAsync(none, "hi", MessageUrgency.Urgent));
        await RefusesAsync("to", () => _script.SendUrlAsync(none, "http://x.org"));
        await RefusesAsync("to", () => _script.SendContactsAsync(none, [new ListedContact(1001, "al")]));
        await RefusesAsync("contacts", () => _script.SendContactsAsync(1001, [new ListedContact(none, "al")]));
        await RefusesAsync("contacts", () => _script.SendContactsAsync(1001, []));
        await RefusesAsync("to", () => _script.RequestAuthorizationAsync(none, "please"));
        await RefusesAsync("to", () => _script.GrantAuthorizationAsync(none));
        await RefusesAsync("to", () => _script.DenyAuthorizationAsync(none));
        await RefusesAsync("uin", () => _script.AddContactAsync(none));
        await RefusesAsync("uin", () => _script.AddContactAsync(_bot.Uin));
        await RefusesAsync("uin", () => _script.RemoveContactAsync(none));
        await RefusesAsync("uin", () => _script.ShowToAsync(_bot.Uin));
        await RefusesAsync("uin", () => _script.HideFromAsync(none));
        await RefusesAsync("uin", () => _script.ReadAwayMessageAsync(none));
        await RefusesAsync("uin", () => _script.SearchAsync(none));
        await RefusesAsync("uin", () => _script.GetInfoAsync(none));
        await RefusesAsync("uin", () => _script.GetExtendedInfoAsync(none));
        await RefusesAsync("uin", () => _script.CheckLoginAsync(none, "pw"));
        await RefusesAsync("to", () => _script.SendAsync(none, "hi"));
        await RefusesAsync("to", () => _script.SendFileAsync(none, "a.txt"));
        await RefusesAsync("to", () => _script.ChatAsync(none));
        await RefusesAsync("person", () => _script.AskAsync(none, "hi?"));
        await RefusesAsync("password", () => _script.RegisterAsync(""));
        await RefusesAsync("body", () => _script.SendPacketAsync(0x04BA, new byte[8001]));

        Assert.Empty(_bot.Client.Done);

        static async Task RefusesAsync(string parameter, Func<Task> send) =>
            Assert.Equal(parameter, (await Assert.ThrowsAsync<ArgumentException>(send)).ParamName);
    }

    [Theory]
    [InlineData(MessageType.AuthorizationRequest)]
    [InlineData(MessageType.AuthorizationDenied)]
    [InlineData(MessageType.AuthorizationGranted)]
    [InlineData(MessageType.YouWereAdded)]
    [InlineData(MessageType.WebPager)]
    [InlineData(MessageType.EmailExpress)]
    public void What_only_a_server_makes_is_not_believed_when_it_comes_directly(MessageType type)
    {
        var origin = new MessageOrigin(1001, type, _bot.Clock.Now, MessagePath.Peer);

        var incoming = Incoming.Create(_bot, origin, "al\u00FE\u00FE\u00FE\u00FE1\u00FEhi", WireText.For("windows-1252"));

        Assert.Equal(type, Assert.IsType<OtherMessage>(incoming).Type);
    }

    [Fact]
    public async Task Another_bot_of_the_host_is_found_by_name_and_sends_in_its_own()
    {
        var other = new RecordingBot { Name = "other", Uin = 2002 };
        _bot.Others["other"] = other;

        await _script.Bots["other"].SendAsync(1001, "hello");

        Assert.Equal([(1001, "hello")], other.Sent);
        Assert.Empty(_bot.Sent);
        Assert.Equal(["other", "tester"], _script.Bots.Select(bot => bot.Name).Order());
        Assert.True(_script.Bots.Contains("other"));
        Assert.Equal(
            "There is no bot \"othre\" in bots.yaml, only other, tester",
            Assert.Throws<KeyNotFoundException>(() => _script.Bots["othre"]).Message);
    }

    [Fact]
    public async Task Schedules_run_until_they_are_disposed_and_end_with_the_script()
    {
        var ran = new List<string>();
        var every = _script.Every(TimeSpan.FromMinutes(1), () => Record(ran, "every"));
        _script.At(_bot.Clock.Now, () => Record(ran, "at"));
        _script.At(new TimeOnly(9, 30), () => Record(ran, "daily"), TimeZoneInfo.Utc);
        _script.Cron("0 12 * * *", () => Record(ran, "cron"));
        Assert.Equal(
            [
                new Timetable.Interval(TimeSpan.FromMinutes(1)), new Timetable.Moment(_bot.Clock.Now),
                new Timetable.Daily(new TimeOnly(9, 30), TimeZoneInfo.Utc), new Timetable.Cron("0 12 * * *", null),
            ],
            _environment.Schedules.Select(schedule => schedule.When));

        foreach (var schedule in _environment.Schedules.ToArray())
        {
            await schedule.FireAsync();
        }

        every.Dispose();

        Assert.Equal(["every", "at", "daily", "cron"], ran);
        Assert.Equal(2, _environment.Schedules.Count);
        _instance.Dispose();
        Assert.Empty(_environment.Schedules);
        Assert.ThrowsAny<OperationCanceledException>(() => _script.Every(TimeSpan.FromMinutes(1), () => Task.CompletedTask));
        Assert.ThrowsAny<OperationCanceledException>(() => _script.OnMessage(_ => Task.CompletedTask));
    }

    [Fact]
    public async Task Handlers_for_start_and_stop_run_when_they_are_asked_for()
    {
        var ran = new List<string>();
        _script.OnStart(() => Record(ran, "start"));
        _script.OnStop(() => Record(ran, "stop"));

        await RunAsync(_script.Handlers.ForStart());
        Assert.Equal(["start"], ran);

        await RunAsync(_script.Handlers.ForStop());
        Assert.Equal(["start", "stop"], ran);
    }

    [Fact]
    public void Settings_and_files_are_objects()
    {
        _environment.Yaml[typeof(Greeting)] = new Greeting("Hello");

        Assert.Equal(new Greeting("Hello"), _script.Settings<Greeting>());
        Assert.Equal(new Greeting("Hello"), _script.ReadYaml<Greeting>("greeting.yaml"));
    }

    private sealed record Greeting(string Text);
}
