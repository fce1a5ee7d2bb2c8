using System.Net;
using IcqBots.Chat;
using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using IcqBots.Server;
using IcqBots.Testing;

namespace IcqBots.Tests.Chat;

/// <summary>A real server with the users 1001 (echo) and 1002, whose password is "secret"; the chat is somebody on another machine.</summary>
internal sealed class ChatBench : IAsyncDisposable
{
    public static readonly Uin Echo = 1001;
    private static readonly IPEndPoint EndPoint = IPEndPoint.Parse("10.0.0.1:4000");
    private readonly List<IcqClient> _clients = [];

    public ChatBench()
    {
        Network = new MemoryNetwork(Clock);
        var accounts = new[] { 1001u, 1002u }.Select(uin => new Account(uin, "") { Password = new Password("secret") });

        // A hash that takes real time would keep the chat waiting while its clock runs on.
        var options = new IcqServerOptions { EndPoint = EndPoint, Accounts = [.. accounts], PasswordIterations = 1000 };
        Server = new IcqServer(options, new MemoryServerStore(), Network.HostAt("10.0.0.1"), Clock, Log);
        Server.Start();
    }

    public ManualTimeProvider Clock { get; } = new();

    public MemoryNetwork Network { get; }

    public TestLog Log { get; } = new();

    public IcqServer Server { get; }

    public LineWriter Result { get; } = new();

    public LineWriter Remarks { get; } = new();

    public ChatOptions Options { get; set; } = new()
    {
        Server = ServerAddress.At(EndPoint),
        To = Echo,
        Name = "echo",
        Text = WireText.For("windows-1252"),
    };

    /// <summary>Begins to chat; the task ends with the chat.</summary>
    public Task ChatAsync(TextReader input, CancellationToken cancellationToken = default) =>
        new ChatSession(Options, Network.HostAt("10.0.0.9"), Clock, new Output(Result, Remarks), Log).RunAsync(input, cancellationToken);

    /// <summary>
    /// Lets the time pass until the chat is over. It reads its input on the thread pool, which this clock does not own: a millisecond of
    /// real time a step keeps the clock from running far ahead.
    /// </summary>
    public async Task EndAsync(Task chat)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        while (!chat.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Network.IdleAsync();
            await pace.WaitForNextTickAsync(limit.Token);
        }

        await chat;
    }

    /// <summary>Somebody else, logged in.</summary>
    public async Task<IcqClient> LogInAsync(Uin uin, OnlineStatus status = OnlineStatus.Online, string awayMessage = "")
    {
        var client = new IcqClient(
            new IcqClientOptions
            {
                ServerHost = "10.0.0.1",
                Uin = uin,
                Password = new Password("secret"),
                Status = status,
                AwayMessage = awayMessage,
            },
            Network.HostAt($"10.0.1.{_clients.Count + 1}"),
            Clock,
            Log);
        _clients.Add(client);
        await client.ConnectAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        return client;
    }

    /// <summary>The next message that somebody gets.</summary>
    public static async Task<MessageReceived> ReceiveAsync(IcqClient client) =>
        (MessageReceived)await client.Events.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await Network.IdleAsync();
        await Server.DisposeAsync();
        await Network.DisposeAsync();
        Log.Dispose();
    }
}
