using System.Net;
using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Server;
using IcqBots.Testing;
using IcqBots.Transport;

namespace IcqBots.Tests.Processes;

/// <summary>The end of <c>icqbots run</c>, as a server outside of the process and a person on it see it.</summary>
[Collection("Processes")]
public sealed class StopTests : IAsyncLifetime, IDisposable
{
    /// <summary>Where nothing has to end first.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);
    private static readonly Uin Bot = 2001;
    private static readonly Uin Person = 1001;

    private readonly TestFolder _folder = new();
    private readonly TestLog _log = new();
    private readonly IcqServer _server;
    private IcqClient? _person;

    public StopTests() => _server = new IcqServer(
        new IcqServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Accounts =
            [
                new Account(Bot, "Bot") { Password = new Password("bot") },
                new Account(Person, "Person") { Password = new Password("person") },
            ],
        },
        new MemoryServerStore(),
        new SystemNetwork(),
        TimeProvider.System,
        _log);

    public async Task InitializeAsync()
    {
        _server.Start();
        _folder.Write("bots.yaml", $$"""
            server: {{_server.LocalEndPoint}}
            bots: [{ name: bot, uin: {{Bot}}, password: bot, scripts: [hang.csx] }]
            """);
        _folder.Write("hang.csx", """
            OnMessage(async message =>
            {
                Log.LogInformation("hanging");
                while (!System.IO.File.Exists("released"))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), Clock);
                }

                await message.ReplyAsync("done");
            });
            """);
        _person = new IcqClient(
            new IcqClientOptions
            {
                ServerHost = "127.0.0.1",
                ServerPort = _server.LocalEndPoint!.Port,
                Uin = Person,
                Password = new Password("person"),
                Contacts = [Bot],
                PeerToPeer = false,
            },
            new SystemNetwork(),
            TimeProvider.System,
            _log);
        await _person.ConnectAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _person!.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Sigterm_logs_off_and_ends_with_0()
    {
        await using var run = IcqBotsProcess.Start(_folder.Path, "run");
        await run.LineAsync("Ctrl-C stops.");

        await run.TerminateAsync();
        var ended = await run.EndAsync().WaitAsync(StopTime);

        Assert.Equal((0, ""), (ended.ExitCode, ended.Remarks));
        await BotIsOfflineAsync();
    }

    [Fact]
    public async Task Sigterm_tells_which_handler_it_waits_for_and_the_handler_still_answers()
    {
        await using var run = IcqBotsProcess.Start(_folder.Path, "run");
        await HangAsync(run);

        await run.TerminateAsync();
        await run.LineAsync("Waits for hang.csx:1 to end, 10 s at the most; a second Ctrl-C ends at once");
        _folder.Write("released", "");
        var ended = await run.EndAsync().WaitAsync(StopTime);

        Assert.Equal((0, ""), (ended.ExitCode, ended.Remarks));
        Assert.Equal("done", await AnswerAsync());
        await BotIsOfflineAsync();
    }

    [Fact]
    public async Task A_second_signal_ends_at_once()
    {
        await using var run = IcqBotsProcess.Start(_folder.Path, "run");
        await HangAsync(run);

        // Two signals that the process has not got to yet are one.
        await run.TerminateAsync();
        await run.LineAsync("Waits for hang.csx:1 to end, 10 s at the most; a second Ctrl-C ends at once");
        await run.TerminateAsync();

        const int endedBySigterm = 128 + 15;
        Assert.Equal(endedBySigterm, (await run.EndAsync()).ExitCode);
    }

    private async Task HangAsync(IcqBotsProcess run)
    {
        await run.LineAsync("Ctrl-C stops.");
        await _person!.SendMessageAsync(Bot, "hello");
        await run.LineAsync("hanging");
    }

    private async Task<string> AnswerAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            if (await _person!.Events.ReadAsync(limit.Token) is MessageReceived message)
            {
                return message.Text;
            }
        }
    }

    /// <summary>Waits until the server tells that the bot has gone; it would notice a bot that is silent only after minutes.</summary>
    private async Task BotIsOfflineAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await _person!.Events.ReadAsync(limit.Token) is not ContactChanged { Now: OnlineStatus.Offline })
        {
            // It came online before.
        }
    }
}
