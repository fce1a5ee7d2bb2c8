using System.IO.Pipes;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Host.Tests.Control;

/// <summary>Over real pipes, which need no time of their own.</summary>
public sealed class ControlServerTests
{
    [Fact]
    public async Task Lines_and_the_exit_code_come_back()
    {
        await using var control = await RunningControl.StartAsync("greet", async (request, talk, _) =>
        {
            await talk.SayAsync($"Hello {request.Target}\nhow are \u00FE\u4F60?");
            await talk.SayAsync("a warning", isError: true);
            return 7;
        });

        Assert.Equal(["Hello Ann", "how are \u00FE\u4F60?", "!a warning", "exit 7"], await control.AskAsync("greet", "Ann"));
        Assert.Equal("Hello ", (await control.AskAsync("greet"))[0]);
    }

    [Fact]
    public async Task A_conversation_goes_to_and_fro_until_one_end_has_enough()
    {
        await using var control = await RunningControl.StartAsync("sum", async (_, talk, cancellationToken) =>
        {
            while (await talk.AskAsync("? ", cancellationToken) is { } line)
            {
                await talk.SayAsync($"{line}!");
            }

            return 0;
        });

        Assert.Equal(["? ", "one!", "? ", "!", "? ", "exit 0"], await control.AskAsync("sum", null, "one", ""));
    }

    [Fact]
    public async Task An_unknown_command_is_named() =>
        Assert.Equal(
            ["!this host knows no command \"dance\"; is it of another version?", "exit 1"],
            await (await RunningControl.StartAsync("sing", (_, _, _) => Task.FromResult(0))).AskAsync("dance"));

    [Fact]
    public async Task A_command_that_fails_tells_why()
    {
        var log = new TestLog { ExpectsErrors = true };
        await using var control = await RunningControl.StartAsync("fail", (_, _, _) => throw new InvalidOperationException("out of luck"), log);

        Assert.Equal(["!InvalidOperationException: out of luck", "exit 1"], await control.AskAsync("fail"));
        Assert.Contains("The command fail failed", Assert.Single(log.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_hangs_keeps_nobody_waiting()
    {
        await using var control = await RunningControl.StartAsync("greet", async (request, talk, cancellationToken) =>
        {
            if (request.Target == "wait")
            {
                await talk.AskAsync("? ", cancellationToken);
            }

            return 0;
        });
        await using var silent = await control.ConnectRawAsync();
        await using var hanging = await ControlClient.ConnectAsync(control.File.DataFolder, CancellationToken.None);
        await hanging.AskAsync(new ControlRequest("greet", "wait"), CancellationToken.None);
        Assert.Equal(new ControlTurn("? ", null), await RunningControl.SoonAsync(hanging.ListenAsync((_, _) => { }, CancellationToken.None)));

        Assert.Equal(["exit 0"], await control.AskAsync("greet"));

        // One that never says what it wants is cut off; a conversation may rest.
        control.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await RunningControl.SoonAsync(silent.ReadAsync(new byte[1]).AsTask()));
        await hanging.SayAsync("go on", CancellationToken.None);
        Assert.Equal(new ControlTurn(null, 0), await RunningControl.SoonAsync(hanging.ListenAsync((_, _) => { }, CancellationToken.None)));
    }

    [Fact]
    public async Task What_runs_for_a_client_that_goes_is_cancelled()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var control = await RunningControl.StartAsync("wait", async (_, talk, cancellationToken) =>
        {
            cancellationToken.Register(cancelled.SetResult);
            await talk.SayAsync("begun");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        });
        using var begun = new CancellationTokenSource();
        await using (var client = await ControlClient.ConnectAsync(control.File.DataFolder, CancellationToken.None))
        {
            await client.AskAsync(new ControlRequest("wait"), CancellationToken.None);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ListenAsync((_, _) => begun.Cancel(), begun.Token));
        }

        await RunningControl.SoonAsync(cancelled.Task);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_left_after_ten_seconds()
    {
        var failed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var control = await RunningControl.StartAsync("flood", async (_, talk, _) =>
        {
            try
            {
                while (true)
                {
                    var saying = talk.SayAsync(new string('x', 10_000));
                    if (!saying.IsCompleted)
                    {
                        full.TrySetResult();
                    }

                    await saying;
                }
            }
            catch (IOException e)
            {
                failed.SetResult(e.Message);
                throw;
            }
        });
        await using var pipe = await control.ConnectRawAsync();
        await pipe.WriteAsync("{\"command\":\"flood\"}\n"u8.ToArray());
        await RunningControl.SoonAsync(full.Task);

        Assert.Equal("the other end does not read", await control.Time.AdvanceUntilAsync(failed.Task, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("hello\n")]
    [InlineData("{}\n")]
    [InlineData("{\"command\":null}\n")]
    [InlineData("null\n")]
    [InlineData("[[[[\n")]
    [InlineData("LONG")]
    public async Task Garbage_ends_its_conversation_and_no_other(string garbage)
    {
        await using var control = await RunningControl.StartAsync("greet", (_, _, _) => Task.FromResult(0));
        await using var pipe = await control.ConnectRawAsync();

        var sending = pipe.WriteAsync(System.Text.Encoding.UTF8.GetBytes(garbage == "LONG" ? new string('x', 65 * 1024) : garbage)).AsTask();

        Assert.Equal(0, await RunningControl.SoonAsync(ReadToEndAsync(pipe)));
        await sending.ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal(["exit 0"], await control.AskAsync("greet"));
    }

    [Fact]
    public async Task A_long_line_is_cut_and_a_longer_one_of_the_client_refused()
    {
        await using var control = await RunningControl.StartAsync("echo", async (request, talk, _) =>
        {
            await talk.SayAsync(new string('\u0001', 20_000));
            return 0;
        });

        var answer = await control.AskAsync("echo");
        await using var client = await ControlClient.ConnectAsync(control.File.DataFolder, CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<IOException>(
            () => client.AskAsync(new ControlRequest("echo", new string('x', 70_000)), CancellationToken.None));

        Assert.EndsWith("… (9178 more characters)", answer[0], StringComparison.Ordinal);
        Assert.Equal("a line is longer than 65536 bytes", refusal.Message);
    }

    [Fact]
    public async Task Stopping_ends_every_conversation_and_then_no_host_is_found()
    {
        await using var control = await RunningControl.StartAsync("wait", async (_, talk, cancellationToken) =>
        {
            await talk.AskAsync("? ", cancellationToken);
            return 0;
        });
        await using var client = await ControlClient.ConnectAsync(control.File.DataFolder, CancellationToken.None);
        await client.AskAsync(new ControlRequest("wait"), CancellationToken.None);
        await RunningControl.SoonAsync(client.ListenAsync((_, _) => { }, CancellationToken.None));

        await control.StopAsync();

        var gone = await Assert.ThrowsAsync<IOException>(
            () => RunningControl.SoonAsync(client.ListenAsync((_, _) => { }, CancellationToken.None)));
        var none = await Assert.ThrowsAsync<IOException>(() => ControlClient.ConnectAsync(control.File.DataFolder, CancellationToken.None));
        Assert.Equal("the host has gone", gone.Message);
        Assert.Equal($"no host runs with the data folder {control.File.DataFolder}; start one with icqbots", none.Message);
    }

    [Fact]
    public async Task A_second_host_on_one_data_folder_is_refused_until_the_first_has_stopped()
    {
        var folder = Directory.CreateTempSubdirectory("icqbots-test-");
        var file = new BotsFile { Path = Path.Combine(folder.FullName, "bots.yaml") };
        using var first = new HostLock(file, NullLogger<HostLock>.Instance);
        using var second = new HostLock(file, NullLogger<HostLock>.Instance);
        await first.StartAsync(CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<IOException>(() => second.StartAsync(CancellationToken.None));
        await first.StopAsync(CancellationToken.None);
        await second.StartAsync(CancellationToken.None);

        Assert.Equal(
            $"a host runs with the data folder {file.DataFolder} already; stop it, or write another \"data\" into bots.yaml", refusal.Message);
        second.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Where_somebody_else_has_the_pipe_the_host_runs_without()
    {
        var file = new BotsFile { Path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}", "bots.yaml") };
        using var taken = new NamedPipeServerStream(ControlStream.PipeNameOf(file.DataFolder), PipeDirection.InOut, 1);
        var log = new TestLog { ExpectsErrors = true };
        await using var server = new ControlServer(file, [], TimeProvider.System, new Logger<ControlServer>(log));

        await server.StartAsync(CancellationToken.None);

        Assert.Contains("cannot reach this host", Assert.Single(log.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    private static async Task<int> ReadToEndAsync(Stream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[100]);
        }
        catch (IOException)
        {
            // Closed while something was on its way.
            return 0;
        }
    }
}
