using IcqBots.Protocol;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Tests;

public class ShippedScriptsTests
{
    private static readonly Uin _person = 1001;
    private static readonly Uin _other = 1002;

    private readonly RecordingBot _bot = new()
    {
        Contacts = [new Contact(_person, OnlineStatus.Online), new Contact(_other, OnlineStatus.Offline)],
    };

    [Fact]
    public async Task Every_shipped_script_starts_is_short_and_begins_with_what_it_does()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "scripts"), "*.csx");
        Assert.True(files.Length >= 3);

        foreach (var file in files)
        {
            await StartAsync(Path.GetFileName(file), _bot);
            var lines = await File.ReadAllLinesAsync(file);
            Assert.StartsWith("// ", lines[0]);
            Assert.True(lines.Length < 60, $"{file} has {lines.Length} lines");
        }
    }

    [Fact]
    public async Task Echo_answers_texts_and_nothing_else()
    {
        var echo = await StartAsync("echo.csx", _bot);

        await _bot.HearAsync(echo, _person, "hello");
        await _bot.HearAsync(echo, _person, "a page\u00FEhttp://example.com", MessageType.Url);

        Assert.Equal([(_person, "You said: hello")], _bot.Sent);
    }

    [Fact]
    public async Task Two_echoes_do_not_talk_for_ever()
    {
        var echo = await StartAsync("echo.csx", _bot);

        await _bot.HearAsync(echo, _other, "hello");
        await _bot.HearAsync(echo, _other, _bot.Sent[0].Text);

        Assert.Single(_bot.Sent);
    }

    [Fact]
    public async Task Away_tells_each_person_once_as_long_as_the_reason_stays()
    {
        var away = await StartAsync("away.csx", _bot);

        await _bot.HearAsync(away, _person, "are you there?");
        await _bot.SetStatusAsync(OnlineStatus.Away, "Gone fishing.", CancellationToken.None);
        await _bot.HearAsync(away, _person, "and now?");
        await _bot.HearAsync(away, _person, "hello?");
        await _bot.HearAsync(away, _other, "hi", path: MessagePath.Stored);
        await _bot.SetStatusAsync(OnlineStatus.NotAvailable, "Gone for good.", CancellationToken.None);
        await _bot.HearAsync(away, _person, "still there?");

        Assert.Equal([(_person, "Gone fishing."), (_other, "Gone fishing."), (_person, "Gone for good.")], _bot.Sent);
    }

    [Fact]
    public async Task Away_leaves_peers_and_other_types_of_message_alone()
    {
        var away = await StartAsync("away.csx", _bot);
        await _bot.SetStatusAsync(OnlineStatus.Away, "Gone fishing.", CancellationToken.None);

        await _bot.HearAsync(away, _person, "hi", path: MessagePath.Peer);
        await _bot.HearAsync(away, _person, "", MessageType.YouWereAdded);

        Assert.Empty(_bot.Sent);
    }

    [Fact]
    public async Task Herald_welcomes_a_contact_once_in_twelve_hours()
    {
        var herald = await StartAsync("herald.csx", _bot);
        var welcome = Assert.Single(herald.Handlers.For(ContactChange.Online, new Contact(_person, OnlineStatus.Online)));

        await welcome.Run();
        await welcome.Run();
        _bot.Clock.Now += TimeSpan.FromHours(12);
        await welcome.Run();

        Assert.Equal([(_person, "Welcome back!"), (_person, "Welcome back!")], _bot.Sent);
    }

    [Fact]
    public async Task Herald_wishes_every_contact_a_good_morning()
    {
        var herald = await StartAsync("herald.csx", _bot);

        await Assert.Single(herald.Handlers.ForSchedule("good-morning")).Run();

        Assert.Equal([(_person, "Good morning!"), (_other, "Good morning!")], _bot.Sent.OrderBy(sent => sent.To.Value));
    }

    private static async Task<ScriptInstance> StartAsync(string file, IScriptBot bot) =>
        await new LoadedScript(new ScriptCompiler(AppContext.BaseDirectory).CompileFile($"scripts/{file}")).StartAsync(bot, new RecordingEnvironment());
}
