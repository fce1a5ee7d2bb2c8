using System.Collections.Concurrent;
using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Host.Tests.Control;
using IcqBots.Host.Tests.Replies;
using IcqBots.Host.Tests.Scripts;
using IcqBots.Protocol;
using IcqBots.Scripting.Running;
using IcqBots.Storage;
using IcqBots.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Host.Tests.Traces;

public sealed class TraceTests
{
    [Fact]
    public async Task A_message_is_explained_from_its_path_to_the_acknowledgement_of_the_answer()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", """
            OnCommand("roll {sides:int}", (IncomingMessage message, int sides) => message.ReplyAsync("4"));
            OnMessage(message => message.ReplyAsync("what?")).FromContacts();
            OnMessage(async message => await message.ReplyAsync("no dice"));
            """)]);
        await bench.OnlineAsync();

        Assert.Equal("no dice", await bench.AskAsync("hello"));
        var row = await LastAsync(bench, row => row.Steps.Contains("acknowledged", StringComparison.Ordinal));

        Assert.Equal(("bot", 1001u, "Text by the server", "hello"), (row.Bot, row.From!.Value.Value, row.What, row.Text));

        // What is sent goes out when it is written, which may be before the end of the handling.
        var steps = StepsOf(row).ToLookup(step => step.StartsWith("out-", StringComparison.Ordinal));
        Assert.Equal(
            ["no command: it is none of \"roll <sides>\"", "a.csx:2: is not for 1001", "a.csx:3: begins", "a.csx:3: has ended", "handled"], steps[false]);
        Assert.Equal(["out-1 to 1001: \"no dice\"", "out-1 acknowledged by the server"], steps[true]);
    }

    [Fact]
    public async Task A_failure_and_a_pause_are_told_with_their_place()
    {
        await using var bench = await ScriptBench.StartAsync(
            [("a.csx", "OnMessage(\"x\", async message => throw new FormatException(\"no x\")).OncePerPerson(TimeSpan.FromDays(1));")], expectsErrors: true);
        await bench.OnlineAsync();

        await bench.SayAsync("x");
        Assert.Contains("a.csx:1: FormatException: no x", StepsOf(await LastAsync(bench, row => row.Number == 1)));
        await bench.SayAsync("x");
        Assert.Contains("a.csx:1: pauses for 1001 until 1.00:00:00 after it ran last", StepsOf(await LastAsync(bench, row => row.Number == 2)));
        await bench.SayAsync("y");
        Assert.Contains("a.csx:1: does not fit the pattern of IncomingMessage", StepsOf(await LastAsync(bench, row => row.Number == 3)));
    }

    [Fact]
    public void It_is_told_once_that_there_is_more_until_it_was_taken()
    {
        var told = 0;
        var trace = new Trace(new TraceSubject("bot", 1, null, "", "", DateTimeOffset.UnixEpoch), _ => told++, TimeProvider.System);

        trace.Note("begins");
        Assert.Equal(0, told);
        trace.End("handled");
        trace.Note("sent");
        Assert.Equal(1, told);
        Assert.Equal(3, trace.TakeSteps().Count);
        trace.Note("acknowledged");
        Assert.Equal(2, told);
    }

    [Fact]
    public void A_loop_of_steps_is_cut_and_the_end_is_told_all_the_same()
    {
        var trace = new Trace(new TraceSubject("bot", 1, null, "", "", DateTimeOffset.UnixEpoch), _ => { }, TimeProvider.System);

        for (var i = 0; i < 1000; i++)
        {
            trace.Note("again");
        }

        trace.End("handled");
        trace.Note("out-1 acknowledged by the server");

        var steps = trace.TakeSteps();
        Assert.Equal(["again", "there are more steps, which are left out", "handled"], steps.TakeLast(3).Select(step => step.Text));
        Assert.Equal(202, steps.Count);
    }

    [Fact]
    public async Task Who_follows_sees_each_once_and_what_comes_to_it_later()
    {
        using var folder = new TemporaryFolder();
        await using var control = await RunningControl.StartAsync(
            file => [new TraceControl(() => folder.Book, file, folder.Time)], [new BotEntry { Name = "echo", Uin = 2001, Password = new Password("p") }]);
        await using var client = await ControlClient.ConnectAsync(control.File.DataFolder, CancellationToken.None);
        await client.AskAsync(new ControlRequest("trace", new TraceQuery("echo", 1001, 5, Follows: true).ToString()), CancellationToken.None);
        var heard = new ConcurrentQueue<string>();
        using var enough = new CancellationTokenSource();
        var before = folder.Book.Begin("echo", new MessageReceived(1001, MessageType.Text, "before", folder.Time.GetUtcNow(), MessagePath.Server))!;
        before.End("handled");
        var listening = client.ListenAsync((line, _) => heard.Enqueue(line), enough.Token);
        await UntilHeardAsync("handled");

        folder.Book.Begin("other", 1001, "Text", "not echo", folder.Time.GetUtcNow())!.End("not asked for");
        before.Note("out-1 acknowledged by the server");
        await UntilHeardAsync("acknowledged");

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
        Assert.Contains(heard, line => line.EndsWith("echo #1, from 1001, Text by the server: \"before\"", StringComparison.Ordinal));
        Assert.Equal("echo #1, later", heard.ToArray()[^2]);
        Assert.EndsWith(" ms  out-1 acknowledged by the server", heard.Last(), StringComparison.Ordinal);
        Assert.Single(heard, line => line.EndsWith("handled", StringComparison.Ordinal));
        Assert.DoesNotContain(heard, line => line.Contains("not asked for", StringComparison.Ordinal));

        async Task UntilHeardAsync(string text)
        {
            var limit = TimeProvider.System.GetTimestamp();
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            while (!heard.Any(line => line.Contains(text, StringComparison.Ordinal)))
            {
                Assert.True(TimeProvider.System.GetElapsedTime(limit) < TimeSpan.FromSeconds(10), $"Never heard \"{text}\"");
                folder.Time.Advance(TimeSpan.FromMilliseconds(200));
                await pace.WaitForNextTickAsync();
            }
        }
    }

    [Fact]
    public async Task A_bot_that_is_not_there_is_a_mistake()
    {
        using var folder = new TemporaryFolder();
        await using var control = await RunningControl.StartAsync(
            file => [new TraceControl(() => folder.Book, file, folder.Time)], [new BotEntry { Name = "echo", Uin = 2001, Password = new Password("p") }]);

        Assert.Equal(
            ["!there is no bot \"ehco\"; did you mean \"echo\"?", "exit 2"],
            await control.AskAsync("trace", new TraceQuery("ehco", null, 5, Follows: false).ToString()));
        Assert.Equal(
            ["nothing has come, or it was too long ago", "exit 0"],
            await control.AskAsync("trace", new TraceQuery("echo", null, 5, Follows: false).ToString()));
    }

    [Fact]
    public void Without_a_host_each_step_is_a_line_as_with_one()
    {
        using var folder = new TemporaryFolder();
        folder.Book.Begin("echo", 1001, "Text", "hello", folder.Time.GetUtcNow())!.End("handled");
        folder.Book.Dispose();
        var lines = new List<string>();

        TraceControl.RunAlone(folder.Path, new TraceQuery("echo", null, 5, Follows: false), (line, _) => lines.Add(line), NullLogger.Instance);

        Assert.EndsWith("echo #1, from 1001, Text: \"hello\"", lines[0], StringComparison.Ordinal);
        Assert.Equal("        0 ms  handled", lines[1]);
    }

    [Fact]
    public void With_traces_0_nothing_is_explained_and_no_file_is_made()
    {
        using var folder = new TemporaryFolder(keep: 0);

        Assert.Null(folder.Book.Begin("echo", 1001, "Text", "hello", folder.Time.GetUtcNow()));
        Assert.Empty(folder.Book.Last(null, null, 10));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task What_was_due_years_ago_is_explained_as_what_is_decided_now()
    {
        using var bench = new ReplyBench();
        await using var host = await bench.StartAsync(
            "time-zone: UTC\nschedules: [{ name: old, at: 2020-01-01T00:00, run: x }]", time: new ManualTimeProvider(DateTimeOffset.Parse("2026-05-01 09:00Z", null)));

        IReadOnlyList<TraceRow> rows = [];
        await host.UntilAsync(() => (rows = host.Fleet.Traces.Last("bot", null, 1)).Count > 0, TimeSpan.FromMilliseconds(20));

        Assert.Equal((2026, "schedule old"), (rows[0].At.Year, rows[0].What));
        Assert.Equal(
            ["it was due at 2020-01-01 00:00:00Z", "it does not run: it was missed, and that is an hour or more ago"], StepsOf(rows[0]));
    }

    private static string[] StepsOf(TraceRow row) => [.. row.Steps.Split('\n').Select(step => step.Split('\t')[1])];

    private static async Task<TraceRow> LastAsync(ScriptBench bench, Func<TraceRow, bool> isIt)
    {
        TraceRow? last = null;
        await bench.Host.UntilAsync(
            () => (last = bench.Host.Fleet.Traces.Last("bot", 1001, 1).SingleOrDefault()) is not null && isIt(last), TimeSpan.FromMilliseconds(20));
        return last!;
    }
}
