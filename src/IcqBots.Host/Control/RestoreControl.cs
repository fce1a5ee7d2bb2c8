using IcqBots.Host.Backup;
using IcqBots.Host.Configuration;
using IcqBots.Storage;

namespace IcqBots.Host.Control;

/// <summary>
/// <c>icqbots restore</c>, in the host or, where none runs, in the program itself. In the host it ends when the backup is checked and the host
/// begins to stop; <see cref="RestoredControl"/> of the next one tells the rest.
/// </summary>
public sealed class RestoreControl : IControlCommand
{
    private readonly BotsFile _file;
    private readonly HostRestores _restores;

    internal RestoreControl(BotsFile file, HostRestores restores) => (_file, _restores) = (file, restores);

    /// <inheritdoc/>
    public string Name => "restore";

    /// <summary>Does it without a host; the exit code.</summary>
    /// <param name="dataFolder">The data folder; it need not exist.</param>
    /// <param name="backup">The backup.</param>
    /// <param name="show">Gets each line, and whether it belongs on standard error.</param>
    /// <param name="cancellationToken">Gives up, until the files are swapped.</param>
    /// <exception cref="IOException">The data folder cannot be used.</exception>
    public static async Task<int> RunAloneAsync(string dataFolder, string backup, Action<string, bool> show, CancellationToken cancellationToken)
    {
        DataFolder.Create(dataFolder);
        using var taken = DataFolder.TakeAlone(dataFolder);
        foreach (var line in RestoreFolder.Finish(dataFolder))
        {
            show(line, false);
        }

        if (!await TryStageAsync(backup, dataFolder, BackupControl.Shown(show), cancellationToken))
        {
            return ControlExit.Failure;
        }

        foreach (var line in RestoreFolder.Commit(dataFolder, TimeProvider.System.GetUtcNow()))
        {
            show(line, false);
        }

        return ControlExit.Ok;
    }

    /// <inheritdoc/>
    public async Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken)
    {
        if (!_restores.TryBegin())
        {
            await talk.SayAsync("another restore is under way", isError: true);
            return ControlExit.Failure;
        }

        var isStaged = false;
        try
        {
            isStaged = await TryStageAsync(request.Target ?? "", _file.DataFolder, (line, isError) => talk.SayAsync(line, isError), cancellationToken);
            if (!isStaged)
            {
                return ControlExit.Failure;
            }

            await talk.SayAsync("the bots stop, and start again with that");
            _restores.Ask();
            return ControlExit.Ok;
        }
        finally
        {
            if (!_restores.Asked.IsCompleted)
            {
                _restores.End();
            }
        }
    }

    private static async Task<bool> TryStageAsync(string backup, string dataFolder, Func<string, bool, Task> say, CancellationToken cancellationToken)
    {
        try
        {
            await say($"{backup} is in order: {await RestoreFolder.StageAsync(backup, dataFolder, cancellationToken)}", false);
            return true;
        }
        catch (IOException e)
        {
            await say(e.Message, true);
            return false;
        }
    }
}
