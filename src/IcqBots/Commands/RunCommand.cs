using System.CommandLine;
using IcqBots.Capture;
using IcqBots.Host;
using IcqBots.Host.Backup;
using IcqBots.Host.Configuration;
using IcqBots.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IcqBots.Commands;

/// <summary><c>icqbots run</c>: runs the bots until Ctrl-C or SIGTERM.</summary>
internal sealed class RunCommand : Command
{
    public const string RootExamples = """
        icqbots                            run the bots of bots.yaml until Ctrl-C
        icqbots check                      find mistakes first, without connecting
        icqbots chat echo                  talk to the bot "echo", from another terminal
        printf 'hello\n' | icqbots chat echo
        """;

    public const string Examples = """
        icqbots run                        the bots of bots.yaml in this folder
        icqbots run other.yaml             those of another file
        icqbots run --verbose              with a line for every packet
        icqbots run --capture day.pcapng   write every packet to a file; icqbots decode shows it
        """;

    /// <summary>How long to wait for the bots before the list is printed.</summary>
    private static readonly TimeSpan ListAfter = TimeSpan.FromSeconds(10);

    private readonly BotsFileArgument _file = new();
    private readonly Option<string?> _capture = new("--capture")
    {
        Description = "Write what every bot sends and receives to a pcapng file, passwords masked",
        HelpName = "FILE",
    };
    private readonly Option<bool> _verbose;
    private readonly Output _output;

    public RunCommand(Option<bool> verbose, Output output)
        : base("run", "Run the bots until Ctrl-C; this is what icqbots does without a command")
    {
        _verbose = verbose;
        _output = output;
        Arguments.Add(_file);
        Options.Add(_capture);
        SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(_file)!, parsed.GetValue(_capture), parsed.GetValue(_verbose), cancellationToken));
    }

    /// <summary>Makes this the action of a command line without a command.</summary>
    public void SetDefaultOf(RootCommand root) =>
        root.SetAction((parsed, cancellationToken) => RunAsync(BotsFileArgument.DefaultPath, null, parsed.GetValue(_verbose), cancellationToken));

    private async Task<int> RunAsync(string path, string? capturePath, bool verbose, CancellationToken cancellationToken)
    {
        var file = BotsFileArgument.Read(path);
        using var logs = LoggerFactory.Create(logging => logging.AddResultLog(_output, verbose));
        await using var capture = capturePath is null
            ? null
            : new CaptureWriter(CaptureWriter.Create(capturePath), TimeProvider.System, logs.CreateLogger<CaptureWriter>());
        using var stop = new StopSignal(cancellationToken);
        var restores = new HostRestores(file.DataFolder, TimeProvider.System);
        await RunHostAsync(file, path, Build(file, capture, restores, verbose), restores, stop);
        while (!stop.Token.IsCancellationRequested && restores.SwapIfAsked())
        {
            _output.Lines(restores.Outcome!.Value.Lines);
            await RunHostAsync(file, path, Build(file, capture, restores, verbose), restores, stop);
        }

        return ExitCode.Ok;
    }

    /// <summary>Runs a host until a signal, or until it has to stop for a restore.</summary>
    private async Task RunHostAsync(BotsFile file, string path, IHost host, HostRestores restores, StopSignal stop)
    {
        try
        {
            await host.StartAsync(stop.Token);
            await WaitForBotsAsync(host, stop.Token);
            PrintBots(host, file);
            PrintHints(host, file, path);

            // Reading bots.yaml and compiling scripts leaves several times of what stays; it goes back to the system once, not when the machine is short.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            await restores.Asked.WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // The way it should end.
        }
        finally
        {
            await StopAsync(host);
        }
    }

    private IHost Build(BotsFile file, CaptureWriter? capture, HostRestores restores, bool verbose)
    {
        // Not the default builder: it would read appsettings.json and the command line, which are not ours.
        var settings = new HostApplicationBuilderSettings { DisableDefaults = true };
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.AddSingleton(restores);
        builder.Logging.AddResultLog(_output, verbose);
        if (capture is null)
        {
            builder.Services.AddIcqBots(file);
        }
        else
        {
            builder.Services.AddIcqBots(
                file, networkOfBots: provider => new CapturingNetwork(provider.GetRequiredService<INetwork>(), capture));
        }

        return builder.Build();
    }

    private static async Task WaitForBotsAsync(IHost host, CancellationToken stopping)
    {
        try
        {
            await host.Services.GetRequiredService<BotFleet>().AllOnlineAsync(stopping).WaitAsync(ListAfter, stopping);
        }
        catch (TimeoutException)
        {
            // The log tells why; the list shows who is missing.
        }
    }

    private void PrintBots(IHost host, BotsFile file)
    {
        var fleet = host.Services.GetRequiredService<BotFleet>();
        _output.Table(
            ["Bot", "UIN", "Nick", "Server", "State"],
            file.Bots.Select(bot => new[]
            {
                bot.Name,
                bot.Uin.ToString(),
                bot.Nick ?? bot.Name,
                file.ServerOf(bot).ToString(),
                fleet.IsOnline(bot.Name) ? "online" : "offline",
            }));
    }

    private void PrintHints(IHost host, BotsFile file, string path)
    {
        var hints = new List<string>();
        if (file.Bots is [var first, ..])
        {
            var chat = $"chat {first.Name}{(path == BotsFileArgument.DefaultPath ? "" : $" --file {path}")}";
            hints.AddRange(["Talk to a bot from another terminal:", $"  {ProgramName.Current} {chat}"]);
        }

        if (host.Services.GetRequiredService<EmbeddedServer>().LoopbackEndPoint is { } endPoint)
        {
            hints.Add($"Any ICQ v2 client can log in at {endPoint}, with a new UIN or an account of {Path.GetFileName(path)}.");
        }

        _output.Lines([.. hints, "Ctrl-C stops."]);
    }

    /// <summary>Stops everything in order. What hangs is left behind in time; the end of the process ends it.</summary>
    private async Task StopAsync(IHost host)
    {
        try
        {
            await StopAndDisposeAsync().WaitAsync(StopTimes.All);
        }
        catch (TimeoutException)
        {
            _output.Error("Something does not end by itself, most likely a script; it is cut off.");
        }

        async Task StopAndDisposeAsync()
        {
            // Bots that hang are left behind before the whole is: the journal is closed and the server stopped even then.
            using var limit = new CancellationTokenSource(StopTimes.All - StopTimes.Others);
            await host.StopAsync(limit.Token);
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    /// <summary>The command starts and stops the host, instead of signals that the host catches itself.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
