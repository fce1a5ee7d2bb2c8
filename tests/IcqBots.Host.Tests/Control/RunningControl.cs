using System.IO.Pipes;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Control;

/// <summary>A control server with commands of the test, for a data folder of its own, on a clock that the test owns.</summary>
internal sealed class RunningControl : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");
    private readonly ControlServer _server;

    private RunningControl(Func<BotsFile, IControlCommand[]> commands, BotEntry[] bots, TestLog? log)
    {
        Log = log ?? new TestLog();
        File = new BotsFile { Path = Path.Combine(_folder.FullName, "bots.yaml"), Bots = bots };
        _server = new ControlServer(File, commands(File), Time, new Logger<ControlServer>(Log));
    }

    public ManualTimeProvider Time { get; } = new();

    public BotsFile File { get; }

    public TestLog Log { get; }

    public static async Task<RunningControl> StartAsync(Func<BotsFile, IControlCommand[]> commands, BotEntry[] bots, TestLog? log = null)
    {
        var control = new RunningControl(commands, bots, log);
        await control._server.StartAsync(CancellationToken.None);
        return control;
    }

    public static Task<RunningControl> StartAsync(
        string name, Func<ControlRequest, ControlTalk, CancellationToken, Task<int>> run, TestLog? log = null) =>
        StartAsync(_ => [new Command(name, run)], [], log);

    public Task StopAsync() => SoonAsync(_server.StopAsync(CancellationToken.None));

    /// <summary>Asks for something and hears it to its end; every line, errors with a !, and the exit code.</summary>
    public async Task<string[]> AskAsync(string command, string? target = null, params string[] input)
    {
        await using var client = await ControlClient.ConnectAsync(File.DataFolder, CancellationToken.None);
        await client.AskAsync(new ControlRequest(command, target), CancellationToken.None);
        var heard = new List<string>();
        var lines = new Queue<string>(input);
        while (true)
        {
            var turn = await SoonAsync(client.ListenAsync((line, isError) => heard.Add(isError ? "!" + line : line), CancellationToken.None));
            if (turn.ExitCode is { } exitCode)
            {
                return [.. heard, $"exit {exitCode}"];
            }

            heard.Add(turn.Prompt!);
            await client.SayAsync(lines.TryDequeue(out var line) ? line : null, CancellationToken.None);
        }
    }

    /// <summary>A client that sends what it likes.</summary>
    public async Task<NamedPipeClientStream> ConnectRawAsync()
    {
        var pipe = new NamedPipeClientStream(".", ControlStream.PipeNameOf(File.DataFolder), PipeDirection.InOut, PipeOptions.Asynchronous);
        await pipe.ConnectAsync(10_000);
        return pipe;
    }

    public static Task SoonAsync(Task task) => task.WaitAsync(TimeSpan.FromSeconds(10));

    public static Task<T> SoonAsync<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(10));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Log.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed class Command(string name, Func<ControlRequest, ControlTalk, CancellationToken, Task<int>> run) : IControlCommand
    {
        public string Name => name;

        public Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken) =>
            run(request, talk, cancellationToken);
    }
}
