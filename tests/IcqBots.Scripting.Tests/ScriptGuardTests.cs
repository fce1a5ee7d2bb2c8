using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Tests;

public class ScriptGuardTests
{
    private const string UsingProcess = "using System.Diagnostics;\n";
    private const string Here = "/* here */";

    /// <summary>While the test's clock runs far ahead of the real one.</summary>
    private static readonly ScriptLimits _muchTime = ScriptLimits.Default with { Time = TimeSpan.FromDays(1000) };

    /// <summary>What the handlers below use: each has its loop where the comment says.</summary>
    private const string Helpers = """

        IEnumerable<int> Numbers() => Enumerable.Repeat(1, int.MaxValue);
        IAsyncEnumerable<int> NumbersAsync() => new Endless();
        class Endless : IAsyncEnumerable<int>, IAsyncEnumerator<int>
        {
            public int Current => 1;
            public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken) => this;
            public ValueTask<bool> MoveNextAsync() => new(true);
            public ValueTask DisposeAsync() => default;
        }
        """;

    [Theory]
    [InlineData("while (true)\n    { /* here */ }")]
    [InlineData("while (true)\n    /* here */ ;")]
    [InlineData("for (;;)\n    /* here */ ;")]
    [InlineData("do\n    { /* here */ } while (true);")]
    [InlineData("foreach (var number in Numbers())\n    { /* here */ }")]
    [InlineData("foreach (var (a, b) in Numbers().Select(number => (number, number)))\n    { /* here */ }")]
    [InlineData("await foreach (var number in NumbersAsync())\n    { /* here */ }")]
    [InlineData("again:\n    /* here */ goto again;")]
    [InlineData("switch (message.Text) { case \"a\": default:\n    /* here */ goto case \"a\"; }")]
    [InlineData("Action spin = () => {\n    while (true) { /* here */ } }; spin();")]
    [InlineData("Func<int, int> spin = delegate (int x) {\n    while (true) { /* here */ } }; spin(1);")]
    [InlineData("int Spin() {\n    while (true) { /* here */ } } Spin();")]
    [InlineData("_ = new Spinning().Value; } }\nclass Spinning { public int Value { get {\n    while (true) { /* here */ } }")]
    [InlineData("_ = new Spinning() + 1; } }\nclass Spinning { public static int operator +(Spinning left, int right) {\n    while (true) { /* here */ }")]
    [InlineData("_ = new Spinning(); } }\nrecord Spinning { public Spinning() {\n    while (true) { /* here */ }")]
    [InlineData("while (true)\n    await Task.Yield(); /* here */")]
    [InlineData("while (true)\n    try { while (true) { } } catch { } /* here */")]
    [InlineData("await Task.Run(() => {\n    while (true) { /* here */ } });")]
    [InlineData("await message.ReplyAsync(\"begun\").ConfigureAwait(false);\n    while (true) { /* here */ }")]
    public async Task A_handler_that_spins_is_stopped_with_the_line(string code)
    {
        var text = "OnMessage(HandleAsync);\nasync Task HandleAsync(IncomingMessage message)\n{ {\n"
            + code + "\n} }" + Helpers;
        using var script = new GuardedScript(text);

        Assert.Equal($"scripts/test.csx:{LineOf(text)}: ScriptStoppedException: has run for more than 5 s", await script.FaultAsync());
    }

    [Fact]
    public async Task Top_level_code_that_spins_is_stopped()
    {
        using var script = new GuardedScript("var count = 0;\nwhile (true)\n    count++;");

        var exception = await Assert.ThrowsAsync<ScriptStoppedException>(script.StartAsync);

        Assert.Equal("scripts/test.csx:3", ScriptFault.From(exception, "").Place);
    }

    [Fact]
    public async Task A_handler_that_catches_everything_is_stopped_all_the_same()
    {
        using var script = new GuardedScript("""
            OnMessage(async message =>
            {
                try { while (true) { } } catch { }
                await message.ReplyAsync("survived");
                try { Go(); } catch { }
            });
            void Go() { while (true) { } }
            """);

        await script.FaultAsync();

        Assert.Equal([(1001, "survived")], script.Bot.Sent);
    }

    [Theory]
    [InlineData("int Deeper(int depth) => depth == -1 ? 0 : Deeper(depth + 1) + 1; Deeper(0);")]
    [InlineData("Func<int, int> deeper = null!; deeper = depth => deeper(depth + 1) + 1; deeper(0);")]
    [InlineData("_ = new Deep().Value; } }\nclass Deep { public int Value => Value + 1; void Nothing() {")]
    [InlineData("_ = new Deep(); } }\nclass Deep { public Deep Inner = new(); void Nothing() {")]
    [InlineData("_ = new Deep(); } }\nrecord Deep { public Deep Inner { get; } = new Deep(); void Nothing() {")]
    [InlineData("_ = new Deep()[1]; } }\nclass Deep { public int this[int index] => this[index + 1] + 1; void Nothing() {")]
    [InlineData("async Task DeeperAsync() => await DeeperAsync(); await DeeperAsync();")]
    [InlineData("var k = new Knot(); k.Next = k; k.GetHashCode(); } }\nrecord Knot { public Knot? Next { get; set; } void Nothing() {")]
    [InlineData("Knot a = new(0), b = new(0); (a.Next, b.Next) = (b, a); _ = a == b; } }\nrecord Knot(int X) { public Knot? Next; void Nothing() {")]
    [InlineData("var k = new Knot<int>(); k.Next = k; k.GetHashCode(); } } sealed record Knot<T> : Line<T>;\nabstract record Line<T> { public Line<T>? Next; void Nothing() {")]
    [InlineData("for (var i = 0; i < 10_000_000; i++) { Span<long> numbers = stackalloc long[100]; numbers[0] = 1; }")]
    [InlineData("for (var i = 0; i < 10_000_000; i++) { Span<long> numbers = stackalloc[] { 1L, 2, 3, 4, 5, 6, 7, 8 }; numbers[0] = 1; }")]
    public async Task Endless_recursion_is_stopped(string code)
    {
        using var script = new GuardedScript(
            "OnMessage(HandleAsync);\nasync Task HandleAsync(IncomingMessage message)\n{ {\n" + code + "\n} }")
        { Limits = _muchTime };

        var fault = await script.FaultAsync();

        Assert.Matches("^scripts/test.csx:[45]: ScriptStoppedException: calls itself without end$", fault);
    }

    [Theory]
    [InlineData("async Task R() { await Task.Yield(); await R(); } await R();")]
    [InlineData("Func<int, Task<int>> r = null!; r = async depth => { await Task.Yield(); return await r(depth + 1); }; await r(0);")]
    [InlineData("async IAsyncEnumerable<int> R() { await Task.Yield(); await foreach (var x in R()) yield return x; } await foreach (var x in R()) { }")]
    [InlineData("var all = new List<Task>(); while (true) all.Add(Never()); } async Task Never() { await Task.Delay(-1);")]
    [InlineData("Task last = Task.Delay(5000); while (true) last = After(last); } async Task After(Task task) { await task;")]
    public async Task Async_calls_without_end_are_stopped_before_they_fill_the_memory(string code)
    {
        using var script = new GuardedScript("OnMessage(HandleAsync);\nasync Task HandleAsync(IncomingMessage message) {\n" + code + "\n}")
        {
            Limits = _muchTime,
        };
        var before = GC.GetTotalAllocatedBytes();

        Assert.Equal("scripts/test.csx:3: ScriptStoppedException: has 5000 async calls that have not ended", await script.FaultAsync());
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 256L * 1024 * 1024);
    }

    [Fact]
    public async Task What_a_handler_leaves_behind_cannot_call_itself_without_end_either()
    {
        using var script = new GuardedScript("""
            Task left = Task.CompletedTask;
            OnMessage(async message => { left = R(); });
            OnCommand("what", async message => await left);
            async Task R() { await Task.Yield(); await R(); }
            """);
        await script.HearAsync();

        var exception = await Assert.ThrowsAsync<ScriptStoppedException>(() => script.HearAsync("what"));

        Assert.Equal("has 5000 async calls that have not ended", exception.Message);
    }

    [Fact]
    public async Task Async_calls_that_have_ended_do_not_count()
    {
        using var script = new GuardedScript("""
            OnMessage(async message =>
            {
                for (var i = 0; i < 100; i++) await Task.WhenAll(Enumerable.Range(0, 100).Select(async number => await Task.Yield()));
                await message.ReplyAsync("done");
            });
            """);

        await script.HearAsync();

        Assert.Equal([(1001, "done")], script.Bot.Sent);
    }

    [Theory]
    [InlineData("while (true) { _ = new byte[1000]; }")]
    [InlineData("var length = 100_000_000; _ = new byte[length];")]
    [InlineData("_ = new long[100_000_000];")]
    [InlineData("await Task.Run(() => { while (true) { _ = new byte[1000]; } });")]
    public async Task A_handler_that_allocates_too_much_is_stopped(string code)
    {
        using var script = new GuardedScript("OnMessage(async message => {\n" + code + "\n});")
        {
            Limits = _muchTime with { MemoryBytes = 16 * 1024 * 1024 },
        };

        Assert.Equal("scripts/test.csx:2: ScriptStoppedException: has allocated more than 16 MB", await script.FaultAsync());
    }

    [Fact]
    public async Task More_of_the_stack_than_there_is_stops_the_handler()
    {
        using var script = new GuardedScript("OnMessage(async message => {\nSpan<int> numbers = stackalloc int[100_000_000]; numbers[0] = 1; });");

        Assert.Equal("scripts/test.csx:2: ScriptStoppedException: asks for more than 64 kB of the stack", await script.FaultAsync());
    }

    [Fact]
    public async Task An_exception_whose_text_is_computed_without_end_is_stopped_with_the_line()
    {
        using var script = new GuardedScript("""
            OnMessage(async message => throw new Evil());
            class Evil : Exception { public override string Message { get {
                while (true) { } } } }
            """);

        Assert.Equal("scripts/test.csx:3: ScriptStoppedException: has run for more than 5 s", await script.FaultAsync());
    }

    [Theory]
    [InlineData("throw new Evil(); } class Evil : Exception { public override string Message => throw new FormatException();")]
    [InlineData("throw new ArgumentOutOfRangeException(\"x\", new Evil(), \"y\"); } class Evil { public override string ToString() => throw new FormatException();")]
    public async Task An_exception_whose_text_throws_is_told_without_it(string code)
    {
        using var script = new GuardedScript("OnMessage(message => Fail()); Task Fail() { " + code + " }");

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => script.HearAsync());

        var fault = ScriptFault.From(exception, "");
        Assert.Equal(("scripts/test.csx:1", "(its text cannot be read)"), (fault.Place, fault.Message));
    }

    [Theory]
    [InlineData("async void Go() { await Task.Yield(); }\nGo();", "1:12", "async void: nobody could wait for it")]
    [InlineData("Action go = async () => await Task.Yield();", "1:13", "async void: ")]
    [InlineData("void Run(Action<int> action) => action(1);\nRun(async x => { await Task.Yield(); });", "2:5", "async void: ")]
    [InlineData("Action go = async delegate { await Task.Yield(); };", "1:13", "async void: ")]
    [InlineData("OnMessage(async message => { Environment.Exit(1); });", "1:42", "Environment.Exit would end all bots. Return")]
    [InlineData("using static System.Environment;\nAction<int> exit = Exit;", "2:20", "Environment.Exit would")]
    [InlineData("using E = System.Environment;\nE.FailFast(\"x\");", "2:3", "Environment.FailFast would")]
    [InlineData("GC.Collect();", "1:4", "GC.Collect would hold up all bots.")]
    [InlineData("Action wait = GC.WaitForPendingFinalizers;", "1:18", "GC.WaitForPendingFinalizers would")]
    [InlineData("ThreadPool.SetMinThreads(1, 1);", "1:12", "ThreadPool.SetMinThreads would change the threads of all bots.")]
    [InlineData("Environment.CurrentDirectory = \"/\";", "1:13", "To set Environment.CurrentDirectory would change what paths mean")]
    [InlineData("class A { ~A() { } }\nnew A();", "1:11", "a finalizer would run on a thread of the whole process")]
    [InlineData("IcqBots.Scripting.Running.ScriptGuard.Epoch = 1;", "1:27", "ScriptGuard is written into scripts by the compiler")]
    public void What_would_harm_other_bots_does_not_compile(string text, string place, string mistake) =>
        Assert.StartsWith(
            $"scripts/test.csx:{place}: error: {mistake}",
            Assert.Single(Assert.Throws<ScriptCompilationException>(() => LoadedScriptTests.Load(text)).Mistakes));

    [Theory]
    [InlineData("Process.GetCurrentProcess().Kill();")]
    [InlineData("Process.GetCurrentProcess()!.Kill();")]
    [InlineData("Process.GetCurrentProcess()?.Kill(true);")]
    [InlineData("Process.GetProcessById(Environment.ProcessId).Kill();")]
    [InlineData("var pid = Environment.ProcessId; Process.GetProcessById(pid).Kill();")]
    [InlineData("var self = Process.GetCurrentProcess(); self.Kill();")]
    [InlineData("Process p; p = Process.GetCurrentProcess(); p.Kill();")]
    [InlineData("var p = Process.Start(\"x\"); p = Process.GetCurrentProcess(); p.Kill();")]
    [InlineData("var p = Process.Start(\"x\"); Set(out p); p.Kill(); void Set(out Process q) => q = Process.GetCurrentProcess();")]
    [InlineData("var p = Process.Start(\"x\"); (p, var q) = (Process.GetCurrentProcess(), 1); p.Kill();")]
    [InlineData("var (p, q) = (Process.GetCurrentProcess(), 1); p.Kill();")]
    [InlineData("if (Process.GetCurrentProcess() is { } p) p.Kill();")]
    [InlineData("if (Process.GetCurrentProcess() is var p) p?.Kill();")]
    [InlineData("Process Self() => Process.GetCurrentProcess(); Self().Kill();")]
    [InlineData("foreach (var p in new[] { Process.GetCurrentProcess() }) p.Kill(true);")]
    [InlineData("Action end = Process.GetCurrentProcess().Kill;")]
    [InlineData("void Stop(Process child) => child.Kill(); Stop(Process.GetCurrentProcess());")]
    [InlineData("var h = new Holder(); h.P = Process.GetCurrentProcess(); h.P.Kill(); class Holder { public Process P = Process.Start(\"x\"); }")]
    public void A_process_that_may_be_the_host_cannot_be_killed(string text) =>
        Assert.Contains(
            "error: Process.Kill could end all bots. Call it on what Process.Start gives",
            Assert.Single(Assert.Throws<ScriptCompilationException>(() => LoadedScriptTests.Load(UsingProcess + text)).Mistakes),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Process.Start(\"x\").Kill();")]
    [InlineData("Process.Start(\"x\")?.Kill();")]
    [InlineData("Process? child = null; OnStart(async () => child = Process.Start(\"x\")); OnStop(async () => child?.Kill());")]
    [InlineData("OnStart(async () => { using var child = Process.Start(\"x\") ?? throw new FormatException(); child!.Kill(true); });")]
    [InlineData("var child = new Process { StartInfo = new(\"x\") }; child.Start(); Action end = child.Kill;")]
    [InlineData("if (Process.Start(\"x\") is { } child) child.Kill();")]
    [InlineData("new Child().Stop(); class Child { private readonly Process _it; public Child() => _it = Process.Start(\"x\"); public void Stop() => this._it.Kill(); }")]
    public void A_process_that_the_script_has_started_may_be_killed(string text) => LoadedScriptTests.Load(UsingProcess + text).Dispose();

    [Fact]
    public void What_is_only_called_like_something_harmful_compiles() =>
        LoadedScriptTests.Load("var name = nameof(Environment.Exit) + Environment.CurrentDirectory; Exit(); void Exit() { }").Dispose();

    private static int LineOf(string text) => text[..text.IndexOf(Here, StringComparison.Ordinal)].Count(c => c == '\n') + 1;
}
