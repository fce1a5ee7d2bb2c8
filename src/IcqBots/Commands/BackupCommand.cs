using System.CommandLine;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;

namespace IcqBots.Commands;

/// <summary><c>icqbots backup</c>: one file with everything that cannot be got again.</summary>
internal sealed class BackupCommand : Command
{
    public const string Examples = """
        icqbots backup monday.zip                  while the bots run, or not
        icqbots backup /backups/bots.zip --force   over the one before, as a nightly job does
        icqbots restore monday.zip                 brings it back
        """;

    private readonly Argument<string> _target = new("FILE") { Description = "The zip archive to write" };
    private readonly Option<bool> _force = new("--force") { Description = "Overwrite FILE where it is another backup" };
    private readonly Option<string> _file = BotsFileArgument.AsOption();
    private readonly Output _output;

    public BackupCommand(Output output)
        : base("backup", "Write what the bots and the embedded server keep to one file, also while they run")
    {
        _output = output;
        _target.Validators.Add(CommandLine.RefuseOption);
        Arguments.Add(_target);
        Options.Add(_force);
        Options.Add(_file);
        SetAction((parsed, cancellationToken) => RunAsync(
            Path.GetFullPath(parsed.GetValue(_target)!), parsed.GetValue(_force), parsed.GetValue(_file)!, cancellationToken));
    }

    private async Task<int> RunAsync(string target, bool overwrites, string botsYaml, CancellationToken cancellationToken)
    {
        var dataFolder = BotsFileArgument.ReadDataFolder(botsYaml);
        var request = BackupControl.Request(target, overwrites);
        if (await ControlClient.TryConnectAsync(dataFolder, cancellationToken) is not { } host)
        {
            var file = BotsFileReader.Read(botsYaml, Variables.Find).File;
            return await BackupControl.RunAloneAsync(botsYaml, dataFolder, file, request, _output.Answer, cancellationToken);
        }

        await using (host)
        {
            await host.AskAsync(request, cancellationToken);
            return (await host.ListenAsync(_output.Answer, cancellationToken)).ExitCode ?? ExitCode.Failure;
        }
    }
}
