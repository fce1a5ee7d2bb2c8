using IcqBots.Host.Scripts;
using IcqBots.Host.Tests.EndToEnd;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Scripts;

public sealed class ScriptReloadTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task Saving_a_script_puts_it_live_without_a_new_login()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Answer("one"))]);
        Assert.Equal("one", await bench.AskAsync("hi"));

        bench.Write("a.csx", Answer("two"));

        await bench.Host.UntilAsync(() => IsLive(bench, "a.csx"), Tick);
        Assert.Equal("two", await bench.AskAsync("hi"));
        Assert.Single(bench.Host.Log.At(LogLevel.Information), line => line.Contains("Online as 3001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Adding_a_script_starts_it_and_deleting_it_ends_it()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Answer("a"))]);
        Assert.Equal("a", await bench.AskAsync("hi"));

        bench.Write("b.csx", Answer("b"));
        await bench.Host.UntilAsync(() => IsLive(bench, "b.csx"), Tick);
        Assert.Equal("a", await bench.AskAsync("hi"));
        Assert.Equal("b", await bench.HearAsync());

        bench.Delete("a.csx");
        await bench.Host.UntilAsync(() => bench.Host.Log.At(LogLevel.Information).Any(line => line.StartsWith("a.csx is gone", StringComparison.Ordinal)), Tick);
        Assert.Equal("b", await bench.AskAsync("hi"));
    }

    [Fact]
    public async Task A_change_of_a_loaded_file_reloads_the_scripts_that_load_it()
    {
        await using var bench = await ScriptBench.StartAsync(
            [("lib/x.csx", "string Text() => \"one\";"), ("a.csx", "#load \"lib/x.csx\"\nOnMessage(m => m.ReplyAsync(Text()));")]);
        Assert.Equal("one", await bench.AskAsync("hi"));

        bench.Write("lib/x.csx", "string Text() => \"two\";");

        await bench.Host.UntilAsync(() => IsLive(bench, "a.csx"), Tick);
        Assert.Equal("two", await bench.AskAsync("hi"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_from_a_folder_that_no_script_has_loaded_from_before_is_seen_too(bool isThere)
    {
        const string Loading = "#load \"lib/words/x.csx\"\nOnMessage(m => m.ReplyAsync(Text()));";
        await using var bench = await ScriptBench.StartAsync([("a.csx", Answer("zero"))], expectsErrors: true);
        Assert.Equal("zero", await bench.AskAsync("hi"));
        if (isThere)
        {
            bench.Write("lib/words/x.csx", "string Text() => \"one\";");
        }

        bench.Write("a.csx", Loading);
        Assert.Equal(isThere, Assert.Single(await bench.ReloadAsync()).Mistakes.Count == 0);

        bench.Write("lib/words/x.csx", "string Text() => \"two\";");

        await bench.UntilAnswerAsync("two", Tick);
    }

    [Fact]
    public async Task A_folder_that_is_replaced_is_watched_on()
    {
        await using var bench = await ScriptBench.StartAsync(
            [("lib/x.csx", Words("one")), ("new/x.csx", Words("two")), ("a.csx", "#load \"lib/x.csx\"\nOnMessage(m => m.ReplyAsync(Text()));")]);
        Assert.Equal("one", await bench.AskAsync("hi"));

        bench.Move("lib", "old");
        bench.Move("new", "lib");
        await bench.UntilAnswerAsync("two", Tick);

        bench.Write("lib/x.csx", Words("three"));
        await bench.UntilAnswerAsync("three", Tick);

        static string Words(string text) => $"string Text() => \"{text}\";";
    }

    [Fact]
    public async Task Other_files_that_are_written_beside_the_scripts_hold_nothing_back()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Answer("one"))]);
        Assert.Equal("one", await bench.AskAsync("hi"));
        var reloader = (ScriptReloader)bench.Host.Fleet.Reloader;

        bench.Write("a.csx", Answer("two"));
        reloader.Touch(bench.PathOf("a.csx"));
        for (var passed = 0; passed < 10; passed++)
        {
            bench.Host.Time.Advance(Tick);
            reloader.Touch(bench.PathOf("bot.log"));
        }

        await TestHost.SoonAsync(bench.Host.UntilAsync(() => IsLive(bench, "a.csx"), TimeSpan.FromTicks(1)));
        Assert.Equal("two", await bench.AskAsync("hi"));
    }

    [Fact]
    public async Task A_change_of_a_file_that_a_script_reads_reloads_it()
    {
        await using var bench = await ScriptBench.StartAsync(
            [("words/x.yaml", "[one]"), ("a.csx", "var words = ReadYaml<List<string>>(\"words/x.yaml\");\nOnMessage(m => m.ReplyAsync(words[0]));")],
            expectsErrors: true);
        Assert.Equal("one", await bench.AskAsync("hi"));

        bench.Write("words/x.yaml", "[two");
        await bench.Host.UntilAsync(() => bench.Host.Log.At(LogLevel.Error).Any(line => line.Contains("x.yaml:2:1", StringComparison.Ordinal)), Tick);
        Assert.Equal("one", await bench.AskAsync("hi"));

        bench.Write("words/x.yaml", "[two]");
        await bench.Host.UntilAsync(() => IsLive(bench, "a.csx"), Tick);
        Assert.Equal("two", await bench.AskAsync("hi"));
    }

    [Fact]
    public async Task A_mistake_is_told_to_the_admins_and_the_version_before_goes_on()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Answer("one"))], "admins: [1001]", expectsErrors: true);
        Assert.Equal("one", await bench.AskAsync("hi"));

        bench.Write("a.csx", "OnMessage(m =>\n    m.RepplyAsync(\"two\"));");
        var result = Assert.Single(await bench.ReloadAsync("a"));

        Assert.StartsWith("a.csx:2:7: error CS1061", Assert.Single(result.Mistakes), StringComparison.Ordinal);
        Assert.StartsWith("a.csx does not compile; the version before goes on:\na.csx:2:7: error CS1061", await bench.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("one", await bench.AskAsync("hi"));
        Assert.Contains(bench.Host.Log.At(LogLevel.Error), line => line.Contains("a.csx:2:7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_that_no_script_reads_are_told_at_the_start_and_after_a_reload()
    {
        const string Asking = "record Wants(string Greeting = \"Hi\");\nvar settings = Settings<Wants>();\nOnMessage(m => m.ReplyAsync(settings.Greeting));";
        await using var bench = await ScriptBench.StartAsync([("a.csx", Asking)], "settings: { greting: Hello }");
        Assert.Equal("Hi", await bench.AskAsync("hi"));
        Assert.Contains(Warnings(), line => line.Contains("greting", StringComparison.Ordinal) && line.Contains("\"greeting\"", StringComparison.Ordinal));
        Assert.Single(Warnings());

        Assert.Empty(Assert.Single(await bench.ReloadAsync("a")).Mistakes);

        Assert.Equal(2, Warnings().Count(line => line.Contains("bots.yaml:4:", StringComparison.Ordinal)));

        List<string> Warnings() => [.. bench.Host.Log.At(LogLevel.Warning).Where(line => line.Contains("greting", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task A_command_that_another_script_keeps_from_people_is_told()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", "OnCommand(\"roll\", m => m.ReplyAsync(\"a\"));")]);
        await bench.OnlineAsync();

        bench.Write("b.csx", "OnCommand(\"roll\", m => m.ReplyAsync(\"b\"));");
        await bench.ReloadAsync();

        Assert.Contains("b.csx:1: nobody gets to the command \"roll\": a.csx:1 has the same one, and comes first", bench.Host.Log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_reload_of_what_is_not_there_does_nothing()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Answer("one"))]);
        await bench.OnlineAsync();

        Assert.Empty(await bench.ReloadAsync("b.csx"));
    }

    [Fact]
    public async Task No_message_is_lost_or_answered_twice_while_versions_change()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Echo(0))]);
        await bench.OnlineAsync();
        const int messages = 60;
        var talking = Task.Run(async () =>
        {
            for (var number = 0; number < messages; number++)
            {
                await bench.SayAsync($"{number}");
            }
        });

        for (var version = 1; version <= 8; version++)
        {
            bench.Write("a.csx", Echo(version));
            Assert.Empty(Assert.Single(await bench.ReloadAsync()).Mistakes);
        }

        await talking;
        var answers = new List<string>();
        for (var number = 0; number < messages; number++)
        {
            answers.Add((await bench.HearAsync()).Split(' ')[0]);
        }

        Assert.Equal(Enumerable.Range(0, messages).Select(number => $"{number}"), answers);

        static string Echo(int version) => $"OnMessage(async m => {{ await Task.Yield(); await m.ReplyAsync(m.Text + \" {version}\"); }});";
    }

    [Fact]
    public async Task The_old_version_stops_with_all_that_it_began()
    {
        await using var bench = await ScriptBench.StartAsync(
        [
            ("a.csx", """
                Every(TimeSpan.FromSeconds(10), async () => await SendAsync(1001, "old timer"));
                OnStop(async () => await SendAsync(1001, "old stops"));
                OnMessage(async m =>
                {
                    var answer = await m.AskAsync("Yes?");
                    await m.ReplyAsync("old got " + answer);
                });
                """),
        ]);
        Assert.Equal("Yes?", await bench.AskAsync("hi"));

        bench.Write("a.csx", """
            OnStart(async () => await SendAsync(1001, "new starts"));
            OnMessage(async m => await m.ReplyAsync("new got " + m.Text));
            """);
        Assert.Empty(Assert.Single(await bench.ReloadAsync()).Mistakes);

        Assert.Equal("new starts", await bench.HearAsync());
        Assert.Equal("old stops", await bench.HearAsync());
        Assert.Equal("new got yes", await bench.AskAsync("yes"));
        bench.Host.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("new got again", await bench.AskAsync("again"));
    }

    [Theory]
    [InlineData("SendAsync(1001, \"zombie\")")]
    [InlineData("AskAsync(1001, \"zombie\")")]
    [InlineData("BroadcastAsync([1001], \"zombie\")")]
    [InlineData("SetStatusAsync(OnlineStatus.Away)")]
    [InlineData("GetInfoAsync(1001)")]
    [InlineData("Bots[\"calm\"].SendAsync(1001, \"zombie\")")]
    [InlineData("message.ReplyAsync(\"zombie\")")]
    [InlineData("message.AskAsync(\"zombie\")")]
    [InlineData("Task.Run(() => State.Set(\"zombie\", 1))")]
    [InlineData("Task.Run(() => State.Increment(\"zombie\"))")]
    [InlineData("Task.Run(() => State.Remove(\"zombie\"))")]
    public async Task What_the_old_version_has_left_behind_ends_with_the_next_thing_that_it_does(string deed)
    {
        await using var bench = await ScriptBench.StartAsync(
        [
            ("a.csx", $$"""
                async Task Loop(IncomingMessage message)
                {
                    await Task.Delay(TimeSpan.FromSeconds(10), Clock);
                    try
                    {
                        await {{deed}};
                        Log.LogInformation("It goes on");
                    }
                    catch (Exception e)
                    {
                        Log.LogInformation("It ends: {Message}", e.Message);
                        throw;
                    }
                }

                OnMessage(async message =>
                {
                    _ = Loop(message);
                    await message.ReplyAsync("begun");
                });
                """),
        ]);
        Assert.Equal("begun", await bench.AskAsync("hi"));

        bench.Write("a.csx", Answer("new"));
        Assert.Empty(Assert.Single(await bench.ReloadAsync()).Mistakes);
        bench.Host.Time.Advance(TimeSpan.FromSeconds(10));

        await bench.Host.UntilAsync(() => Lines().Any(), Tick);
        Assert.EndsWith("It ends: This version of the script has ended", Assert.Single(Lines()), StringComparison.Ordinal);
        Assert.Equal("new", await bench.AskAsync("hi"));

        IEnumerable<string> Lines() => bench.Host.Log.At(LogLevel.Information).Where(line => line.Contains("It ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_that_is_under_way_goes_on_in_peace_for_a_while()
    {
        await using var bench = await ScriptBench.StartAsync(
        [
            ("a.csx", """
                OnMessage(async message =>
                {
                    await message.ReplyAsync("wait");
                    await Task.Delay(TimeSpan.FromMinutes(4), Clock);
                    await message.ReplyAsync("done");
                    await Task.Delay(TimeSpan.FromMinutes(4), Clock);
                    try
                    {
                        await message.ReplyAsync("zombie");
                    }
                    catch (OperationCanceledException)
                    {
                        Log.LogInformation("It ends");
                    }
                });
                """),
        ]);
        Assert.Equal("wait", await bench.AskAsync("hi"));

        bench.Write("a.csx", Answer("new"));
        Assert.Empty(Assert.Single(await bench.ReloadAsync()).Mistakes);

        Assert.Equal("done", await bench.HearLaterAsync(TimeSpan.FromSeconds(5)));
        await bench.Host.UntilAsync(
            () => bench.Host.Log.At(LogLevel.Information).Any(line => line.Contains("It ends", StringComparison.Ordinal)), TimeSpan.FromSeconds(5));
    }

    private static string Answer(string text) => $"OnMessage(async message => await message.ReplyAsync(\"{text}\"));";

    private static bool IsLive(ScriptBench bench, string script) =>
        bench.Host.Log.At(LogLevel.Information).Any(line => line.StartsWith($"{script} is live", StringComparison.Ordinal));
}
