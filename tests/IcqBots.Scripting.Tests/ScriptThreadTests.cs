using System.Diagnostics;
using IcqBots.Scripting.Running;
using IcqBots.Testing;

namespace IcqBots.Scripting.Tests;

public sealed class ScriptThreadTests : IDisposable
{
    private static readonly TimeSpan _safetyLimit = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _clock = new();
    private readonly ScriptWatch _watch;
    private readonly ScriptThread _thread;

    public ScriptThreadTests()
    {
        _watch = new ScriptWatch(_clock);
        _thread = new ScriptThread(_watch);
    }

    [Fact]
    public async Task Code_never_runs_in_parallel_and_comes_back_to_the_thread_after_an_await()
    {
        var (running, most, steps) = (0, 0, 0);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => RunAsync(async () =>
        {
            for (var step = 0; step < 20; step++)
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                steps++;
                Interlocked.Decrement(ref running);
                await Task.Yield();
            }
        })));

        Assert.Equal(1, most);
        Assert.Equal(1000, steps);
    }

    [Fact]
    public async Task A_handler_that_blocks_ends_and_the_others_go_on_without_it()
    {
        using var open = new ManualResetEventSlim();
        var woken = new TaskCompletionSource<bool>();
        var blocked = RunAsync(() =>
        {
            open.Wait();
            woken.SetResult(Assert.ThrowsAny<Exception>(() => ScriptGuard.Enter()) is ScriptStoppedException);
            return Task.CompletedTask;
        });
        var next = RunAsync(() => Task.CompletedTask);

        var exception = await Assert.ThrowsAsync<ScriptStoppedException>(() => AdvanceAsync(blocked));
        await next.WaitAsync(_safetyLimit);
        open.Set();

        Assert.Equal("has blocked the bot for 5 s", exception.Message);
        Assert.True(await woken.Task.WaitAsync(_safetyLimit));
        Assert.Equal(7, await _thread.InvokeAsync(() => 7).WaitAsync(_safetyLimit));
    }

    [Fact]
    public async Task A_handler_that_waits_for_its_own_thread_does_not_keep_it_for_ever()
    {
        var never = new TaskCompletionSource<int>();
        var deadlocked = RunAsync(async () =>
        {
            _ = _thread.InvokeAsync(() => never.TrySetResult(1));
            await Task.Yield();
            _ = ScriptGuard.Enter();
#pragma warning disable xUnit1031 // That is what the test is about.
            never.Task.Wait();
#pragma warning restore xUnit1031
        });

        await deadlocked.WaitAsync(_safetyLimit);
    }

    [Fact]
    public async Task Code_of_the_host_is_not_limited()
    {
        using var open = new ManualResetEventSlim();
        var work = _thread.InvokeAsync(() => open.Wait(_safetyLimit));

        for (var i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        open.Set();
        Assert.True(await work.WaitAsync(_safetyLimit));
    }

    [Fact]
    public async Task Only_its_own_running_counts()
    {
        var parts = 0;

        await AdvanceAsync(RunAsync(async () =>
        {
            for (; parts < 100; parts++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _clock);
                ScriptGuard.Tick();
            }
        }));

        Assert.Equal(100, parts);
    }

    [Fact]
    public async Task While_others_spin_on_every_processor_a_thread_answers()
    {
        using var watch = new ScriptWatch(TimeProvider.System);
        var spinning = Enumerable.Range(0, 8).Select(_ => new ScriptThread(watch).RunAsync(Spin, ScriptLimits.Default, "spin.csx:1")).ToArray();
        var answering = new ScriptThread(watch);

        await answering.RunAsync(async () => await Task.Yield(), ScriptLimits.Default, "answer.csx:1").WaitAsync(_safetyLimit);

        Assert.DoesNotContain(spinning, task => task.IsCompleted);
        foreach (var task in spinning)
        {
            Assert.Equal("has run for more than 5 s", (await Assert.ThrowsAsync<ScriptStoppedException>(() => task)).Message);
        }

        static Task Spin()
        {
            while (true)
            {
                ScriptGuard.Tick();
            }
        }
    }

    [Fact]
    public async Task While_tasks_that_nobody_awaits_spin_a_thread_answers()
    {
        using var watch = new ScriptWatch(TimeProvider.System);
        var spinning = new List<Task>();
        await new ScriptThread(watch).RunAsync(
            () =>
            {
                spinning.AddRange(Enumerable.Range(0, 50).Select(_ => Task.Run(Spin)));
                return Task.CompletedTask;
            },
            ScriptLimits.Default with { Time = TimeSpan.FromSeconds(2) },
            "spin.csx:1");
        var answering = new ScriptThread(watch);
        var answers = 0;

        while (!spinning.TrueForAll(task => task.IsCompleted))
        {
            await answering.RunAsync(async () => await Task.Yield(), ScriptLimits.Default, "answer.csx:1").WaitAsync(_safetyLimit);
            answers++;
        }

        // How soon is measured elsewhere; without room on the pool it is one or two in all.
        Assert.InRange(answers, 10, int.MaxValue);

        static void Spin()
        {
            while (true)
            {
                ScriptGuard.Tick();
            }
        }
    }

    [Fact]
    public async Task The_watch_sleeps_while_nothing_runs()
    {
        await RunAsync(() => Task.CompletedTask);

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True(_watch.IsAsleep);
        await RunAsync(async () => await Task.Yield());
        Assert.False(_watch.IsAsleep);
    }

    [Theory]
    [InlineData("_ = new Timer(_ => throw new FormatException(\"a\"), null, 0, -1);")]
    [InlineData("new Thread(() => throw new FormatException(\"a\")).Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => throw new FormatException(\"a\"));")]
    public async Task What_a_script_throws_where_nobody_awaits_it_is_told_and_ends_nothing(string code)
    {
        using var script = new GuardedScript("OnMessage(async message => {\n" + code + "\n});");
        var told = new TaskCompletionSource<Exception>();
        script.Thread.Unhandled = told.SetResult;

        await script.HearAsync();

        var fault = ScriptFault.From(await told.Task.WaitAsync(_safetyLimit), "");
        Assert.Equal("scripts/test.csx:2: FormatException: a", fault.ToString());
    }

    [Fact]
    public async Task What_ends_with_its_version_is_not_told()
    {
        using var script = new GuardedScript("""
            OnMessage(async message =>
            {
                var ended = Stopping.WaitHandle;
                var zombie = new Thread(() => { ended.WaitOne(); _ = SendAsync(1001, "zombie"); });
                zombie.Start();
                new Thread(() => { zombie.Join(); throw new FormatException("behind it"); }).Start();
            });
            """);
        var told = new TaskCompletionSource<Exception>();
        script.Thread.Unhandled = exception => told.TrySetResult(exception);
        await script.HearAsync();

        (await script.StartAsync()).Dispose();

        Assert.IsType<FormatException>(await told.Task.WaitAsync(_safetyLimit));
        Assert.Empty(script.Bot.Sent);
    }

    [Fact]
    public async Task What_spins_when_its_handler_has_ended_is_told_when_it_is_stopped()
    {
        using var script = new GuardedScript("OnMessage(async message => {\n_ = Task.Run(async () => { await Task.Delay(TimeSpan.FromMilliseconds(1)); while (true) { } }); });");
        var told = new TaskCompletionSource<Exception>();
        script.Thread.Unhandled = told.SetResult;
        await script.HearAsync();

        var fault = ScriptFault.From(await script.AdvanceAsync(told.Task), "");

        Assert.Equal("scripts/test.csx:2: ScriptStoppedException: has run for more than 5 s", fault.ToString());
    }

    [Fact]
    public async Task A_thread_elsewhere_pauses_for_itself_and_not_for_each_of_its_checks()
    {
        // What comes back from a deep recursion comes upon a check in each loop on the way.
        var returned = RunAsync(() => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                ScriptSlice.OfThread.Check();
            }

            _clock.Advance(TimeSpan.FromMilliseconds(10));
            ScriptSlice.OfThread.Check();
        }));

        await returned.WaitAsync(_safetyLimit);
    }

    [Fact]
    public async Task What_a_script_leaves_behind_to_block_its_thread_is_told()
    {
        using var open = new ManualResetEventSlim();
        var told = new TaskCompletionSource<Exception>();
        _thread.Unhandled = told.SetResult;
        await RunAsync(() =>
        {
            _ = BlockAsync();
            return Task.CompletedTask;

            async Task BlockAsync()
            {
                await Task.Yield();
                ScriptSlice.OfThread.Check();
                open.Wait(_safetyLimit);
            }
        });

        await AdvanceAsync(told.Task);
        open.Set();

        Assert.Equal("has blocked the bot for 5 s", (await told.Task).Message);
    }

    [Theory]
    [InlineData("_ = FailAsync(); async Task FailAsync() { await Task.Yield(); throw new FormatException(\"lost\"); }")]
    [InlineData("_ = Task.Run(() => throw new FormatException(\"lost\"));")]
    public async Task What_fails_in_a_task_that_nobody_awaits_is_told(string code)
    {
        using var script = new GuardedScript("OnMessage(async message => {\n" + code + "\n});");

        var fault = ScriptFault.From(await ToldAsync(script), "");

        Assert.Equal("scripts/test.csx:2: FormatException: lost", fault.ToString());
    }

    [Fact]
    public async Task What_fails_in_a_task_is_told_to_the_bot_whose_it_was()
    {
        using var code = LoadedScriptTests.Load(
            "OnMessage(async message => _ = FailAsync()); async Task FailAsync() { await Task.Yield(); throw new FormatException(); }");
        using var script = new GuardedScript(code);
        using var other = new GuardedScript(code);
        await script.StartAsync();
        await other.StartAsync();

        Assert.IsType<FormatException>(await ToldAsync(script));
    }

    [Theory]
    [InlineData("new Thread(closed.CompleteAdding).Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => closed.CompleteAdding());")]
    [InlineData("var end = new CancellationTokenSource(); end.Token.Register(closed.CompleteAdding); end.CancelAfter(1);")]
    public async Task What_a_script_lets_others_throw_is_told_and_ends_nothing(string code)
    {
        using var script = new GuardedScript(
            "OnMessage(async message => {\nvar closed = new System.Collections.Concurrent.BlockingCollection<int>(); closed.Dispose();\n"
            + code + "\n});");
        var told = new TaskCompletionSource<Exception>();
        script.Thread.Unhandled = told.SetResult;

        await script.HearAsync();

        Assert.IsType<ObjectDisposedException>((await told.Task.WaitAsync(_safetyLimit)).GetBaseException());
    }

    public void Dispose() => _watch.Dispose();

    private Task RunAsync(Func<Task> work) => _thread.RunAsync(work, ScriptLimits.Default, "scripts/test.csx:1");

    private static async Task<Exception> ToldAsync(GuardedScript script)
    {
        var told = new TaskCompletionSource<Exception>();
        script.Thread.Unhandled = told.SetResult;
        await script.HearAsync();
        var began = Stopwatch.GetTimestamp();
        while (!told.Task.IsCompleted && Stopwatch.GetElapsedTime(began) < _safetyLimit)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        return await told.Task.WaitAsync(_safetyLimit);
    }

    private Task AdvanceAsync(Task task) => _clock.AdvanceUntilAsync(task, TimeSpan.FromMilliseconds(20), TimeSpan.FromDays(10));
}
