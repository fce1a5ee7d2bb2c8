using System.CommandLine;
using IcqBots.Host;
using IcqBots.Host.Control;

namespace IcqBots.Commands;

/// <summary><c>icqbots restore</c>: brings back what a backup holds.</summary>
internal sealed class RestoreCommand : Command
{
    public const string Examples = """
        icqbots restore monday.zip         while the bots run, or not; what was there is kept under another name
        icqbots journal failed             after the loss of the machine: messages that were under way, to retry or drop
        """;

    /// <summary>How often to look for the host that starts again.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>For the end of the host, and its start with all scripts to compile.</summary>
    private static readonly TimeSpan RestartTime = StopTimes.All + TimeSpan.FromMinutes(2);

    private readonly Argument<string> _backup = new("FILE") { Description = "What icqbots backup has written" };
    private readonly Option<string> _file = BotsFileArgument.AsOption();
    private readonly Output _output;

    public RestoreCommand(Output output)
        : base("restore", "Bring back what a backup holds, also while the bots run")
    {
        _output = output;
        _backup.Validators.Add(CommandLine.RefuseOption);
        Arguments.Add(_backup);
        Options.Add(_file);
        SetAction((parsed, cancellationToken) => RunAsync(
            Path.GetFullPath(parsed.GetValue(_backup)!), BotsFileArgument.ReadDataFolder(parsed.GetValue(_file)!), cancellationToken));
    }

    private async Task<int> RunAsync(string backup, string dataFolder, CancellationToken cancellationToken)
    {
        if (await ControlClient.TryConnectAsync(dataFolder, cancellationToken) is not { } host)
        {
            return await RestoreControl.RunAloneAsync(dataFolder, backup, _output.Answer, cancellationToken);
        }

        var exitCode = await AskAsync(host, new ControlRequest("restore", backup), cancellationToken);
        return exitCode == ExitCode.Ok ? await HearOutcomeAsync(dataFolder, cancellationToken) : exitCode;
    }

    /// <summary>Finds the host that starts after the one that has stopped.</summary>
    private async Task<int> HearOutcomeAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < RestartTime)
        {
            try
            {
                if (await ControlClient.TryConnectAsync(dataFolder, cancellationToken) is { } host)
                {
                    return await AskAsync(host, new ControlRequest("restored"), cancellationToken);
                }
            }
            catch (IOException)
            {
                // That was the host that stops.
            }

            await Task.Delay(LookInterval, TimeProvider.System, cancellationToken);
        }

        _output.Error($"the host has not come back within {RestartTime.TotalSeconds} s; its log tells why");
        return ExitCode.Failure;
    }

    private async Task<int> AskAsync(ControlClient host, ControlRequest request, CancellationToken cancellationToken)
    {
        await using (host)
        {
            await host.AskAsync(request, cancellationToken);
            return (await host.ListenAsync(_output.Answer, cancellationToken)).ExitCode ?? ExitCode.Failure;
        }
    }
}
