using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace IcqBots.Tests.Processes;

/// <summary>What an ended process left.</summary>
internal sealed record Ended(int ExitCode, string Result, string Remarks);

/// <summary>The built program as a process of its own. It does not outlive the test.</summary>
internal sealed class IcqBotsProcess : IAsyncDisposable
{
    /// <summary>Much longer than anything takes on a busy machine.</summary>
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Task<string> _remarks;
    private readonly StringBuilder _result = new();

    private IcqBotsProcess(Process process)
    {
        _process = process;
        _remarks = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts <c>icqbots</c> in a folder.</summary>
    public static IcqBotsProcess Start(string folder, params string[] arguments)
    {
        // The tests run in the dotnet that runs the program, or in a host program beside it.
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "icqbots.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("ECHO_PASSWORD");

        // The user secrets of .NET are below this folder, and not in the home of whoever runs the tests.
        start.Environment["APPDATA"] = folder;
        return new IcqBotsProcess(Process.Start(start)!);
    }

    /// <summary>Runs <c>icqbots</c> with this input to its end.</summary>
    public static async Task<Ended> RunAsync(string folder, string input, params string[] arguments)
    {
        await using var process = Start(folder, arguments);
        await process.WriteAsync(input);
        return await process.EndAsync();
    }

    /// <summary>Writes to its input, which stays open.</summary>
    public async Task WriteAsync(string input)
    {
        await _process.StandardInput.WriteAsync(input);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for a line on standard output that has this in it; everything printed so far.</summary>
    public async Task<string> LineAsync(string part)
    {
        using var limit = new CancellationTokenSource(SafetyLimit);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            _result.Append(line).Append('\n');
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return _result.ToString();
            }
        }

        throw new InvalidOperationException($"\"{part}\" was not printed, but:\n{_result}{await _remarks}");
    }

    /// <summary>Ends its input and waits for its end.</summary>
    public async Task<Ended> EndAsync()
    {
        using var limit = new CancellationTokenSource(SafetyLimit);
        _process.StandardInput.Close();
        _result.Append(await _process.StandardOutput.ReadToEndAsync(limit.Token));
        await _process.WaitForExitAsync(limit.Token);
        return new Ended(_process.ExitCode, _result.ToString(), await _remarks.WaitAsync(limit.Token));
    }

    /// <summary>Sends SIGTERM.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(SafetyLimit);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync().WaitAsync(SafetyLimit);
        }

        _process.Dispose();
    }
}
