using IcqBots.Host.Backup;
using IcqBots.Host.Configuration;

namespace IcqBots.Host.Control;

/// <summary><c>icqbots backup</c>, in the host or, where none runs, in the program itself.</summary>
public sealed class BackupControl : IControlCommand
{
    private const string Over = "over";

    private readonly BotsFile _file;
    private readonly Func<Task> _flush;
    private readonly TimeProvider _time;

    internal BackupControl(BotsFile file, Func<Task> flush, TimeProvider time) => (_file, _flush, _time) = (file, flush, time);

    /// <inheritdoc/>
    public string Name => "backup";

    /// <summary>What to ask for.</summary>
    /// <param name="path">The file to write, from its root.</param>
    /// <param name="overwrites">Whether it may take the place of another backup.</param>
    public static ControlRequest Request(string path, bool overwrites) => new("backup", $"{(overwrites ? Over : "new")} {path}");

    /// <summary>Does it without a host; the exit code.</summary>
    /// <param name="botsYaml">The path of bots.yaml.</param>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="file">What is in bots.yaml; null where it has mistakes.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="show">Gets each line, and whether it belongs on standard error.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<int> RunAloneAsync(
        string botsYaml, string dataFolder, BotsFile? file, ControlRequest request, Action<string, bool> show, CancellationToken cancellationToken) =>
        RunAsync(botsYaml, dataFolder, file, request, TimeProvider.System, Shown(show), cancellationToken);

    /// <inheritdoc/>
    public async Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken)
    {
        await _flush();
        return await RunAsync(_file.Path, _file.DataFolder, _file, request, _time, (line, isError) => talk.SayAsync(line, isError), cancellationToken);
    }

    /// <summary>The same function as a task.</summary>
    internal static Func<string, bool, Task> Shown(Action<string, bool> show) => (line, isError) =>
    {
        show(line, isError);
        return Task.CompletedTask;
    };

    private static async Task<int> RunAsync(
        string botsYaml, string dataFolder, BotsFile? file, ControlRequest request, TimeProvider time, Func<string, bool, Task> say, CancellationToken cancellationToken)
    {
        if (request.Target?.Split(' ', 2) is not [var how, var target])
        {
            await say("no file is named", true);
            return ControlExit.Mistake;
        }

        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            await say($"the folder {Path.GetDirectoryName(target)} does not exist", true);
            return ControlExit.Mistake;
        }

        var overwrites = how == Over;
        if (File.Exists(target) && (!overwrites || !LooksLikeBackup(target)))
        {
            await say(overwrites ? $"{target} is something else than a backup; it is not overwritten" : $"{target} exists already; --force overwrites it", true);
            return ControlExit.Mistake;
        }

        try
        {
            await new BackupWriter(dataFolder, time, line => say(line, false)).WriteAsync(
                target, overwrites, OwnFiles.Find(botsYaml, dataFolder, file), cancellationToken);
            return ControlExit.Ok;
        }
        catch (IOException e)
        {
            await say(e.Message, true);
            return ControlExit.Failure;
        }
    }

    private static bool LooksLikeBackup(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return file.Length == 0 || (file.ReadByte() == 'P' && file.ReadByte() == 'K');
    }
}
