using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Protocol;

namespace IcqBots.Host.Tests.Control;

/// <summary><c>icqbots reload</c> and <c>icqbots repl</c> on the host's side.</summary>
public sealed class ControlCommandTests
{
    private static readonly BotEntry Echo = new() { Name = "echo", Uin = 2001, Password = new Password("p") };

    [Fact]
    public async Task Reload_tells_what_came_of_each_script()
    {
        var reloader = new Reloader(
            new ReloadResult("scripts/echo.csx", ["echo", "herald"], TimeSpan.FromMilliseconds(23.4), []),
            new ReloadResult("scripts/away.csx", ["away"], TimeSpan.Zero, ["scripts/away.csx:1:1: error", "scripts/away.csx:2:1: error"]));
        await using var control = await RunningControl.StartAsync(file => [new ReloadControl(reloader, file, () => ["a note"])], [Echo]);

        var answer = await control.AskAsync("reload", "echo");

        Assert.Equal(
            [
                "!a note",
                "scripts/echo.csx: live for echo, herald after 23 ms",
                "!scripts/away.csx:1:1: error",
                "!scripts/away.csx:2:1: error",
                "!scripts/away.csx: not reloaded; the old version goes on",
                "exit 1",
            ],
            answer);
        Assert.Equal(["echo"], reloader.Targets);
    }

    [Fact]
    public async Task Reload_of_nothing_says_what_could_be_meant()
    {
        var reloader = new Reloader();
        await using var control = await RunningControl.StartAsync(file => [new ReloadControl(reloader, file, () => [])], [Echo]);

        Assert.Equal(["!there is no bot and no script \"ehco\"; did you mean \"echo\"?", "exit 2"], await control.AskAsync("reload", "ehco"));
        Assert.Equal(["!no bot has a script", "exit 2"], await control.AskAsync("reload"));
        Assert.Equal(["ehco", null], reloader.Targets);
    }

    [Fact]
    public async Task Repl_answers_each_line_and_waits_for_the_rest_of_an_incomplete_one()
    {
        var repl = new Repl();
        await using var control = await RunningControl.StartAsync(file => [new ReplControl(repl, file)], [Echo]);

        var answer = await control.AskAsync("repl", "echo", "1+1", "var x = 1;", "f(", "oops", "2");

        Assert.Equal(
            ["> ", "= 1+1", "> ", "> ", ". ", "!(1,1): error", "> ", "= 2", "> ", "exit 1"],
            answer);
        Assert.True(repl.IsClosed);
    }

    [Fact]
    public async Task Repl_tells_that_the_input_ends_within_a_statement()
    {
        await using var control = await RunningControl.StartAsync(file => [new ReplControl(new Repl(), file)], [Echo]);

        Assert.Equal(["> ", ". ", "!the last line is not complete, and was not run", "exit 1"], await control.AskAsync("repl", "echo", "f("));
    }

    [Fact]
    public async Task Repl_needs_a_bot_that_there_is()
    {
        await using var control = await RunningControl.StartAsync(file => [new ReplControl(new Repl(), file)], [Echo]);

        Assert.Equal(["!there is no bot \"ehco\"; did you mean \"echo\"?", "exit 2"], await control.AskAsync("repl", "ehco"));
        Assert.Equal(["> ", "exit 0"], await control.AskAsync("repl", "echo"));
    }

    private sealed class Reloader(params IReadOnlyList<ReloadResult> results) : IScriptReloader
    {
        public List<string?> Targets { get; } = [];

        public Task<IReadOnlyList<ReloadResult>> ReloadAsync(string? target, CancellationToken cancellationToken)
        {
            Targets.Add(target);
            return Task.FromResult(results);
        }
    }

    private sealed class Repl : IScriptRepl, IReplSession
    {
        public bool IsClosed { get; private set; }

        public IReplSession? Open(string bot) => bot == "echo" ? this : null;

        public Task<ReplAnswer> EvaluateAsync(string line, CancellationToken cancellationToken) => Task.FromResult(line switch
        {
            "oops" => new ReplAnswer(null, ["(1,1): error"]),
            _ when line.EndsWith('(') => new ReplAnswer(null, [], IsIncomplete: true),
            _ when line.EndsWith(';') => new ReplAnswer(null, []),
            _ => new ReplAnswer($"= {line}", []),
        });

        public ValueTask DisposeAsync()
        {
            IsClosed = true;
            return ValueTask.CompletedTask;
        }
    }
}
