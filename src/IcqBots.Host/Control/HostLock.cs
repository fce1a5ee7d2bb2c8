using IcqBots.Host.Backup;
using IcqBots.Host.Configuration;
using IcqBots.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Control;

/// <summary>Makes sure that only one host runs with a data folder. Registered before everything that uses the folder.</summary>
internal sealed partial class HostLock(BotsFile file, ILogger<HostLock> log) : IHostedService, IDisposable
{
    private IDisposable? _lock;

    /// <summary>
    /// Takes the folder, and makes it where it does not exist. Where it cannot be used, the host runs without. A restore that was interrupted is
    /// finished.
    /// </summary>
    /// <exception cref="IOException">Another host has it.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        IDisposable? taken;
        try
        {
            DataFolder.Create(file.DataFolder);
            taken = DataFolder.TryLock(file.DataFolder);
        }
        catch (IOException e)
        {
            LogUnlocked(log, e.Message);
            return Task.CompletedTask;
        }

        _lock = taken ?? throw new IOException(
            $"a host runs with the data folder {file.DataFolder} already; stop it, or write another \"data\" into {Path.GetFileName(file.Path)}");
        foreach (var line in RestoreFolder.Finish(file.DataFolder))
        {
            LogFinished(log, line);
        }

        RestoreFolder.Discard(file.DataFolder);
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

    [LoggerMessage(LogLevel.Warning, "A restore was interrupted and is finished now: {Line}")]
    private static partial void LogFinished(ILogger log, string line);

    [LoggerMessage(LogLevel.Warning, "{Reason} So nothing prevents a second host with the same bots")]
    private static partial void LogUnlocked(ILogger log, string reason);
}
