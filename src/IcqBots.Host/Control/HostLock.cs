using IcqBots.Host.Configuration;
using IcqBots.Storage;
using Microsoft.Extensions.Hosting;

namespace IcqBots.Host.Control;

/// <summary>Makes sure that only one host runs with a data folder. Registered before everything that uses the folder.</summary>
internal sealed class HostLock(BotsFile file) : IHostedService, IDisposable
{
    private IDisposable? _lock;

    /// <summary>Takes the folder, and makes it where it does not exist.</summary>
    /// <exception cref="IOException">Another host has it, or it cannot be used.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        DataFolder.Create(file.DataFolder);
        _lock = DataFolder.TryLock(file.DataFolder) ?? throw new IOException(
            $"a host runs with the data folder {file.DataFolder} already; stop it, or write another \"data\" into {Path.GetFileName(file.Path)}");
        return Task.CompletedTask;
    }

    /// <summary>Gives the folder back.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();
}
