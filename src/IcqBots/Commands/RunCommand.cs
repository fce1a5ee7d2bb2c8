using System.CommandLine;
using IcqBots.Host;
using IcqBots.Host.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace IcqBots.Commands;

/// <summary><c>icqbots run</c>: runs the bots until Ctrl-C or SIGTERM.</summary>
internal sealed class RunCommand : Command
{
    /// <summary>Everything must have ended by then; Ctrl-C promises 5 s.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(4.5);

    /// <summary>How long to wait for the bots before the list is printed.</summary>
    private static readonly TimeSpan ListAfter = TimeSpan.FromSeconds(20);

    private readonly BotsFileArgument _file = new();
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Log every packet (names only) and every script exception" };

    public RunCommand()
        : base("run", "Run the bots of bots.yaml until Ctrl-C (this is the default)")
    {
        Arguments.Add(_file);
        Options.Add(_verbose);
        SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(_file)!, parsed.GetValue(_verbose), cancellationToken));
    }

    /// <summary>Makes this the action of a command line without a command.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(_verbose);
        root.SetAction((parsed, cancellationToken) => RunAsync("bots.yaml", parsed.GetValue(_verbose), cancellationToken));
    }

    private static async Task<int> RunAsync(string path, bool verbose, CancellationToken cancellationToken)
    {
        if (BotsFileArgument.Read(path) is not { } file)
        {
            return BotsFileArgument.MistakesExitCode;
        }

        using var host = Build(file, verbose);
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            Output.Error(e.Message);
            await host.StopAsync(CancellationToken.None);
            return 1;
        }

        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await ListAsync(host, file, stopping);
        await host.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    private static IHost Build(BotsFile file, bool verbose)
    {
        // Not the default builder: it would read appsettings.json and the command line, which are not ours.
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopTime);
        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        builder.Logging
            .SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Quartz", LogLevel.Warning)
            .AddConsole(options => options.FormatterName = LogFormatter.FormatterName)
            .AddConsoleFormatter<LogFormatter, ConsoleFormatterOptions>();
        builder.Services.AddIcqBots(file);
        return builder.Build();
    }

    /// <summary>Prints the bots and how to talk to them, once all are online or have had time to be.</summary>
    private static async Task ListAsync(IHost host, BotsFile file, CancellationToken stopping)
    {
        var fleet = host.Services.GetRequiredService<BotFleet>();
        var server = host.Services.GetRequiredService<EmbeddedServer>();
        try
        {
            await fleet.AllOnlineAsync(stopping).WaitAsync(ListAfter, stopping);
        }
        catch (TimeoutException)
        {
            // The log tells why; the list shows who is missing.
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Output.Table(
            ["Bot", "UIN", "Nick", "Server", "State"],
            file.Bots.Select(bot => new[]
            {
                bot.Name, bot.Uin.ToString(), bot.Nick ?? bot.Name, file.ServerOf(bot).ToString(), fleet.IsOnline(bot.Name) ? "online" : "offline",
            }));
        if (server.LoopbackEndPoint is { } endPoint)
        {
            Console.Out.WriteLine($"Any ICQ v2 client can log in at {endPoint}, with a new UIN or an account of {Path.GetFileName(file.Path)}.");
        }

        if (file.Bots is [var first, ..])
        {
            Console.Out.WriteLine($"Talk to a bot from another terminal: icqbots chat {first.Name}");
            Console.Out.WriteLine($"    from the source: dotnet run --project src/IcqBots -- chat {first.Name}");
        }

        Console.Out.WriteLine("Ctrl-C stops.");
    }
}
