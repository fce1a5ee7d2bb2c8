using IcqBots.Host.Control;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Scripts;

public sealed class ReplTests : IAsyncLifetime
{
    private ScriptBench? _bench;
    private IReplSession? _session;

    private ScriptBench Bench => _bench!;

    private IReplSession Session => _session!;

    public async Task InitializeAsync()
    {
        _bench = await ScriptBench.StartAsync([("a.csx", "OnMessage(m => m.ReplyAsync(\"a\"));")], "contacts: [1001], time-limit: 1s");
        await _bench.OnlineAsync();
        _session = ((IScriptRepl)_bench.Host.Fleet).Open("bot");
    }

    public async Task DisposeAsync()
    {
        await Session.DisposeAsync();
        await Bench.DisposeAsync();
    }

    [Fact]
    public void There_is_none_for_a_bot_that_is_not_there() => Assert.Null(((IScriptRepl)Bench.Host.Fleet).Open("bto"));

    [Fact]
    public async Task A_line_has_the_bots_globals_and_what_the_lines_before_it_have_declared()
    {
        Assert.Equal("\"bot\"", await ValueAsync("Name"));
        Assert.Equal("1", await ValueAsync("Contacts.Count"));
        Assert.Null(await ValueAsync("var x = 20;"));
        Assert.Null(await ValueAsync("record Pair(int A, int B);"));
        Assert.Equal("Pair { A = 20, B = 40 }", (await ValueAsync("new Pair(x, x * 2).ToString()"))?.Trim('"'));
        Assert.Null(await ValueAsync("await SendAsync(1001, \"hi\")"));
        Assert.Equal("hi", await Bench.HearAsync());
    }

    [Fact]
    public async Task A_using_lasts_and_a_line_without_code_does_nothing()
    {
        await ValueAsync("var x = 1;");
        Assert.Null(await ValueAsync("using System.Globalization;"));
        Assert.Null(await ValueAsync("// a remark"));
        Assert.Equal("\"\"", await ValueAsync("CultureInfo.InvariantCulture.Name"));
        Assert.Null(await ValueAsync("using System.Net; var y = x + IPAddress.Loopback.GetAddressBytes()[3];"));
        Assert.Equal("3", await ValueAsync("x + y"));
    }

    [Fact]
    public async Task What_a_line_keeps_is_there_in_the_next_session_and_hidden_from_scripts()
    {
        await ValueAsync("State.Set(\"key\", 5)");
        await Session.DisposeAsync();
        _session = ((IScriptRepl)Bench.Host.Fleet).Open("bot");

        Assert.Equal("5", await ValueAsync("State.Get<int>(\"key\")"));
        Bench.Write("a.csx", "OnMessage(m => m.ReplyAsync($\"{State.Get<int?>(\"key\") is null}\"));");
        await Bench.ReloadAsync();
        Assert.Equal("True", await Bench.AskAsync("hi"));
    }

    [Fact]
    public async Task An_incomplete_line_waits_for_the_rest_and_two_empty_ones_give_it_up()
    {
        Assert.True((await EvaluateAsync("int Twice(int number)")).IsIncomplete);
        Assert.True((await EvaluateAsync("{")).IsIncomplete);
        Assert.True((await EvaluateAsync("    return number * 2;")).IsIncomplete);
        Assert.False((await EvaluateAsync("}")).IsIncomplete);
        Assert.Equal("42", await ValueAsync("Twice(21)"));

        Assert.True((await EvaluateAsync("Twice((")).IsIncomplete);
        Assert.True((await EvaluateAsync("")).IsIncomplete);
        Assert.NotEmpty((await EvaluateAsync("")).Mistakes);
        Assert.Equal("42", await ValueAsync("Twice(21)"));
    }

    [Theory]
    [InlineData("Contcts.Count", "repl:1:1: error CS0103: The name 'Contcts'")]
    [InlineData("Environment.Exit(1)", "repl:1:13: error")]
    [InlineData("#r \"x.dll\"", "repl:1:1: error: #r is for scripts")]
    [InlineData("throw new InvalidOperationException(\"no\");", "InvalidOperationException: no")]
    [InlineData("OnMessage(m => m.ReplyAsync(\"repl\"))", "NotSupportedException: Handlers and schedules are for scripts")]
    [InlineData("Every(TimeSpan.FromSeconds(1), async () => { })", "NotSupportedException: Handlers and schedules are for scripts")]
    public async Task A_line_that_fails_is_told_and_the_session_goes_on(string line, string mistake)
    {
        await ValueAsync("var x = 1;");

        var answer = await EvaluateAsync(line);

        Assert.StartsWith(mistake, Assert.Single(answer.Mistakes), StringComparison.Ordinal);
        Assert.Equal("1", await ValueAsync("x"));
    }

    [Fact]
    public async Task A_line_that_runs_for_ever_is_stopped()
    {
        var spinning = Session.EvaluateAsync("while (true) { }", CancellationToken.None);
        await Bench.Host.UntilAsync(() => spinning.IsCompleted, TimeSpan.FromMilliseconds(20));

        Assert.StartsWith("stopped: ", Assert.Single((await spinning).Mistakes), StringComparison.Ordinal);
        Assert.Equal("a", await Bench.AskAsync("hi"));
    }

    [Fact]
    public async Task Who_leaves_leaves_no_line_waiting()
    {
        using var gone = new CancellationTokenSource();
        var waiting = Session.EvaluateAsync(
            "Log.LogInformation(\"waiting\"); try { await Task.Delay(-1, Stopping); } finally { Log.LogInformation(\"no longer\"); }", gone.Token);
        await LoggedAsync("waiting");

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Session.DisposeAsync();

        await LoggedAsync("no longer");
        Assert.Equal("a", await Bench.AskAsync("hi"));
    }

    private Task LoggedAsync(string line) =>
        Bench.Host.UntilAsync(() => Bench.Host.Log.At(LogLevel.Information).Contains(line), TimeSpan.FromMilliseconds(1));

    private async Task<string?> ValueAsync(string line)
    {
        var answer = await EvaluateAsync(line);
        Assert.Empty(answer.Mistakes);
        return answer.Result;
    }

    private Task<ReplAnswer> EvaluateAsync(string line) =>
        Session.EvaluateAsync(line, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
}
