using System.Net;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using IcqBots.Server;
using IcqBots.Storage;
using IcqBots.Transport;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host;

/// <summary>Runs the embedded server, if bots.yaml wants one, for as long as the host runs.</summary>
public sealed partial class EmbeddedServer(BotsFile file, INetwork network, TimeProvider time, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private readonly ILogger _log = logs.CreateLogger("IcqBots.Server");
    private ServerDatabase? _database;
    private IcqServer? _server;

    /// <summary>Where it listens; null when there is none.</summary>
    public IPEndPoint? LocalEndPoint => _server?.LocalEndPoint;

    /// <summary>Where programs of this machine reach it; null when there is none.</summary>
    public IPEndPoint? LoopbackEndPoint => LocalEndPoint is { } local ? ReachableAt(local) : null;

    /// <summary>Where programs of this machine reach a server that listens at <paramref name="listen"/>: 0.0.0.0 is no place to connect to.</summary>
    public static IPEndPoint ReachableAt(IPEndPoint listen) =>
        listen.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, listen.Port) : listen;

    /// <summary>Who is logged in now.</summary>
    public IReadOnlyCollection<Uin> Online => _server?.Online ?? [];

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The port is in use, or the data folder cannot be used.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (file.RunningServer is not { } entry)
        {
            return Task.CompletedTask;
        }

        _database = ServerDatabase.OpenUsable(Path.Combine(file.DataFolder, KeptFile.Server.Name), time, _log);
        var options = new IcqServerOptions
        {
            EndPoint = entry.Listen,
            AllowRegistration = entry.Registration == Registration.Open,
            Accounts =
            [
                .. entry.Accounts.Select(account => AccountOf(account.Uin, account.Nick, account.Password, WireText.For("windows-1252"))),
                .. file.Bots.Where(bot => file.ServerOf(bot).IsEmbedded)
                    .Select(bot => AccountOf(bot.Uin, bot.Nick ?? bot.Name, bot.Password, bot.Encoding)),
            ],
        };
        _server = new IcqServer(options, new SqliteServerStore(_database), network, time, _log);
        _server.Start();
        LogListening(_log, _server.LocalEndPoint!);
        return Task.CompletedTask;
    }

    /// <summary>Stops listening. What was under way is stored.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _database?.Dispose();
    }

    /// <summary>Like <see cref="StopAsync"/>, for a host whose start failed.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    /// <summary>An account whose password and nick are, byte for byte, what a client with that code page sends.</summary>
    private static Account AccountOf(Uin uin, string nick, Password password, WireText text) =>
        new(uin, InBytes(nick, text)) { Password = new Password(InBytes(password.Reveal(), text)) };

    private static string InBytes(string value, WireText text) => WireText.Latin1.Encoding.GetString(text.Encoding.GetBytes(value));

    [LoggerMessage(LogLevel.Information, "The embedded server listens on {EndPoint}")]
    private static partial void LogListening(ILogger log, IPEndPoint endPoint);
}
