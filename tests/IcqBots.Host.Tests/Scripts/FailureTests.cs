using IcqBots.Host.Scripts;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Scripts;

public sealed class FailureTests
{
    [Fact]
    public async Task After_five_failures_a_script_is_slow_its_owner_is_told_once_and_a_success_makes_it_fast_again()
    {
        await using var bench = await ScriptBench.StartAsync(
            [("a.csx", "OnMessage(async m => { if (m.Text != \"good\") throw new FormatException(); await m.ReplyAsync(\"fine\"); });")],
            "admins: [1001]",
            expectsErrors: true);
        for (var i = 0; i < FailureBrake.Patience; i++)
        {
            await bench.SayAsync("bad");
        }

        Assert.StartsWith("a.csx has failed 5 times in a row, last at a.csx:1.", await bench.HearAsync(), StringComparison.Ordinal);
        var slow = bench.Host.Time.GetTimestamp();
        await bench.SayAsync("bad");
        await bench.SayAsync("good");
        Assert.Equal("fine", await bench.HearLaterAsync(TimeSpan.FromMilliseconds(100)));
        Assert.InRange(bench.Host.Time.GetElapsedTime(slow), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));
        Assert.Equal("fine", await bench.AskAsync("good"));
    }

    [Theory]
    [InlineData("OnMessage(async m => { while (true) { } });", "a.csx:1: stopped:")]
    [InlineData("OnMessage(async m => { int F(int n) => F(n + 1) + 1; F(0); });", "a.csx:1: stopped:")]
    [InlineData("OnMessage(async m => { var l = new List<byte[]>(); while (true) l.Add(new byte[1_000_000]); });", "a.csx:1: stopped:")]
    [InlineData("OnMessage(async m => { m.AskAsync(\"sure?\").Wait(); });", "a.csx:1: stopped:")]
    [InlineData("OnMessage(async m => { new Timer(_ => throw new FormatException(), null, 0, -1); });", "a.csx:1: FormatException")]
    [InlineData("OnMessage(m => throw new Evil()); class Evil : Exception { public override string Message { get { while (true) { } } } }", "a.csx:1: stopped:")]
    [InlineData("OnMessage(m => throw new Evil()); class Evil : Exception { public override string Message => throw this; }", "a.csx:1: Evil")]
    [InlineData("OnMessage(async m => { var c = new CancellationTokenSource(); c.Dispose(); new Thread(c.Cancel).Start(); });", "a timer or thread")]
    public async Task While_one_bot_runs_wild_the_others_answer_and_it_comes_back(string script, string expected)
    {
        await using var bench = await ScriptBench.StartAsync(
            [("a.csx", script), ("calm/b.csx", "OnMessage(m => m.ReplyAsync(\"calm\"));")], "time-limit: 2s, memory-limit: 64MB", expectsErrors: true);
        await bench.OnlineAsync();
        await bench.SayAsync("go");

        Assert.Equal("calm", await AnswerOfCalmAsync(bench));
        await bench.Host.UntilAsync(() => bench.Host.Log.At(LogLevel.Error).Count > 0, TimeSpan.FromMilliseconds(20));

        Assert.StartsWith(expected, bench.Host.Log.At(LogLevel.Error)[0], StringComparison.Ordinal);
        bench.Write("a.csx", "OnMessage(m => m.ReplyAsync(\"back\"));");
        Assert.Empty(Assert.Single(await bench.ReloadAsync("a")).Mistakes);
        await bench.SayAsync("hi");
        string heard;
        do
        {
            // A thread that is blocked is given up with the next tick of the clock.
            heard = await bench.HearLaterAsync(TimeSpan.FromMilliseconds(20));
        }
        while (heard != "back");
    }

    [Theory]
    [InlineData("int.Parse(m.Text)", "FormatException")]
    [InlineData("Uin.Parse(m.Text)", "FormatException: \"…\" is not a UIN: a UIN is a number from 1 to 2147483646")]
    [InlineData("Bots[m.Text].ToString()", "KeyNotFoundException: There is no bot \"…\" in bots.yaml, only bot, calm")]
    [InlineData("SendAsync(0, m.Text)", "ArgumentException: 0 is not a UIN (Parameter 'to')")]
    [InlineData("State.Get<int>(Keep(m.Text))", "FormatException: State holds no int under \"…\": Remove forgets what an earlier version has kept")]
    [InlineData("File.ReadAllText(\"/nothing/words.txt\")", "DirectoryNotFoundException: Could not find a part of the path '/nothing/words.txt'.")]
    public async Task What_the_host_itself_has_to_say_is_in_the_log_and_nothing_that_people_wrote(string code, string expected)
    {
        await using var bench = await ScriptBench.StartAsync(
            [("a.csx", $"string Keep(string key) {{ State.Set(key, \"x\"); return key; }}\nOnMessage(async m => {{ var x = {code}; }});")], expectsErrors: true);
        await bench.OnlineAsync();

        await bench.SayAsync("a \"private\" text");
        await bench.Host.UntilAsync(() => bench.Host.Log.At(LogLevel.Error).Count > 0, TimeSpan.FromMilliseconds(20));

        Assert.Equal($"a.csx:2: {expected}", Assert.Single(bench.Host.Log.At(LogLevel.Error)));
    }

    private static async Task<string> AnswerOfCalmAsync(ScriptBench bench)
    {
        await bench.SayAsync("hi", 3002);
        while (true)
        {
            var message = await EndToEnd.TestHost.ReceiveAsync(bench.Guest);
            if (message.From == 3002u)
            {
                return message.Text;
            }
        }
    }
}
