using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Tests;

public class LoadedScriptTests
{
    [Fact]
    public async Task Bots_that_share_a_script_have_variables_of_their_own()
    {
        using var script = Load("var count = 0; OnMessage(async message => await message.ReplyAsync($\"{++count}\"));");
        var (one, other) = (new RecordingBot(), new RecordingBot());
        var handlersOfOne = await script.StartAsync(one, new RecordingEnvironment());
        var handlersOfOther = await script.StartAsync(other, new RecordingEnvironment());

        await one.HearAsync(handlersOfOne, 1001, "a");
        await one.HearAsync(handlersOfOne, 1001, "b");
        await other.HearAsync(handlersOfOther, 1001, "c");

        Assert.Equal([(1001, "1"), (1001, "2")], one.Sent);
        Assert.Equal([(1001, "1")], other.Sent);
    }

    [Fact]
    public async Task A_plain_number_in_a_script_is_a_UIN()
    {
        using var script = Load("await SendAsync(1001, $\"{Uin} {Uin.Parse(\"1002\")} {Status.HasAwayMessage}\");");
        var bot = new RecordingBot();

        await script.StartAsync(bot, new RecordingEnvironment());

        Assert.Equal([(1001, "2001 1002 False")], bot.Sent);
    }

    [Fact]
    public async Task What_the_top_level_code_throws_comes_out_of_the_start()
    {
        using var script = Load("await Task.Yield();\nthrow new InvalidOperationException(\"no\");");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => script.StartAsync(new RecordingBot(), new RecordingEnvironment()));

        Assert.Equal("scripts/test.csx:2: InvalidOperationException: no", ScriptFault.From(exception, script.Path).ToString());
    }

    [Theory]
    [InlineData("OnMessage(async message => await message.ReplyAsync(message.Text));")]
    [InlineData("OnMessage(async message => { await message.ReplyAsync(\"now\"); throw new FormatException(); });")]
    public async Task Disposing_unloads_the_code_after_its_handlers_have_run(string text)
    {
        using var script = Load(text, "scripts/weak.csx");
        var assembly = await RunAndDisposeAsync(script);

        for (var i = 0; i < 20 && assembly.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(assembly.IsAlive);
    }

    [Fact]
    public async Task A_disposed_script_starts_no_more()
    {
        var script = Load("OnMessage(async message => { });");

        script.Dispose();
        script.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => script.StartAsync(new RecordingBot(), new RecordingEnvironment()));
    }

    [Fact]
    public void The_types_of_settings_are_known_without_running_the_script()
    {
        using var script = Load("""
            record Mine(int Number) { public record Inner(string Text); }
            throw new InvalidOperationException($"{Settings<Mine>()}");
            void More<T>()
                where T : class
            {
                _ = Settings<Dictionary<string, Mine.Inner?[]>>();
                _ = Settings<T>();
            }
            """);

        Assert.Equal(
            [
                ("Script+Mine", "scripts/test.csx:2:40"),
                ("System.Collections.Generic.Dictionary`2[System.String,Script+Mine+Inner[]]", "scripts/test.csx:6:9"),
            ],
            script.SettingsTypes().Select(settings => (settings.Type.ToString(), settings.Place)));
    }

    internal static LoadedScript Load(string text, string path = "scripts/test.csx") =>
        new(new ScriptCompiler(AppContext.BaseDirectory).CompileText(path, text));

    // Not in the test's own frame, where locals would keep the script alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunAndDisposeAsync(LoadedScript script)
    {
        var bot = new RecordingBot();
        var handlers = await script.StartAsync(bot, new RecordingEnvironment());
        var assembly = new WeakReference(AssemblyLoadContext.All.Single(context => context.Name == "scripts/weak.csx").Assemblies.First());
        try
        {
            await bot.HearAsync(handlers, 1001, "hi");
        }
        catch (FormatException exception)
        {
            Assert.Equal("scripts/weak.csx:1", ScriptFault.From(exception, script.Path).Place);
        }

        Assert.Single(bot.Sent);
        script.Dispose();
        handlers.Dispose();
        return assembly;
    }
}
