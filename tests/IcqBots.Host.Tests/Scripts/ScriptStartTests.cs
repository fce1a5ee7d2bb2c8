using IcqBots.Host.Tests.EndToEnd;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Scripts;

/// <summary>New versions of scripts that hang or fail while they start.</summary>
public sealed class ScriptStartTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    [Theory]
    [InlineData("await Task.Delay(Timeout.InfiniteTimeSpan, Stopping);")]
    [InlineData("await Task.Delay(Timeout.InfiniteTimeSpan);")]
    [InlineData("OnStart(() => Task.Delay(Timeout.InfiniteTimeSpan));")]
    public async Task A_version_that_hangs_holds_neither_its_mending_nor_other_scripts_back(string hanging)
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Answer("one")), ("calm/b.csx", Answer("calm one"))]);
        Assert.Equal("one", await bench.AskAsync("hi"));
        bench.Write("a.csx", hanging);
        var reloading = bench.Host.Fleet.Reloader.ReloadAsync("bot", CancellationToken.None);

        bench.Write("calm/b.csx", Answer("calm two"));
        Assert.Empty(Assert.Single(await bench.ReloadAsync("calm")).Mistakes);
        Assert.False(reloading.IsCompleted);
        bench.Write("a.csx", Answer("two"));
        Assert.Empty(Assert.Single(await bench.ReloadAsync("bot")).Mistakes);

        Assert.Contains("a newer version came", Assert.Single(Assert.Single(await TestHost.SoonAsync(reloading)).Mistakes), StringComparison.Ordinal);
        Assert.Equal("two", await bench.AskAsync("hi"));
    }

    [Fact]
    public async Task A_version_that_did_not_start_is_tried_again_when_it_is_saved_unchanged()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Answer("one"))], expectsErrors: true);
        Assert.Equal("one", await bench.AskAsync("hi"));
        var words = bench.PathOf("words.txt");
        var script = $"string text = \"\"; OnStart(async () => text = await File.ReadAllTextAsync(@\"{words}\"));\nOnMessage(m => m.ReplyAsync(text));";
        bench.Write("a.csx", script);
        Assert.Single(Assert.Single(await bench.ReloadAsync()).Mistakes);

        bench.Write("words.txt", "two");
        bench.Write("a.csx", script);

        await bench.UntilAnswerAsync("two", Tick);
    }

    [Fact]
    public async Task A_version_that_is_given_up_notices_it()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Answer("one"))], expectsErrors: true);
        Assert.Equal("one", await bench.AskAsync("hi"));
        bench.Write("a.csx", "try { await Task.Delay(Timeout.InfiniteTimeSpan, Stopping); } finally { Log.LogInformation(\"given up\"); }");

        var reloading = bench.Host.Fleet.Reloader.ReloadAsync("bot", CancellationToken.None);
        await bench.Host.UntilAsync(() => reloading.IsCompleted, TimeSpan.FromMilliseconds(20));

        Assert.Contains("has not started within 30 s", Assert.Single(Assert.Single(await reloading).Mistakes), StringComparison.Ordinal);
        await bench.Host.UntilAsync(() => bench.Host.Log.At(LogLevel.Information).Contains("given up"), Tick);
    }

    [Theory]
    [InlineData("throw new InvalidOperationException(\"no\");", "a.csx:2: InvalidOperationException: no")]
    [InlineData("OnStart(async () =>\nthrow new InvalidOperationException(\"no\"));", "a.csx:3: InvalidOperationException: no")]
    [InlineData("while (true) { }", "a.csx:2: ScriptStoppedException")]
    public async Task A_version_that_does_not_start_does_not_take_over(string mistake, string expected)
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Answer("one"))], "time-limit: 1s", expectsErrors: true);
        Assert.Equal("one", await bench.AskAsync("hi"));

        bench.Write("a.csx", Answer("two") + "\n" + mistake);
        var reloading = bench.Host.Fleet.Reloader.ReloadAsync("bot", CancellationToken.None);
        await bench.Host.UntilAsync(() => reloading.IsCompleted, TimeSpan.FromMilliseconds(20));

        Assert.StartsWith(expected, Assert.Single(Assert.Single(await reloading).Mistakes), StringComparison.Ordinal);
        Assert.Equal("one", await bench.AskAsync("hi"));
    }

    [Fact]
    public async Task A_bot_that_stayed_offline_comes_online_when_its_script_is_mended()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", "OnMesage(m => m.ReplyAsync(\"one\"));")], expectsErrors: true);
        await bench.SayAsync("kept by the server");
        await bench.Host.UntilAsync(
            () => bench.Host.Log.At(LogLevel.Error).Any(line => line.Contains("stays offline", StringComparison.Ordinal)), Tick);

        bench.Write("a.csx", Answer("one"));

        Assert.Equal("one", await bench.HearLaterAsync(Tick));
    }

    private static string Answer(string text) => $"OnMessage(async message => await message.ReplyAsync(\"{text}\"));";
}
