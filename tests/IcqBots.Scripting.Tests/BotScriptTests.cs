using IcqBots.Protocol;

namespace IcqBots.Scripting.Tests;

public class BotScriptTests
{
    private readonly RecordingBot _bot = new()
    {
        Contacts = [new Contact(1001, OnlineStatus.Online), new Contact(1002, OnlineStatus.Away), new Contact(1003, OnlineStatus.Offline)],
    };

    private readonly BotScript _script;

    public BotScriptTests() => _script = new BotScript(_bot);

    [Fact]
    public void Handlers_are_kept_apart_by_event_and_in_the_order_of_registration()
    {
        Func<Contact, Task> online = _ => Task.CompletedTask;
        Func<Contact, Task> alsoOnline = _ => Task.CompletedTask;
        Func<Contact, Task> offline = _ => Task.CompletedTask;
        Func<Contact, Task> status = _ => Task.CompletedTask;

        _script.OnContactOnline(online);
        _script.OnContactOffline(offline);
        _script.OnContactStatus(status);
        _script.OnContactOnline(alsoOnline);

        Assert.Equal([online, alsoOnline], _script.Handlers.ContactOnline);
        Assert.Equal([offline], _script.Handlers.ContactOffline);
        Assert.Equal([status], _script.Handlers.ContactStatus);
    }

    [Fact]
    public void Two_handlers_for_one_schedule_are_both_kept()
    {
        Func<Task> first = () => Task.CompletedTask;
        Func<Task> second = () => Task.CompletedTask;

        _script.OnSchedule("lunch", first);
        _script.OnSchedule("dinner", () => Task.CompletedTask);
        _script.OnSchedule("lunch", second);

        Assert.Equal([first, second], _script.Handlers.ForSchedule("lunch"));
        Assert.Empty(_script.Handlers.ForSchedule("Lunch"));
    }

    [Fact]
    public async Task A_handler_may_register_another_while_the_handlers_run()
    {
        _script.OnMessage(async _ => _script.OnMessage(async message => await message.ReplyAsync("late")));

        await _bot.HearAsync(_script.Handlers, 1001, "one");
        Assert.Empty(_bot.Sent);

        await _bot.HearAsync(_script.Handlers, 1001, "two");
        Assert.Equal([(1001, "late")], _bot.Sent);
    }

    [Fact]
    public void A_handler_that_is_null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => _script.OnMessage(null!));
        Assert.Throws<ArgumentNullException>(() => _script.OnContactOnline(null!));
        Assert.Throws<ArgumentNullException>(() => _script.OnContactOffline(null!));
        Assert.Throws<ArgumentNullException>(() => _script.OnContactStatus(null!));
        Assert.Throws<ArgumentNullException>(() => _script.OnSchedule("lunch", null!));
        Assert.Throws<ArgumentException>(() => _script.OnSchedule(" ", () => Task.CompletedTask));
    }

    [Fact]
    public async Task A_broadcast_reaches_the_others_when_a_contact_fails_and_names_that_one()
    {
        _bot.Unreachable.Add(1002);

        var exception = await Assert.ThrowsAsync<BroadcastException>(() => _script.BroadcastAsync("hello"));

        Assert.Equal([((Uin)1001, "hello"), ((Uin)1003, "hello")], _bot.Sent.OrderBy(sent => sent.To.Value));
        Assert.Equal([1002], exception.Failed);
        Assert.Equal("The broadcast did not reach 1002: no acknowledgement", exception.Message);
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
}
