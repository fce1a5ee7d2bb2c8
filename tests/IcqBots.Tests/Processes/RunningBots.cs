using System.Net;

namespace IcqBots.Tests.Processes;

/// <summary>The shipped bots in a process that runs as long as the tests of a class.</summary>
public sealed class RunningBots : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private IcqBotsProcess? _process;

    public string Folder => _folder.Path;

    public IPEndPoint Server { get; private set; } = new(IPAddress.None, 0);

    /// <summary>What it printed until it was ready.</summary>
    public string Printed { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Server = await _folder.CopyShippedFilesAsync();
        _process = IcqBotsProcess.Start(Folder);
        Printed = await _process.LineAsync("Ctrl-C stops.");
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    public void Dispose() => _folder.Dispose();
}
