using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace IcqBots.Torture;

/// <summary><c>icqbots run</c> as a process of its own, which does not outlive this object.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>Much longer than anything takes on a busy machine.</summary>
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _logPath;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private ChildProcess(Process process, string logPath)
    {
        _process = process;
        _logPath = logPath;
        _reading = ReadAsync();
    }

    /// <summary>Ends when it has printed that it is ready, or has ended.</summary>
    public Task Ready => _ready.Task;

    /// <summary>True when it has ended by itself.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it in a folder with that bots.yaml; what it prints goes behind what is in the log.</summary>
    public static ChildProcess Start(string folder, string file, string logPath)
    {
        // This program runs in the dotnet that runs the other, or in a host program beside it.
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "icqbots.dll"), "run", file])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        return new ChildProcess(Process.Start(start)!, logPath);
    }

    /// <summary>Waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It has ended instead.</exception>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        await Ready.WaitAsync(SafetyLimit, cancellationToken);
        if (HasEnded)
        {
            throw new InvalidOperationException($"icqbots has ended with {_process.ExitCode}; {_logPath} tells why");
        }
    }

    /// <summary>SIGKILL: it ends at once, wherever it is.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndedAsync();
    }

    /// <summary>SIGTERM: it ends in order.</summary>
    public async Task TerminateAsync()
    {
        await SignalAsync("TERM");
        await EndedAsync();
    }

    /// <summary>Sends a signal by its name.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(SafetyLimit);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await EndedAsync();
        _process.Dispose();
    }

    private async Task EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(SafetyLimit);
        await _reading.WaitAsync(SafetyLimit);
    }

    private async Task ReadAsync()
    {
        var errors = _process.StandardError.ReadToEndAsync();
        await using var log = new StreamWriter(_logPath, append: true) { AutoFlush = true };
        await log.WriteLineAsync($"--- process {_process.Id}");
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            await log.WriteLineAsync(line);
            if (line.Contains("Ctrl-C stops.", StringComparison.Ordinal))
            {
                _ready.TrySetResult();
            }
        }

        await log.WriteLineAsync(await errors);
        await _process.WaitForExitAsync();
        _ready.TrySetResult();
    }
}
